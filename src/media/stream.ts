import { codeOf } from '../file-fault.ts';
import { Ear, SOURCES, type VoiceChange, type VoiceSample } from './ear.ts';
import { FloodGate } from './flood-gate.ts';
import { type Format, PLAIN } from '../audio-format.ts';
import { Decoders } from './decoders.ts';
import { parseRtp } from './rtp.ts';
import type { SrtpKeys } from '../srtp-key.ts';
import { type RefusedPackets, SrtpSession } from './srtp/srtp-session.ts';
import { Speaker } from './speaker.ts';
import { atFreePort, type PortRange } from '../free-port.ts';
import { nextRtpPort } from './rtp-port.ts';
import type { DatagramSocket } from '../sockets/far-datagrams.ts';
import { farSocketsAt } from '../sockets/far-networks.ts';
import { rtpSocket } from './rtp-socket.ts';
import { joinTicker } from './ticker.ts';
import type { KnownVoice, Sound } from './voices.ts';
import { Waiters } from './waiters.ts';
import { unfitHost } from '../numeric-host.ts';

export interface MediaOptions {
  /** Where it listens, a numeric address. */
  readonly host: string;
  /** By whom its port is chosen: by the system, or out of the range of `nextRtpPort`, or out of another one. */
  readonly ports?: 'system' | 'range' | PortRange;
  /** Every voice that it can tell. */
  readonly voices: readonly KnownVoice[];
  /** The sound that it sends; without one it only listens. */
  readonly speak?: Sound | undefined;
  /** What packets pass on their way; without one they pass at once. */
  readonly link?: PacketLink | undefined;
  /** Whether anything is sent to a host, and taken from it; to and from every one, where this is left out. */
  readonly admits?: ((host: string) => boolean) | undefined;
  /** The sound was to go to a host that is not admitted, or a packet came from one. */
  readonly onOutside?: ((direction: 'in' | 'out', place: MediaAddress) => void) | undefined;
  /** A socket error after opening. The stream stays usable. */
  readonly onTrouble?: (error: Error) => void;
  /** More comes than is listened to: packets in a second, octets in a packet, sources. Each is told once. */
  readonly onFlood?: ((why: string) => void) | undefined;
}

/** Longest packet that is listened to, in octets: 180 ms of PCMU. What is longer is no voice. */
const LONGEST_PACKET = 1_472;
/** Most packets that are listened to in a second; a voice has fifty. */
const MOST_PACKETS = 2_000;

/** A network that may be bad. */
export interface PacketLink {
  /** Calls `go` at once, later, more than once or never. */
  carry(
    direction: 'in' | 'out',
    bytes: Uint8Array,
    remote: { readonly host: string; readonly port: number },
    go: () => void,
  ): void;
}

interface MediaAddress {
  /** Numeric, of the family of the socket; anything else is silence. */
  readonly address: string;
  readonly port: number;
}

/** One end of an RTP session: one socket, one voice, one ear. All times are `performance.now()` in ms. */
export interface MediaStream {
  readonly port: number;
  /** How it sends, and under which number: that of RFC 3551 unless the peer's rtpmap says otherwise. It hears all codecs. */
  format: Format;
  /** Called synchronously as a voice starts or stops. */
  onVoice: ((change: VoiceChange) => void) | undefined;
  /**
   * From now on packets are of SRTP, under these keys. `none`: SRTP is wanted and its keys are not agreed on, so nothing is sent and
   * nothing is heard. Undefined: packets are of RTP.
   */
  secure(keys: SrtpKeys | 'none' | undefined): void;
  /** Packets that did not authenticate since the last call. */
  refusedPackets(): RefusedPackets;
  /** From now on the sound goes there; undefined, or no usable address and port, is silence. */
  sendTo(remote: MediaAddress | undefined): void;
  /** Voices heard now. */
  hearing(): readonly string[];
  /** See `Ear.sample`. */
  sample(): readonly VoiceSample[];
  /** True when `frames` more frames of the voice, or of `anything`, arrive within `within` ms. */
  listen(voice: string, frames: number, within: number): Promise<boolean>;
  /** True when within `within` ms no frame of the voice has arrived for `quietFor` ms, or the stream was closed. */
  listenForEnd(voice: string, quietFor: number, within: number): Promise<boolean>;
  /**
   * Sends digits as telephone events (RFC 4733) of a payload type; `onLast` is called as the last of them begins. False when
   * nothing is sent now, or they were not all sent.
   */
  press(digits: string, payloadType: number, onLast: () => void): Promise<boolean>;
  /** Reports the end of every voice still heard, then closes the socket. */
  close(): Promise<void>;
}

/** Opens an RTP socket. Rejects when the host cannot be bound, throws RangeError for a tone that cannot be sent. */
export async function openMediaStream(options: MediaOptions): Promise<MediaStream> {
  const speaker = options.speak === undefined ? undefined : new Speaker(options.speak);
  const socket = await boundSocket(options);
  socket.on('error', (error) => options.onTrouble?.(error));
  const told = new Set<string>();
  const flood = (why: string): void => {
    if (told.has(why)) return;
    told.add(why);
    options.onFlood?.(why);
  };
  const gate = new FloodGate(MOST_PACKETS, () => flood(`more than ${MOST_PACKETS} RTP packets in a second`));
  const ear = new Ear(options.voices, () => flood(`more than ${SOURCES} RTP sources (SSRC) at a time`));
  const { link, admits = () => true, onOutside } = options;
  return new RtpStream(socket, { ear, speaker, link, gate, flood, admits, onOutside });
}

function boundSocket({ host, ports = 'system' }: MediaOptions): Promise<DatagramSocket> {
  if (ports === 'range') return boundInRange(host);
  return atFreePort(ports === 'system' ? undefined : ports, (port) => socketAt(host, port), 'even');
}

function socketAt(host: string, port: number): Promise<DatagramSocket> {
  return farSocketsAt(host)?.datagrams({ host, port }) ?? rtpSocket(host, port);
}

/** Ports that others have bound are passed over; where all of these are taken, the system chooses one. */
async function boundInRange(host: string): Promise<DatagramSocket> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- one port after the other
      return await socketAt(host, nextRtpPort());
    } catch (error) {
      if (codeOf(error) !== 'EADDRINUSE') throw error;
    }
  }
  return socketAt(host, 0);
}

const ATTEMPTS = 20;

class RtpStream implements MediaStream {
  readonly port: number;
  format: Format = PLAIN;
  readonly #decoders = new Decoders();
  onVoice: ((change: VoiceChange) => void) | undefined;
  readonly #socket: DatagramSocket;
  readonly #host: string;
  readonly #ear: Ear;
  readonly #speaker: Speaker | undefined;
  readonly #link: PacketLink | undefined;
  readonly #admits: (host: string) => boolean;
  readonly #outside: MediaOptions['onOutside'];
  readonly #waiters = new Waiters(performance.now());
  readonly #leave: () => void;
  #srtp: SrtpSession | undefined;
  #remote: MediaAddress | undefined;
  #closing: Promise<void> | undefined;

  constructor(
    socket: DatagramSocket,
    parts: {
      ear: Ear;
      speaker: Speaker | undefined;
      link: PacketLink | undefined;
      gate: FloodGate;
      flood: (why: string) => void;
      admits: (host: string) => boolean;
      onOutside: MediaOptions['onOutside'];
    },
  ) {
    const { ear, speaker, link, gate, flood, admits, onOutside } = parts;
    // A socket that is closed has no address, and a call may be told where to send after its end.
    const { address: host, port: own } = socket.address();
    this.port = own;
    this.#host = host;
    this.#socket = socket;
    this.#ear = ear;
    this.#speaker = speaker;
    this.#link = link;
    this.#admits = admits;
    this.#outside = onOutside;
    socket.on('message', (bytes, { address, port }) => {
      if (!gate.admits(performance.now())) return;
      if (!admits(address)) return onOutside?.('in', { address, port });
      if (bytes.length > LONGEST_PACKET) return flood(`an RTP packet of more than ${LONGEST_PACKET} octets`);
      const arrive = (): void => this.#receive(bytes, performance.now());
      if (link === undefined) arrive();
      else link.carry('in', bytes, { host: address, port }, arrive);
    });
    this.#leave = joinTicker(({ now, stalled }) => this.#tick(now, stalled));
  }

  secure(keys: SrtpKeys | 'none' | undefined): void {
    if (keys === undefined) {
      this.#srtp = undefined;
      return;
    }
    this.#srtp ??= new SrtpSession();
    this.#srtp.agree(keys === 'none' ? undefined : keys, performance.now());
  }

  refusedPackets(): RefusedPackets {
    return this.#srtp?.take() ?? { plain: 0, wrong: 0 };
  }

  sendTo(remote: MediaAddress | undefined): void {
    const outside = remote !== undefined && isPlace(remote) && !this.#admits(remote.address);
    if (outside) this.#outside?.('out', remote);
    this.#remote = remote !== undefined && isReachable(remote, this.#host) && !outside ? remote : undefined;
    if (this.#remote === undefined) this.#speaker?.pause();
  }

  hearing(): readonly string[] {
    return this.#ear.hearing();
  }

  sample(): readonly VoiceSample[] {
    return this.#ear.sample(performance.now());
  }

  listen(voice: string, frames: number, within: number): Promise<boolean> {
    return this.#waiters.listen(voice, frames, within);
  }

  listenForEnd(voice: string, quietFor: number, within: number): Promise<boolean> {
    return this.#waiters.listenForEnd(voice, quietFor, within);
  }

  press(digits: string, payloadType: number, onLast: () => void): Promise<boolean> {
    if (this.#remote === undefined || this.#speaker === undefined) return Promise.resolve(false);
    return this.#speaker.press(digits, payloadType, onLast);
  }

  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      this.#leave();
      this.#speaker?.pause();
      this.#report(this.#ear.close());
      this.#waiters.close();
      this.#socket.close(() => resolve());
    });
    return this.#closing;
  }

  #receive(bytes: Uint8Array, at: number): void {
    if (this.#closing !== undefined) return;
    const rtp = this.#srtp === undefined ? bytes : this.#srtp.receive(bytes, at);
    const packet = rtp && parseRtp(rtp);
    const samples = packet && this.#decoders.decode(packet, this.format);
    if (packet === undefined || samples === undefined) return;
    const { frames, changes } = this.#ear.hear({ ...packet, samples, at });
    this.#report(changes);
    for (const frame of frames) this.#waiters.frame(frame, at);
  }

  #tick(now: number, stalled: boolean): void {
    this.#speak(now);
    // What arrived during a stall is still to be read; who was speaking all the time must not seem to stop.
    if (stalled) return;
    this.#report(this.#ear.pass(now));
    this.#waiters.pass(now);
  }

  #speak(now: number): void {
    if (this.#remote === undefined || this.#speaker === undefined) return;
    const to = this.#remote;
    for (const rtp of this.#speaker.due(now, this.format)) {
      const packet = this.#srtp === undefined ? rtp : this.#srtp.protect(rtp);
      if (packet === undefined) continue;
      const leave = (): void => this.#send(packet, to);
      if (this.#link === undefined) leave();
      else this.#link.carry('out', packet, { host: to.address, port: to.port }, leave);
    }
  }

  #send(packet: Uint8Array, to: MediaAddress): void {
    if (this.#closing !== undefined) return;
    // Whether anybody listens shows at the other end; an error such as a full buffer is a lost frame.
    this.#socket.send(packet, to.port, to.address, () => {});
  }

  #report(changes: readonly VoiceChange[]): void {
    for (const change of changes) this.onVoice?.(change);
  }
}

function isReachable(place: MediaAddress, from: string): boolean {
  return unfitHost(place.address, from) === undefined && isPlace(place);
}

/** Somebody may listen there: `0.0.0.0`, and `::` as well, is how RFC 2543 puts on hold, and port 0 refuses a stream. */
function isPlace({ address, port }: MediaAddress): boolean {
  return address !== '0.0.0.0' && address !== '::' && Number.isInteger(port) && port > 0 && port < 65536;
}
