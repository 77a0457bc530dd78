/** The wire of a SIPp that runs beside the harness: a socket of ours that the phone is reached at, with SIPp behind it. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { Excesses, excessText, type Limit } from '../../sip/excess.ts';
import { callId } from '../../sip/fields/tags.ts';
import { header } from '../../sip/message/headers.ts';
import { topVia } from '../../sip/fields/via.ts';
import type { SipMessage } from '../../sip/message/message.ts';
import { parseMessage } from '../../sip/message/parse.ts';
import { isKeepAlive } from '../../sip/transport/udp.ts';
import type { SipAddress } from '../../candidate/sip-address.ts';
import { atFreePort, type PortRange } from '../../free-port.ts';
import type { PhoneOptions, PhoneTaps } from '../phone.ts';
import type { Party } from '../../suite/cell.ts';
import { outsideTold, tapped } from '../wire-tap.ts';
import { spelledForSipp } from './spelling.ts';
import { Turns } from './turns.ts';
import { Unanswered } from './unanswered.ts';
import type { Seen, Wire } from './wire.ts';

export interface RelayOptions {
  readonly party: Party;
  /** The address that others reach the phone at. */
  readonly host: string;
  /** The ports of that side; the system chooses, where they are left out. */
  readonly ports?: PortRange | undefined;
  /** The address that SIPp reaches us at. */
  readonly inside: string;
  readonly taps: Pick<PhoneTaps, 'sip' | 'trouble' | 'flooded' | 'astray'>;
  readonly reach?: PhoneOptions['reach'];
}

/** Messages that are remembered, to know what comes again. */
const MOST_REMEMBERED = 512;
/** Requests that are remembered, to send the answers back to where they came from. */
const ASKERS: Limit = { what: 'requests at a time that wait for an answer of SIPp', most: 512, outcome: 'forgotten' };
/** Requests in one call that wait until SIPp repeats none of its own. */
const CROSSING: Limit = {
  what: 'requests at a time in a call of SIPp that has no answer yet',
  most: 64,
  outcome: 'lost',
};

interface Asker {
  readonly from: SipAddress;
  /** A final response has gone there. */
  answered: boolean;
}

/**
 * Records datagrams as they are and passes them on: what SIPp sends as it is, what comes in the spelling that SIPp
 * reads. A request of SIPp's goes where its call was last told to (`towards`), an answer to where its request came from
 * (RFC 3581), what comes goes to SIPp.
 */
export class Relay implements Wire {
  readonly address: SipAddress;
  /** Where SIPp sends everything. */
  readonly inside: { readonly host: string; readonly port: number };
  onSeen: (seen: Seen) => void = () => {};
  readonly #party: Party;
  readonly #taps: RelayOptions['taps'];
  readonly #outer: Socket;
  readonly #inner: Socket;
  readonly turns = new Turns();
  readonly #unanswered = new Unanswered();
  readonly #next = new Map<string, SipAddress>();
  readonly #askers = new Map<string, Asker>();
  readonly #excesses: Excesses;
  readonly #passed = new Set<string>();
  readonly #admits: (host: string) => boolean;
  readonly #kept = new Set<string>();
  #closed = false;
  #sipp: { readonly host: string; readonly port: number } | undefined;

  private constructor({ party, taps, reach }: RelayOptions, outer: Socket, inner: Socket) {
    this.#party = party;
    this.#admits = (host) => reach?.admits(host) ?? true;
    this.#taps = taps;
    this.#excesses = new Excesses((excess) => taps.flooded?.(excessText(excess)));
    this.#outer = outer;
    this.#inner = inner;
    this.address = addressOf(outer);
    this.inside = addressOf(inner);
    outer.on('message', (bytes, from) =>
      this.#arrive(bytes, { transport: 'udp', host: from.address, port: from.port }),
    );
    inner.on('message', (bytes) => this.#leave(bytes));
    for (const socket of [outer, inner]) socket.on('error', (error) => taps.trouble('its SIP socket failed', error));
  }

  /** Rejects when there is no port. */
  static async open(options: RelayOptions): Promise<Relay> {
    const outer = await atFreePort(options.ports, (port) => bound(options.host, port));
    try {
      return new Relay(options, outer, await bound(options.inside));
    } catch (cause) {
      outer.close();
      throw cause;
    }
  }

  /** Where SIPp listens: before this is known, what comes is lost. */
  behind(sipp: { readonly host: string; readonly port: number }): void {
    this.#sipp = sipp;
  }

  towards(id: string, next: SipAddress): void {
    this.#next.set(id, next);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.turns.close();
    this.#unanswered.clear();
    this.#excesses.close();
    await Promise.all(
      [this.#outer, this.#inner].map((socket) => new Promise<void>((done) => void socket.close(() => done()))),
    );
  }

  #arrive(bytes: Buffer, from: SipAddress): void {
    const message = this.#see('in', bytes, from);
    // What is no SIP stands in the history and goes no further: SIPp might answer, and nobody could tell whom.
    if (message === undefined) return;
    // An ACK has no answer.
    if (message.kind === 'request' && message.method !== 'ACK') this.#remember(message, from);
    void this.#handOver(bytes, message);
  }

  /**
   * In its turn, and a request when SIPp can answer it; but what comes again SIPp answers from memory, and tells nothing of
   * it.
   */
  async #handOver(bytes: Buffer, message: SipMessage): Promise<void> {
    const id = callId(message);
    const again = this.#comesAgain(message);
    if (id !== undefined && message.kind === 'request' && message.method !== 'ACK') {
      const waiting = this.#unanswered.waitingIn(id);
      // The first of its kind waits here.
      if (again && waiting > 0) return;
      if (waiting >= CROSSING.most) return this.#excesses.count(CROSSING);
      await this.#unanswered.over(id);
    }
    if (id !== undefined && !again) await this.turns.take(id);
    this.#handIn(bytes);
    if (id !== undefined && message.kind === 'response') this.#unanswered.answered(id, branchOf(message));
  }

  #comesAgain(message: SipMessage): boolean {
    const key = nameOf(message);
    if (this.#passed.has(key)) return true;
    this.#passed.add(key);
    forgetOldest(this.#passed, MOST_REMEMBERED);
    return false;
  }

  #handIn(bytes: Buffer): void {
    if (this.#sipp === undefined || this.#closed) return;
    this.#inner.send(spelledForSipp(bytes), this.#sipp.port, this.#sipp.host);
  }

  #leave(bytes: Buffer): void {
    const parsed = parseMessage(bytes);
    const to = parsed.ok ? this.#destination(parsed.message) : undefined;
    if (!parsed.ok || to === undefined) {
      this.#taps.trouble('SIPp sent something that leads nowhere', bytes.toString('latin1').slice(0, 200));
      return;
    }
    const { message } = parsed;
    if (!this.#admits(to.host)) return this.#keep(bytes, message, to);
    this.#see('out', bytes, to);
    if (message.kind === 'request' && message.method !== 'ACK' && message.method !== 'CANCEL') {
      this.#unanswered.sent(callId(message) ?? '', branchOf(message));
    }
    // Port 0 is nobody's; the socket would throw.
    if (to.port > 0) this.#outer.send(bytes, to.port, to.host);
  }

  /** Nobody outside of the reach gets it; what SIPp sends again is told no more. */
  #keep(bytes: Buffer, message: SipMessage, to: SipAddress): void {
    const key = nameOf(message);
    if (this.#kept.has(key)) return;
    this.#kept.add(key);
    forgetOldest(this.#kept, MOST_REMEMBERED);
    this.#taps.astray?.(outsideTold(this.#party, { bytes, to }));
    this.onSeen({ direction: 'out', message, peer: to, kept: true });
  }

  #see(direction: Seen['direction'], bytes: Buffer, remote: SipAddress): SipMessage | undefined {
    const now = performance.now();
    const parsed = parseMessage(bytes);
    const unreadable = parsed.ok || isKeepAlive(bytes) ? undefined : parsed.reason;
    this.#taps.sip(tapped(this.#party, { direction, local: this.address, remote, bytes, unreadable, now }), now);
    if (!parsed.ok) return undefined;
    this.onSeen({ direction, message: parsed.message, peer: remote });
    return parsed.message;
  }

  #destination(message: SipMessage): SipAddress | undefined {
    if (message.kind === 'request') return this.#next.get(callId(message) ?? '');
    const asker = this.#askers.get(transaction(message));
    if (asker !== undefined && message.status >= 200) asker.answered = true;
    return asker?.from;
  }

  #remember(request: SipMessage, from: SipAddress): void {
    const key = transaction(request);
    this.#askers.set(key, { from, answered: this.#askers.get(key)?.answered ?? false });
    if (this.#askers.size <= ASKERS.most) return;
    const oldest = [...this.#askers].find(([, { answered }]) => answered) ?? [...this.#askers][0];
    if (oldest === undefined) return;
    if (!oldest[1].answered) this.#excesses.count(ASKERS);
    this.#askers.delete(oldest[0]);
  }
}

/** What comes or goes again has the same. */
function nameOf(message: SipMessage): string {
  const what = message.kind === 'request' ? message.method : message.status;
  return `${message.kind} ${what} ${transaction(message)} ${header(message, 'CSeq')}`;
}

/** A CANCEL has the branch of its INVITE, and comes from the same place. */
function transaction(message: SipMessage): string {
  const via = topVia(message);
  return `${via?.params.get('branch') ?? ''} ${via?.host ?? ''}:${via?.port ?? ''} ${callId(message) ?? ''}`;
}

function branchOf(message: SipMessage): string {
  return topVia(message)?.params.get('branch') ?? '';
}

function addressOf(socket: Socket): SipAddress {
  const { address, port } = socket.address();
  return { transport: 'udp', host: address, port };
}

async function bound(host: string, port = 0): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(port, host);
  try {
    await once(socket, 'listening');
  } catch (error) {
    socket.close();
    throw error;
  }
  return socket;
}

function forgetOldest(memory: Set<string>, most: number): void {
  const { value } = memory.keys().next();
  if (memory.size > most && value !== undefined) memory.delete(value);
}
