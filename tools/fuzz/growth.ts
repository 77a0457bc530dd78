/** Finds readers whose time grows faster than what they read. */
import process from 'node:process';
import { stretch } from './mutate.ts';
import type { Random } from './random.ts';
import { findingOf, type Target } from './target.ts';

const SHORT = 4_000;
const LONG = 64_000;
/** Sixteen times the text takes sixteen times as long in a linear reader, 256 times in a quadratic one. */
const MOST = 80;
/** What is over before a clock can tell, in ms. */
const UNSEEN = 0.3;

/** Repeats a piece at some place of the input, at two lengths; the long one when its time grew too fast. */
export function growsTooFast(target: Target, input: Buffer, unit: Buffer, random: Random): Buffer | undefined {
  const at = random.int(input.length + 1);
  const head = input.subarray(0, 2_000);
  const [short, long] = [SHORT, LONG].map((length) => stretch(head, Math.min(at, head.length), unit, length));
  if (short === undefined || long === undefined) return undefined;
  const once = time(target, long);
  // Nearly every input is read in no time: it need not be measured well.
  if (once < UNSEEN * MOST) return undefined;
  return best(target, long) > Math.max(best(target, short), UNSEEN) * MOST ? long : undefined;
}

/** Of this process, in ms, for the fastest of some runs: what others do on the machine counts little, and not twice. */
export function best(target: Target, input: Buffer): number {
  return Math.min(...Array.from({ length: 3 }, () => time(target, input)));
}

function time(target: Target, input: Buffer): number {
  const before = process.cpuUsage();
  findingOf(target, input);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
