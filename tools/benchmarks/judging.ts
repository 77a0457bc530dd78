/**
 * How long it takes to judge a long history, and one of twice its length: `npm run bench:judging -- 10`. A conforming
 * server's cell with many calls is judged again and again, from its events. Exits 1 when the median is above the goal.
 */
import process from 'node:process';
import { judge } from '../../src/judge/judge.ts';
import { longHistory } from '../../test/judge/long-history.ts';
import { spread } from './spread.ts';

/** For about 10,000 events and 241 checks, in ms. */
const GOAL = 1_000;
/** Calls of the shorter history; each has ten checks. */
const CALLS = 24;

/** Judges a history so many times; the median, in ms. */
function measure(calls: number, runs: number): number {
  const events = longHistory(calls);
  const times: number[] = [];
  let checks = 0;
  for (let run = 0; run < runs; run += 1) {
    const started = performance.now();
    const verdict = judge(events);
    times.push(performance.now() - started);
    checks = verdict.checks.length;
    if (verdict.verdict !== 'pass') throw new Error(`the history was judged ${verdict.verdict} instead of pass`);
  }
  const each = times.map((time) => Math.round(time)).join(' ');
  console.log(`${events.length} events, ${checks} checks: ${spread(times)} ms (${each})`);
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

const runs = Number(process.argv[2] ?? 7);
const [once, twice] = [measure(CALLS, runs), measure(2 * CALLS, runs)];
console.log(`twice the length takes ${(twice / once).toFixed(2)} times as long`);
if (once > GOAL) process.exitCode = 1;
