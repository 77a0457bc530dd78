/** The wire of a SIPp that runs beside the harness: a socket of ours that the phone is reached at, with SIPp behind it. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { callId } from '../../sip/fields/tags.ts';
import { header } from '../../sip/message/headers.ts';
import { topVia } from '../../sip/fields/via.ts';
import type { SipMessage } from '../../sip/message/message.ts';
import { parseMessage } from '../../sip/message/parse.ts';
import type { SipAddress } from '../../candidate/sip-address.ts';
import type { PhoneTaps } from '../phone.ts';
import type { Party } from '../../suite/cell.ts';
import { tapped } from '../wire-tap.ts';
import { spelledForSipp } from './spelling.ts';
import { Turns } from './turns.ts';
import type { Seen, Wire } from './wire.ts';

export interface RelayOptions {
  readonly party: Party;
  /** The address that others reach the phone at. */
  readonly host: string;
  /** The address that SIPp reaches us at. */
  readonly inside: string;
  readonly taps: Pick<PhoneTaps, 'sip' | 'trouble'>;
}

/** Messages that are remembered, to send answers back to where the request came from and to know what comes again. */
const MOST_REMEMBERED = 512;

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
  readonly #next = new Map<string, SipAddress>();
  readonly #askers = new Map<string, SipAddress>();
  readonly #passed = new Set<string>();
  #closed = false;
  #sipp: { readonly host: string; readonly port: number } | undefined;

  private constructor({ party, taps }: RelayOptions, outer: Socket, inner: Socket) {
    this.#party = party;
    this.#taps = taps;
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
    const outer = await bound(options.host);
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
    this.#closed = true;
    this.turns.close();
    await Promise.all(
      [this.#outer, this.#inner].map((socket) => new Promise<void>((done) => void socket.close(() => done()))),
    );
  }

  #arrive(bytes: Buffer, from: SipAddress): void {
    const message = this.#see('in', bytes, from);
    // What is no SIP stands in the history and goes no further: SIPp might answer, and nobody could tell whom.
    if (message === undefined) return;
    if (message.kind === 'request') this.#remember(message, from);
    void this.#handOver(bytes, message);
  }

  /** In its turn; but what comes again SIPp answers from memory, and tells nothing of it. */
  async #handOver(bytes: Buffer, message: SipMessage): Promise<void> {
    const id = callId(message);
    if (id !== undefined && !this.#comesAgain(message)) await this.turns.take(id);
    this.#handIn(bytes);
  }

  #comesAgain(message: SipMessage): boolean {
    const what = message.kind === 'request' ? message.method : message.status;
    const key = `${message.kind} ${what} ${transaction(message)} ${header(message, 'CSeq')}`;
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
    if (to === undefined) {
      this.#taps.trouble('SIPp sent something that leads nowhere', bytes.toString('latin1').slice(0, 200));
      return;
    }
    this.#see('out', bytes, to);
    this.#outer.send(bytes, to.port, to.host);
  }

  #see(direction: Seen['direction'], bytes: Buffer, remote: SipAddress): SipMessage | undefined {
    const now = performance.now();
    this.#taps.sip(tapped(this.#party, { direction, local: this.address, remote, bytes, now }), now);
    const parsed = parseMessage(bytes);
    if (!parsed.ok) return undefined;
    this.onSeen({ direction, message: parsed.message, peer: remote });
    return parsed.message;
  }

  #destination(message: SipMessage): SipAddress | undefined {
    if (message.kind === 'response') return this.#askers.get(transaction(message));
    return this.#next.get(callId(message) ?? '');
  }

  #remember(request: SipMessage, from: SipAddress): void {
    this.#askers.set(transaction(request), from);
    forgetOldest(this.#askers, MOST_REMEMBERED);
  }
}

/** A CANCEL has the branch of its INVITE, and comes from the same place. */
function transaction(message: SipMessage): string {
  const via = topVia(message);
  return `${via?.params.get('branch') ?? ''} ${via?.host ?? ''}:${via?.port ?? ''} ${callId(message) ?? ''}`;
}

function addressOf(socket: Socket): SipAddress {
  const { address, port } = socket.address();
  return { transport: 'udp', host: address, port };
}

async function bound(host: string): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, host);
  await once(socket, 'listening');
  return socket;
}

function forgetOldest(
  memory: { readonly size: number; keys(): Iterator<string>; delete(key: string): boolean },
  most: number,
): void {
  const { value } = memory.keys().next();
  if (memory.size > most && value !== undefined) memory.delete(value);
}
