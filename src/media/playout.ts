/** Puts the packets of one RTP source in order, as a phone does before it plays them: networks overtake, repeat and lose. */
import { SAMPLE_RATE } from './frame.ts';

export interface TimedPacket {
  readonly samples: ArrayLike<number>;
  /** When it arrived, in ms. */
  readonly at: number;
  /** Of its first sample, in samples, 32 bit (RFC 3550 5.1). Without it packets are taken as they come. */
  readonly timestamp?: number | undefined;
}

/** A packet in its place, and the samples that are missing before it. */
export interface Played<Packet> {
  readonly packet: Packet;
  readonly lost: number;
}

/** Packets that are kept back for one that is missing, and for how long, in ms. */
const MOST = 4;
const PATIENCE = 80;
/** A jump of the timestamp by more than this, in samples, is none that a network makes. */
const LONGEST = SAMPLE_RATE;
/** So many packets in a row that come too late are a sender that has begun anew. */
const TOO_LATE = 5;

export class Playout<Packet extends TimedPacket> {
  /** The timestamp that is due. */
  #due: number | undefined;
  /** In the order of their timestamps, all later than what is due. */
  #waiting: Packet[] = [];
  #late = 0;

  /** Takes a packet; returns those whose turn has come. */
  push(packet: Packet): ReadonlyArray<Played<Packet>> {
    const { timestamp } = packet;
    if (timestamp === undefined) return [{ packet, lost: 0 }];
    const ahead = this.#due === undefined ? 0 : distance(this.#due, timestamp);
    const isLate = ahead < 0 && ahead >= -LONGEST;
    if (isLate && ++this.#late < TOO_LATE) return [];
    if (isLate || Math.abs(ahead) > LONGEST) return this.#beginAnew(packet);
    this.#late = 0;
    if (this.#due === undefined) this.#due = timestamp;
    this.#insert(packet, timestamp);
    return this.#turns(packet.at);
  }

  /** When the packets arrived that are kept back, the first and the last of them; undefined when there are none. */
  get keptBack(): { readonly from: number; readonly to: number } | undefined {
    const times = this.#waiting.map(({ at }) => at);
    return times.length === 0 ? undefined : { from: Math.min(...times), to: Math.max(...times) };
  }

  #beginAnew(packet: Packet): ReadonlyArray<Played<Packet>> {
    const before = this.#waiting.map((each) => ({ packet: each, lost: 0 }));
    this.#waiting = [];
    this.#late = 0;
    this.#due = after(packet);
    return [...before, { packet, lost: 0 }];
  }

  #insert(packet: Packet, timestamp: number): void {
    const place = this.#waiting.findLastIndex((each) => distance(each.timestamp ?? 0, timestamp) >= 0) + 1;
    // A packet that came twice counts once.
    if (this.#waiting[place - 1]?.timestamp !== timestamp) this.#waiting.splice(place, 0, packet);
  }

  #turns(now: number): ReadonlyArray<Played<Packet>> {
    const turns: Array<Played<Packet>> = [];
    for (let [first] = this.#waiting; first !== undefined; [first] = this.#waiting) {
      const lost = distance(this.#due ?? 0, first.timestamp ?? 0);
      const isAwaited = this.#waiting.length < MOST && this.#waiting.every(({ at }) => now - at < PATIENCE);
      if (lost > 0 && isAwaited) break;
      this.#waiting.shift();
      // A packet that overlaps what was played already has no turn.
      if (lost < 0) continue;
      turns.push({ packet: first, lost });
      this.#due = after(first);
    }
    return turns;
  }
}

function after({ timestamp = 0, samples }: TimedPacket): number {
  return (timestamp + samples.length) % 2 ** 32;
}

/** From one timestamp to another, in samples; negative when that is earlier. */
function distance(from: number, to: number): number {
  return (to - from) | 0;
}
