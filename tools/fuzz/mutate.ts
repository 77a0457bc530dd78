/** Makes inputs out of other inputs. */
import type { Random } from './random.ts';
import { LONGEST } from './target.ts';

const NUMBERS = ['0', '-1', '1', '255', '256', '65535', '65536', '2147483647', '2147483648', '4294967296', '1e9', '٣'];
const OCTETS = [0, 9, 10, 13, 32, 34, 37, 44, 58, 59, 60, 61, 62, 64, 92, 127, 128, 0xc3, 0xed, 0xff];

/** Most inputs stay short, so that many can be tried. */
const USUAL = 4_096;

type Mutation = (input: Buffer, random: Random, words: readonly string[], other: Buffer) => Buffer;

const MUTATIONS: readonly Mutation[] = [
  (input, random) => put(input, random.int(input.length), Buffer.of(random.int(256)), 1),
  (input, random) => put(input, random.int(input.length), Buffer.of(random.pick(OCTETS, 0)), 1),
  (input, random) => put(input, random.int(input.length + 1), Buffer.of(random.pick(OCTETS, 0)), 0),
  (input, random) => {
    const at = random.int(input.length);
    return put(input, at, Buffer.of((input[at] ?? 0) ^ (1 << random.int(8))), 1);
  },
  (input, random) => put(input, random.int(input.length), Buffer.alloc(0), 1 + random.int(1 + input.length / 4)),
  (input, random) => input.subarray(0, random.int(input.length + 1)),
  (input, random, words) => put(input, random.int(input.length + 1), Buffer.from(random.pick(words, ''), 'latin1'), 0),
  (input, random, words) => {
    const [from, to] = wordAt(input, random.int(input.length));
    return put(input, from, Buffer.from(random.pick(words, ''), 'latin1'), to - from);
  },
  (input, random) => {
    const [from, to] = wordAt(input, random.int(input.length));
    return put(input, from, Buffer.from(random.pick(NUMBERS, '')), to - from);
  },
  (input, random) => put(input, random.int(input.length + 1), piece(input, random), 0),
  (input, random, _, other) => put(input, random.int(input.length + 1), piece(other, random), random.int(40)),
  (input, random, _, other) =>
    Buffer.concat([input.subarray(0, random.int(input.length)), other.subarray(random.int(other.length))]),
  (input, random) => lines(input, random, (all, at) => all.toSpliced(at, 1)),
  (input, random) => lines(input, random, (all, at) => all.toSpliced(at, 0, all[at] ?? '')),
  (input, random) =>
    lines(input, random, (all, at) => all.toSpliced(at, 1).toSpliced(random.int(all.length), 0, all[at] ?? '')),
];

/** A few changes at random; one in ten thousand grows very long. */
export function mutate(input: Buffer, random: Random, words: readonly string[], other: Buffer): Buffer {
  let changed = input;
  for (let left = 1 + random.int(4); left > 0; left -= 1) {
    const mutation = MUTATIONS[random.int(MUTATIONS.length)];
    if (mutation !== undefined) changed = mutation(changed, random, words, other);
  }
  if (random.int(10_000) === 0)
    changed = stretch(changed, random.int(changed.length + 1), repeated(changed, random, words), LONGEST);
  else if (changed.length > USUAL && input.length <= USUAL) changed = changed.subarray(0, USUAL);
  return changed.length > LONGEST ? changed.subarray(0, LONGEST) : changed;
}

/** `unit` again and again at `at`, until the whole is `length` octets long. */
export function stretch(input: Buffer, at: number, unit: Buffer, length: number): Buffer {
  const room = Math.max(0, length - input.length);
  return put(input, at, Buffer.alloc(room, unit.length === 0 ? ' ' : unit), 0);
}

function repeated(input: Buffer, random: Random, words: readonly string[]): Buffer {
  return random.int(2) === 0 ? Buffer.from(random.pick(words, ' '), 'latin1') : piece(input, random).subarray(0, 12);
}

function put(input: Buffer, at: number, what: Buffer, over: number): Buffer {
  return Buffer.concat([input.subarray(0, at), what, input.subarray(at + over)]);
}

function piece(input: Buffer, random: Random): Buffer {
  const from = random.int(input.length);
  return input.subarray(from, from + 1 + random.int(Math.min(200, input.length)));
}

/** The letters and digits around `at`. */
function wordAt(input: Buffer, at: number): [from: number, to: number] {
  let from = at;
  let to = at;
  while (from > 0 && isLetter(input[from - 1])) from -= 1;
  while (to < input.length && isLetter(input[to])) to += 1;
  return [from, to];
}

function isLetter(octet: number | undefined): boolean {
  if (octet === undefined) return false;
  const lower = octet | 0x20;
  return (octet >= 0x30 && octet <= 0x39) || (lower >= 0x61 && lower <= 0x7a);
}

function lines(input: Buffer, random: Random, change: (all: string[], at: number) => string[]): Buffer {
  const all = input.toString('latin1').split('\n');
  return Buffer.from(change(all, random.int(all.length)).join('\n'), 'latin1');
}
