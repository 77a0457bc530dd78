import type { Socket } from 'node:dgram';
import { codeOf } from '../file-fault.ts';
import { parseRtp, type RtpPacket } from '../media/rtp.ts';
import { nextRtpPort } from '../media/rtp-port.ts';
import { rtpSocket } from '../media/rtp-socket.ts';
import { type AudioStream, audioOf, connectionTo, type Sdp, type SdpLine, type SdpMedia } from '../sip/sdp.ts';
import { unfitHost } from '../numeric-host.ts';

/** Where a party listens. */
export type ListeningPlace = Pick<AudioStream, 'address' | 'port'>;

/** A port as one pool tells the other of it. */
export interface RelayedBefore {
  readonly host: string;
  readonly port: number;
  readonly leadsTo?: ListeningPlace | undefined;
}

/** The port of the pool at which one party of a call is told to find the other: RTP that comes there goes on to that one. */
export class RelayPort {
  /** Called with each packet of the party, before it goes on. */
  onPacket?: ((packet: RtpPacket) => void) | undefined;
  /** Where the other party listens; undefined lets nothing through. */
  leadsTo: ListeningPlace | undefined;
  readonly #host: string;
  readonly #port: number;
  readonly #socket: Socket;
  /** The port that the other party was told of, from which it expects sound (RFC 4961). */
  #other: RelayPort | undefined;
  #open = true;

  constructor(host: string, socket: Socket) {
    this.#host = host;
    this.#port = socket.address().port;
    this.#socket = socket;
    // A datagram that cannot be sent is a lost packet.
    socket.on('error', () => undefined);
    socket.on('message', (bytes, { address }) => {
      if (this.#isOfParty(address)) this.#receive(bytes);
    });
  }

  get place(): RelayedBefore {
    return { host: this.#host, port: this.#port, leadsTo: this.leadsTo };
  }

  /** From now on what comes here leaves from the port that the other party was told of. */
  leaveFrom(other: RelayPort | undefined): void {
    this.#other = other;
  }

  /** The media of the other party, as if it listened here. Only its first stream of audio is led through; the others are refused. */
  describe({ lines, media }: Pick<Sdp, 'lines' | 'media'>): Pick<Sdp, 'lines' | 'media'> {
    const audio = media.find((each) => each.media.toLowerCase() === 'audio' && each.port > 0);
    const { address, port = 0 } = audioOf({ origin: NOWHERE, lines, media }) ?? {};
    this.leadsTo = address !== undefined && isAudible(address, this.#host) ? { address, port } : undefined;
    return {
      lines: lines.map((line) => this.#moved(line)),
      media: media.map((each) => (each === audio ? this.#movedStream(each) : { ...each, port: 0 })),
    };
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#socket.close();
  }

  /** A party sends from the host at which it listens; which one that is, is not known before it has described its session. */
  #isOfParty(host: string): boolean {
    const party = this.#other?.leadsTo;
    return party === undefined || party.address === host;
  }

  #receive(bytes: Uint8Array): void {
    if (this.onPacket !== undefined) {
      const packet = parseRtp(bytes);
      if (packet !== undefined) this.onPacket(packet);
    }
    const { leadsTo } = this;
    if (leadsTo === undefined || !this.#open) return;
    const through = this.#other !== undefined && this.#other.#open ? this.#other : this;
    through.#socket.send(bytes, leadsTo.port, leadsTo.address, () => undefined);
  }

  #movedStream(stream: SdpMedia): SdpMedia {
    const lines = stream.lines.filter(({ type, value }) => type !== 'a' || !OF_ADDRESSES.test(value));
    return { ...stream, port: this.#port, lines: lines.map((line) => this.#moved(line)) };
  }

  #moved(line: SdpLine): SdpLine {
    return line.type === 'c' ? { type: 'c', value: connectionTo(this.#host) } : line;
  }
}

/** The hold of RFC 2543. */
const ON_HOLD = '0.0.0.0';

/** Somebody may listen there who is reached from the host. */
function isAudible(address: string, host: string): boolean {
  return unfitHost(address, host) === undefined && address !== ON_HOLD && address !== '::';
}

/** The origin of a description whose origin is of no account. */
const NOWHERE = { username: '-', sessionId: '0', version: '0', addressType: 'IP4', address: ON_HOLD } as const;
/** Attributes that name other addresses of the party: RTCP (RFC 3605) and ICE (RFC 8839). */
const OF_ADDRESSES = /^(rtcp|candidate|remote-candidates|ice-\S+)\s*(:|$)/i;

const ATTEMPTS = 20;

/** A port of a host that nobody has. */
export async function openRelayPort(host: string): Promise<RelayPort> {
  for (let attempt = 1; ; attempt += 1) {
    const port = nextRtpPort();
    try {
      // oxlint-disable-next-line no-await-in-loop -- one port after the other
      await closed(await rtpSocket(host, port, 'alone'));
      // oxlint-disable-next-line no-await-in-loop -- as above
      return new RelayPort(host, await rtpSocket(host, port, 'shared'));
    } catch (error) {
      if (attempt === ATTEMPTS || codeOf(error) !== 'EADDRINUSE') throw error;
    }
  }
}

/** The port of a call that another pool has led through until now; one that stands still has not let go of it. */
export async function takeRelayPort({ host, port, leadsTo }: RelayedBefore): Promise<RelayPort> {
  const taken = new RelayPort(host, await rtpSocket(host, port, 'shared'));
  taken.leadsTo = leadsTo;
  return taken;
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.close(() => resolve()));
}
