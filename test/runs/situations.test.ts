/**
 * Situation × way: a pool goes away, or does not, or not for long. The verdicts of its cell are the same whoever took it
 * away, and so are the findings.
 */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { loadCandidate } from '../../src/candidate/load-candidate.ts';
import { runCell } from '../../src/drive/run-cell.ts';
import type { HistoryEvent } from '../../src/history/event.ts';
import { readHistory } from '../../src/history/read-history.ts';
import { judge } from '../../src/judge/judge.ts';
import { loadCell } from '../../src/suite/load-cell.ts';
import { renderDiagnostics } from '../../src/suite/diagnostic.ts';
import { removed } from '../cli/removed-folder.ts';
import { candidateFile } from './candidate-file.ts';

jest.setTimeout(180_000);

const never = new AbortController().signal;
const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders.splice(0)) await removed(folder);
});

interface Way {
  /** The value of `transitions.outage.do`. */
  readonly outage: string;
  readonly failback?: string;
  readonly habit?: string;
  readonly patient?: boolean;
}

interface Outcome {
  readonly verdicts: Readonly<Record<string, string>>;
  /** Of each check what was found: its code, with the proof or the reason that was noted. */
  readonly found: readonly string[];
  readonly events: readonly HistoryEvent[];
}

/** How many cells run at a time. */
const AT_A_TIME = 2;
/** How often a cell is run again on a machine that is too busy to tell. */
const ATTEMPTS = 4;

async function outcomeInTime(spec: string, way: Way): Promise<Outcome> {
  let last = await outcomeOf(spec, way);
  for (let attempt = 1; attempt < ATTEMPTS && last.found.some(isLate); attempt += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    last = await outcomeOf(spec, way);
  }
  return last;
}

function isLate(found: string): boolean {
  return found.startsWith('harness-late');
}

/** Watches a call for so long that a pool which is started again by itself is there in time. */
const PATIENT = 'bounds: { park: 1s, disconnect: 4s, gap: 300ms, setup: 2s, probe: 500ms, cell: 30s }';

async function outcomeOf(
  spec: string,
  { outage, failback = '{ start: primary }', habit, patient = false }: Way,
): Promise<Outcome> {
  const lines = {
    ...(patient ? { 'bounds:': PATIENT } : {}),
    'outage:': `outage: { do: ${outage}, within: 5s }`,
    'failback:': `failback: { do: [ ${failback}, { http: { post: primary/failback } } ], within: 5s }`,
  };
  const file = candidateFile({ lines, ...(habit === undefined ? {} : { habit }) });
  const candidate = loadCandidate(readFileSync(file, 'utf8'), file);
  if ('diagnostics' in candidate) throw new Error(renderDiagnostics(candidate.diagnostics));
  const cell = loadCell(readFileSync(`specs/${spec}`, 'utf8'), `specs/${spec}`);
  if ('diagnostics' in cell) throw new Error(renderDiagnostics(cell.diagnostics));
  const directory = mkdtempSync(join(tmpdir(), 'parkspec-situation-'));
  folders.push(directory);
  await runCell({ cell: cell.cell, candidate: candidate.candidate, directory, signal: never });
  const { events } = readHistory(readFileSync(join(directory, 'history.jsonl'), 'utf8'));
  const { checks } = judge(events);
  return {
    verdicts: Object.fromEntries(checks.map(({ id, verdict }) => [id, verdict])),
    found: checks.map(({ code, fields }) => `${code}: ${nameless(String(fields?.['proof'] ?? fields?.['why'] ?? ''))}`),
    events,
  };
}

/** Without what differs from way to way. */
function nameless(proof: string): string {
  return proof.replace(/ though its process (has ended|is stopped)/, '').replace(/; process \d+ .*/, '');
}

async function outcomesOf(
  spec: string,
  ways: Readonly<Record<string, Way>>,
): Promise<Readonly<Record<string, Outcome>>> {
  const left = Object.entries(ways);
  const done: Array<readonly [string, Outcome]> = [];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      // oxlint-disable-next-line no-await-in-loop -- as many at a time as there are workers
      done.push([next[0], await outcomeInTime(spec, next[1])]);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return Object.fromEntries(done);
}

/** Filled in when the script is run. */
// oxlint-disable-next-line no-template-curly-in-string -- a placeholder of candidate files
const GROUP = '-${primary.pid}';
/** A script, and a background process of it that lives on for as long as the pool is away. */
const script = (text: string): string => `{ run: [sh, -c, "${text}"] }`;
const stopFor = (seconds: number): string => `kill -STOP ${GROUP}; (sleep ${seconds}; kill -CONT ${GROUP}) &`;
const contAfter = (seconds: number): string => script(`(sleep ${seconds}; kill -CONT ${GROUP}) &`);

const AWAY: Readonly<Record<string, Way>> = {
  kill: { outage: '{ kill: primary }' },
  stop: { outage: '{ stop: primary }' },
  pause: { outage: '{ pause: primary }' },
  'run kill -KILL': { outage: script(`kill -KILL ${GROUP}`) },
  'run kill -TERM': { outage: script(`kill -TERM ${GROUP}`) },
  'run kill -STOP': { outage: script(`kill -STOP ${GROUP}`) },
  'run, a moment later': { outage: script(`(sleep 0.7; kill -KILL ${GROUP}) &`) },
  http: { outage: '{ http: { post: primary/away/KILL } }', habit: 'obeys' },
  'http, held up': { outage: '{ http: { post: primary/away/STOP } }', habit: 'obeys' },
  'several, the first of them': {
    outage: `[ { run: [sh, -c, 'kill -STOP ${GROUP}'], takes: primary }, { http: { get: backup/status } } ]`,
  },
  'several, nobody knows which': {
    outage: `[ { run: ['true'] }, ${script(`kill -TERM ${GROUP}`)}, { run: ['true'] } ]`,
  },
  'several, one after the other': { outage: `[ { pause: primary }, { kill: primary } ]` },
};

function returning(seconds: number): Readonly<Record<string, Way>> {
  const habit = `respawns-${seconds * 1000}`;
  const ways: Readonly<Record<string, Way>> = {
    kill: { outage: '{ kill: primary }', habit },
    stop: { outage: '{ stop: primary }', habit },
    pause: { outage: `[ ${contAfter(seconds)}, { pause: primary } ]` },
    'run kill -KILL': { outage: script(`kill -KILL ${GROUP}`), habit },
    'run kill -STOP': { outage: script(stopFor(seconds)) },
    http: { outage: `{ http: { post: primary/away/STOP/${seconds * 1000} } }`, habit: 'obeys' },
    several: { outage: `[ ${script(stopFor(seconds))}, { run: ['true'] } ]` },
  };
  return Object.fromEntries(Object.entries(ways).map(([name, way]) => [name, { ...way, patient: true }]));
}

const NEVER: Readonly<Record<string, Way>> = {
  kill: { outage: '{ kill: primary }', habit: 'detaches' },
  stop: { outage: '{ stop: primary }', habit: 'detaches' },
  pause: { outage: '{ pause: primary }', habit: 'detaches' },
  run: { outage: "{ run: ['true'] }" },
  'run kill -STOP': { outage: script(`kill -STOP ${GROUP}`), habit: 'detaches' },
  http: { outage: '{ http: { post: primary/away/CONT } }', habit: 'obeys' },
  several: { outage: "[ { run: ['true'] }, { http: { get: backup/status } } ]" },
};

const EARLY: Readonly<Record<string, Way>> = {
  kill: { outage: '{ kill: primary }', habit: 'dies-on-INVITE' },
  pause: { outage: '{ pause: primary }', habit: 'dies-on-INVITE' },
  run: { outage: script('sleep 0.1'), habit: 'dies-on-INVITE' },
  http: { outage: '{ http: { post: primary/away/KILL } }', habit: 'dies-on-INVITE' },
};

const RESTORED: Readonly<Record<string, Way>> = {
  kill: AWAY['kill'] ?? { outage: '' },
  pause: AWAY['pause'] ?? { outage: '' },
  'run kill -STOP, undone by start': { outage: script(`kill -STOP ${GROUP}`) },
  'run kill -STOP, undone by unpause': { outage: script(`kill -STOP ${GROUP}`), failback: '{ unpause: primary }' },
  'run kill -STOP, undone by run': {
    outage: script(`kill -STOP ${GROUP}`),
    failback: `{ run: [sh, -c, 'kill -CONT ${GROUP}'], returns: primary }`,
  },
  'run kill -TERM, undone by start': { outage: script(`kill -TERM ${GROUP}`) },
};

/** What became of the fault of a way, as its history has it: `intended, applied`. */
function states({ events }: Outcome, effect = 'takes'): string {
  return events.flatMap((event) => (event.kind === 'fault' && event.effect === effect ? [event.state] : [])).join(', ');
}

/** The checks that have another verdict, with what was found, so that a test that fails tells why. */
function otherThan(verdict: string, { verdicts, found }: Outcome): readonly string[] {
  return Object.entries(verdicts).flatMap(([id, given], at) =>
    given === verdict ? [] : [`${id} ${given}: ${found[at]}`],
  );
}

/** What is not as it has to be. */
function unlike(pattern: RegExp, texts: readonly string[]): readonly string[] {
  return texts.filter((text) => !pattern.test(text));
}

/** How soon it is back is more than the machine can promise; whether that was seen before its fault was proven, likewise. */
const BACK =
  /: pool-(returned|still-answered): |: (fault-not-applied|phase-missed): .*primary (still answers|fell silent, but answers) OPTIONS/;

function didNotComeBack(mine: Outcome): readonly string[] {
  return [
    ...unlike(BACK, otherThan('pass', mine)),
    ...otherThan('pass', mine).filter((text) => text.includes(' fail: ')),
    ...unlike(/^inconclusive$/, [Object.values(mine.verdicts).at(-1) ?? 'no aftermath']),
    ...unlike(/^intended, (applied(, applied)?, undone|not-applied)$/, [states(mine)]),
  ];
}

interface Table {
  readonly situation: string;
  readonly spec: string;
  readonly ways: Readonly<Record<string, Way>>;
  /** What differs from what every way must show; empty when nothing does. */
  readonly problems: (mine: Outcome) => readonly string[];
}

const RETRIEVED = 'dr-table/retrieved.outage.yaml';
const CONNECTED = 'dr-table/not-yet-parked.outage.yaml';

function staysAway(mine: Outcome): readonly string[] {
  return [...otherThan('pass', mine), ...unlike(/^(intended, applied(, |$))+$/, [states(mine)])];
}

const TABLES: readonly Table[] = [
  { situation: 'stays away', spec: RETRIEVED, ways: AWAY, problems: staysAway },
  { situation: 'stays away from a call that nobody parked', spec: CONNECTED, ways: AWAY, problems: staysAway },
  {
    situation: 'comes back after 0.8 s',
    spec: RETRIEVED,
    ways: returning(0.8),
    problems: (mine) => [...didNotComeBack(mine), ...otherThan('inconclusive', mine)],
  },
  { situation: 'comes back after 1.5 s', spec: CONNECTED, ways: returning(1.5), problems: didNotComeBack },
  {
    situation: 'never goes away',
    spec: RETRIEVED,
    ways: NEVER,
    problems: (mine) => [
      ...otherThan('inconclusive', mine),
      ...unlike(/^(fault-not-applied|phase-missed): .*primary still answers OPTIONS$/, mine.found),
      ...unlike(/^intended, not-applied$/, [states(mine)]),
    ],
  },
  {
    situation: 'dies before the outage',
    spec: CONNECTED,
    ways: EARLY,
    problems: (mine) => [
      ...otherThan('inconclusive', mine),
      ...unlike(
        /^(primary-died-early: |(phase-missed|fault-not-applied): .*the primary had ended by itself)/,
        mine.found,
      ),
    ],
  },
  {
    situation: 'is restored as planned',
    spec: 'dr-table/retrieved.failback.yaml',
    ways: RESTORED,
    problems: (mine) => [
      ...otherThan('pass', mine),
      ...unlike(/^intended, applied; intended, healed$/, [`${states(mine)}; ${states(mine, 'returns')}`]),
    ],
  },
];

describe.each(TABLES)('a primary that $situation', ({ spec, ways, problems }) => {
  let outcomes: Readonly<Record<string, Outcome>> = {};
  beforeAll(async () => {
    outcomes = await outcomesOf(spec, ways);
  });

  test.each(Object.keys(ways))('by %s', (way) => {
    const mine = outcomes[way];
    expect(mine === undefined ? ['was not run'] : problems(mine)).toEqual([]);
  });
});
