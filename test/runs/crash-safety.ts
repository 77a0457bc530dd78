/**
 * Kills parkspec in the middle of runs and looks at what is left: no process, no port, no report that looks complete, and
 * every history readable up to its last event. The moments are drawn by a seed, so that a failure can be had again.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createSocket } from 'node:dgram';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readHistory } from '../../src/history/read-history.ts';
import type { HistoryEvent } from '../../src/history/event.ts';
import { judge } from '../../src/judge/judge.ts';
import { complianceForm } from '../../src/report/compliance.ts';
import { carriersOf, type Run, startIn } from './parkspec.ts';

/** What is killed: the command line, it and all that it has started, jest alone, or one process of the engine. */
const VICTIMS = ['command line', 'all at once', 'jest', 'engine'] as const;
type Victim = (typeof VICTIMS)[number];

export interface Blow {
  readonly victim: Victim;
  /** Ms after the start. */
  readonly after: number;
}

/** Longest that anything may outlive its run, in ms. */
const PATIENCE = 15_000;

/** Blows drawn by a seed over a run that takes about `span` ms; every victim comes in turn. */
export function drawBlows(seed: number, count: number, span: number): readonly Blow[] {
  return Array.from({ length: count }, (_, at) => ({
    victim: VICTIMS[at % VICTIMS.length] ?? 'command line',
    after: Math.round(drawn(seed, at) * span),
  }));
}

export interface Aftermath {
  readonly blow: Blow;
  /** Whether the run had ended before the blow came. */
  readonly missed: boolean;
  /** Events that were recorded, over all cells. */
  readonly events: number;
  /** What must not be; empty when all is well. */
  readonly problems: readonly string[];
}

/** Runs two cells into `reports` and strikes. What was published there before is compared with what is there after it. */
export async function strike(reports: string, blow: Blow, cells: readonly string[]): Promise<Aftermath> {
  const before = publishedIn(reports);
  const known = new Set(runsIn(reports));
  const run = startIn(
    reports,
    cells.flatMap((cell) => ['--cells', cell]),
    { detached: true },
  );
  const over = await Promise.race([run.ended.then(() => true), setTimeout(blow.after, false)]);
  if (!over) hit(run, blow.victim);
  await run.ended;
  const problems: string[] = [];
  const left = await leftOver(run);
  if (left.length > 0) problems.push(`still running: ${left.join(', ')}`);
  let events = 0;
  for (const id of runsIn(reports).filter((name) => !known.has(name))) {
    for (const cell of histories(join(reports, 'runs', id))) {
      const { events: read, problems: wrong, truncated } = readHistory(cell.text);
      events += read.length;
      // Cut within the first event there is nothing to read, and the reader says so.
      const none = cell.text === '' || (truncated && read.length === 0);
      if (!none && wrong.length > 0) problems.push(`${cell.name}: ${wrong[0]?.message}`);
      if (read.length > 0) problems.push(...judged(cell.name, read));
      problems.push(...(await heldPorts(read)).map((port) => `${cell.name}: port ${port} is held`));
    }
  }
  problems.push(...reportProblems(before, publishedIn(reports)));
  return { blow, missed: over, events, problems };
}

function hit({ child }: Run, victim: Victim): void {
  const pid = child.pid ?? 0;
  const children = childrenOf(pid);
  switch (victim) {
    case 'command line':
      return kill(pid);
    case 'all at once':
      // The pools have groups of their own; the reaper is to look after them.
      for (const each of [...children, pid]) kill(each);
      return;
    case 'jest':
      return kill(children.find((each) => doesRun(each, 'bin/jest.js')) ?? pid);
    case 'engine':
      return kill(children.find((each) => doesRun(each, 'cell-process.js')) ?? pid);
  }
}

function kill(pid: number): void {
  try {
    if (pid > 0) process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function childrenOf(pid: number): readonly number[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.filter((each) => parentOf(each) === pid);
}

function parentOf(pid: number): number | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  return stat === '' ? undefined : Number(stat.replace(/^.*\) /s, '').split(' ')[1]);
}

function doesRun(pid: number, program: string): boolean {
  return textOf(`/proc/${pid}/cmdline`).includes(program);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

/** Everything of a run has its reports folder among its arguments or in its environment. */
async function leftOver(run: Run): Promise<readonly string[]> {
  const deadline = performance.now() + PATIENCE;
  // oxlint-disable-next-line no-await-in-loop -- each look follows the one before
  while (carriersOf(run).length > 0 && performance.now() < deadline) await setTimeout(50);
  return carriersOf(run).map((pid) => `${pid} ${textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').slice(0, 100)}`);
}

function runsIn(reports: string): readonly string[] {
  const runs = join(reports, 'runs');
  return existsSync(runs) ? readdirSync(runs) : [];
}

function histories(run: string): ReadonlyArray<{ readonly name: string; readonly text: string }> {
  const files = readdirSync(run, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('/history.jsonl'),
  );
  return files.map((name) => ({ name, text: readFileSync(join(run, name), 'utf8') }));
}

/** What was recorded up to the blow is judged, and nothing is green that was not seen to its end. */
function judged(name: string, events: readonly HistoryEvent[]): readonly string[] {
  if (events[0]?.kind !== 'run') return [];
  const { verdict, checks } = judge(events);
  const whole = events.at(-1)?.kind === 'end';
  return [
    ...(checks.length === 0 ? [`${name}: no verdicts`] : []),
    ...(!whole && verdict === 'pass' ? [`${name}: green though it breaks off`] : []),
  ];
}

async function heldPorts(events: readonly HistoryEvent[]): Promise<readonly number[]> {
  const [run] = events;
  if (run?.kind !== 'run') return [];
  const ports = Object.values(run.pools).flatMap((address) => {
    const sip = Number(address.split(':').at(-1));
    return Number.isInteger(sip) ? [sip - 1, sip] : [];
  });
  const free = await Promise.all(ports.map(isFree));
  return ports.filter((_, at) => free[at] === false);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind({ address: '127.0.0.1', port, exclusive: true }, () => socket.close(() => resolve(true)));
  });
}

const REPORTS = ['compliance.json', 'index.html', 'junit.xml', 'summary.md', 'badge.svg'] as const;
type Published = ReadonlyMap<string, string>;

function publishedIn(reports: string): Published {
  return new Map(
    REPORTS.flatMap((name) =>
      existsSync(join(reports, name)) ? [[name, readFileSync(join(reports, name), 'utf8')]] : [],
    ),
  );
}

/** Every report is whole, and all of them are there or none is. */
function reportProblems(before: Published, after: Published): readonly string[] {
  const problems = [...before.keys()].filter((name) => !after.has(name)).map((name) => `${name} has vanished`);
  if (after.size > 0 && after.size < REPORTS.length && before.size === 0)
    problems.push(`only ${[...after.keys()].join(', ')}`);
  const compliance = after.get('compliance.json');
  if (compliance !== undefined && !isCompliance(compliance)) problems.push('compliance.json is torn');
  const page = after.get('index.html');
  if (page !== undefined && !page.trimEnd().endsWith('</html>')) problems.push('index.html is torn');
  const junit = after.get('junit.xml');
  if (junit !== undefined && !junit.trimEnd().endsWith('</testsuites>')) problems.push('junit.xml is torn');
  return problems;
}

function isCompliance(text: string): boolean {
  try {
    return complianceForm.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

/** From 0 up to 1, the same for the same seed and place. */
function drawn(seed: number, at: number): number {
  return createHash('sha256').update(`${seed} ${at}`).digest().readUInt32BE() / 2 ** 32;
}
