/** The SIP messages among captured segments, each in its own octets, as a tap at a phone's socket would show them. */
import { StreamFramer } from '../sip/message/framer.ts';
import { StreamBytes } from '../sip/transport/stream-bytes.ts';
import type { Datagram, Endpoint, Segment, TcpSegment } from './segments.ts';
import { TcpFlow } from './tcp-flow.ts';

export interface CapturedMessage {
  readonly transport: 'udp' | 'tcp';
  /** When it was on the wire, its last part: wall clock, in ms since 1970. */
  readonly at: number;
  readonly source: Endpoint;
  readonly destination: Endpoint;
  /** Whatever was sent there: it need not be SIP. */
  readonly bytes: Buffer;
}

export interface SipReaderOptions {
  /**
   * Whether SIP is spoken at an endpoint: all that goes to or comes from there is a message then. Left out, a message is
   * what begins like one.
   */
  readonly isSip?: (endpoint: Endpoint) => boolean;
}

/** Directions of connections that are followed at a time; the one that was silent longest gives way. */
const MOST_STREAMS = 256;
/** A start line with its method or version is looked for in so many octets. */
const START = 2_048;

export class SipReader {
  readonly #isSip: SipReaderOptions['isSip'];
  readonly #streams = new Map<string, SipStream>();

  constructor({ isSip }: SipReaderOptions = {}) {
    this.#isSip = isSip;
  }

  /** The messages that this segment carries or completes. */
  take(segment: Segment): readonly CapturedMessage[] {
    return segment.transport === 'udp' ? this.#datagram(segment) : this.#segment(segment);
  }

  #datagram(datagram: Datagram): readonly CapturedMessage[] {
    const { transport, at, source, destination, payload } = datagram;
    if (!this.#speaksSip(datagram)) return [];
    return [{ transport, at, source, destination, bytes: payload }];
  }

  #segment(segment: TcpSegment): readonly CapturedMessage[] {
    const { transport, at, source, destination } = segment;
    const key = `${source.host}:${source.port} ${destination.host}:${destination.port}`;
    const known = this.#streams.get(key);
    if (known === undefined && (segment.payload.length === 0 || !this.#speaksSip(segment)) && !this.#mayBecome(segment))
      return [];
    const stream = segment.syn || known === undefined ? this.#begin(key) : known;
    // To the end of the line: it has just been heard of.
    this.#streams.delete(key);
    if (!segment.end) this.#streams.set(key, stream);
    const before = known === undefined || known === stream ? [] : known.rest();
    const messages = stream.take(segment);
    return [...before, ...messages, ...(segment.end ? stream.rest() : [])].map((bytes) => ({
      transport,
      at,
      source,
      destination,
      bytes,
    }));
  }

  #begin(key: string): SipStream {
    const [oldest] = this.#streams.keys();
    if (this.#streams.size >= MOST_STREAMS && oldest !== undefined) this.#streams.delete(oldest);
    const stream = new SipStream(this.#isSip === undefined);
    this.#streams.set(key, stream);
    return stream;
  }

  #speaksSip({ source, destination, payload }: Segment): boolean {
    const isSip = this.#isSip;
    return isSip === undefined ? looksLikeSip(payload) : isSip(source) || isSip(destination);
  }

  /** A connection is followed from its SYN on where nothing else tells yet what it is for. */
  #mayBecome({ syn }: TcpSegment): boolean {
    return syn && this.#isSip === undefined;
  }
}

/** One direction of a connection. */
class SipStream {
  readonly #flow = new TcpFlow();
  #framer = new StreamFramer();
  #bytes = new StreamBytes();
  /** Whether it must first be seen that this is SIP. */
  #unsure: boolean;
  #other = false;
  /** Something is missing before what comes next. */
  #lost = false;

  constructor(unsure: boolean) {
    this.#unsure = unsure;
  }

  take(segment: TcpSegment): readonly Buffer[] {
    return this.#flow.take(segment).flatMap((due) => (due === 'lost' ? this.#restart() : this.#read(due)));
  }

  /** What never became a message was on the wire as well. */
  rest(): readonly Buffer[] {
    const rest = Buffer.from(this.#bytes.takeAll());
    return this.#other || rest.every((byte) => byte === 13 || byte === 10) ? [] : [rest];
  }

  #read(chunk: Buffer): readonly Buffer[] {
    if (this.#unsure) this.#other = !looksLikeSip(chunk);
    this.#unsure = false;
    if (this.#other || this.#framer.broken !== undefined) return [];
    // The rest of a message whose beginning is missing would be the end of all that follows.
    if (this.#lost && !looksLikeSip(chunk)) return [chunk];
    this.#lost = false;
    this.#bytes.push(chunk);
    const outcomes = this.#framer.push(chunk).filter((each) => each !== 'keepalive');
    const broken = this.#framer.broken !== undefined;
    return outcomes.map((outcome, index) =>
      Buffer.from(broken && index === outcomes.length - 1 ? this.#bytes.takeAll() : this.#bytes.take(outcome)),
    );
  }

  /** After a gap it is not known where a message begins: most likely where a segment does. */
  #restart(): readonly Buffer[] {
    const rest = this.rest();
    this.#framer = new StreamFramer();
    this.#bytes = new StreamBytes();
    this.#lost = true;
    return rest;
  }
}

/** RFC 3261 7.1 and 7.2: the version stands at the end of a request line and at the beginning of a status line. */
function looksLikeSip(payload: Buffer): boolean {
  const [start = ''] = payload
    .toString('latin1', 0, START)
    .replace(/^[\r\n]+/, '')
    .split(/\r?\n/, 1);
  return /^SIP\/\d|^[A-Za-z0-9.!%*_+`'~-]+ \S+ SIP\/\d/.test(start);
}
