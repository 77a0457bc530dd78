/** Frames out of a capture file, or out of one that is just being written (draft-ietf-opsawg-pcap). */
import { ByteQueue } from '../byte-queue.ts';
import {
  FILE_HEADER,
  type Frame,
  LINK_TYPES,
  type LinkType,
  LONGEST_FRAME,
  MAGIC_MICROSECONDS,
  MAGIC_NANOSECONDS,
  RECORD_HEADER,
} from './pcap.ts';

const PCAPNG = 0x0a0d0d0a;
const KNOWN: readonly number[] = Object.values(LINK_TYPES);

interface Format {
  readonly littleEndian: boolean;
  /** Parts of a second in which records count. */
  readonly ticks: number;
  readonly link: LinkType;
}

interface RecordHead {
  readonly at: number;
  readonly captured: number;
  readonly length: number;
}

/**
 * Takes a capture in chunks of any size. Holds no more than one frame and the chunk that is being read. Once it cannot
 * be told where the next frame begins the capture is `broken`, and nothing more comes out.
 */
export class PcapReader {
  readonly #queue = new ByteQueue();
  #format: Format | undefined;
  #record: RecordHead | undefined;
  #broken: string | undefined;
  #whole = 0;

  /** Why no more frames can be read. */
  get broken(): string | undefined {
    return this.#broken;
  }

  /** The header of the file has come: its writer is at work. */
  get begun(): boolean {
    return this.#format !== undefined;
  }

  /** Octets from the beginning of the capture to the end of its last whole frame. */
  get whole(): number {
    return this.#whole;
  }

  /** The frames that became complete with this chunk, in order. */
  push(chunk: Uint8Array): readonly Frame[] {
    if (this.#broken !== undefined) return [];
    this.#queue.push(chunk);
    const frames: Frame[] = [];
    if (this.#format === undefined && !this.#readFileHeader()) return frames;
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) frames.push(frame);
    return frames;
  }

  #readFileHeader(): boolean {
    const header = this.#queue.take(FILE_HEADER);
    if (header === undefined) return false;
    const format = formatOf(header);
    if (typeof format === 'string') this.#broken = format;
    else this.#format = format;
    this.#whole = FILE_HEADER;
    return typeof format !== 'string';
  }

  #next(): Frame | undefined {
    if (this.#format === undefined || this.#broken !== undefined) return undefined;
    this.#record ??= this.#readRecordHead(this.#format);
    if (this.#record === undefined) return undefined;
    const { at, captured, length } = this.#record;
    const bytes = this.#queue.take(captured);
    if (bytes === undefined) return undefined;
    this.#record = undefined;
    this.#whole += RECORD_HEADER + captured;
    return { link: this.#format.link, at, bytes, length };
  }

  #readRecordHead({ littleEndian, ticks }: Format): RecordHead | undefined {
    const header = this.#queue.take(RECORD_HEADER);
    if (header === undefined) return undefined;
    const [seconds = 0, parts = 0, captured = 0, length = 0] = numbers(header, littleEndian);
    if (captured > LONGEST_FRAME) {
      this.#broken = `a frame of ${captured} octets: the capture is damaged`;
      return undefined;
    }
    return { at: seconds * 1000 + (parts * 1000) / ticks, captured, length };
  }
}

/** The form of a file, or why it cannot be read. */
function formatOf(header: Buffer): Format | string {
  const [big, little] = [header.readUInt32BE(0), header.readUInt32LE(0)];
  if (big === PCAPNG) return 'this is a pcapng file, and only pcap is read here (`editcap -F pcap` makes it one)';
  const littleEndian = little === MAGIC_MICROSECONDS || little === MAGIC_NANOSECONDS;
  const magic = littleEndian ? little : big;
  if (magic !== MAGIC_MICROSECONDS && magic !== MAGIC_NANOSECONDS) return 'this is no capture file (pcap)';
  // The upper half says how long a frame check sequence is, if there is any.
  const link = (littleEndian ? header.readUInt32LE(20) : header.readUInt32BE(20)) & 0xffff;
  if (!isKnown(link)) return `frames of link type ${link} cannot be read here`;
  return { littleEndian, ticks: magic === MAGIC_NANOSECONDS ? 1e9 : 1e6, link };
}

function isKnown(link: number): link is LinkType {
  return KNOWN.includes(link);
}

function numbers(header: Buffer, littleEndian: boolean): readonly number[] {
  return [0, 4, 8, 12].map((at) => (littleEndian ? header.readUInt32LE(at) : header.readUInt32BE(at)));
}
