/** The verdicts of many candidates, by outage and by phones: one table, and a table of cells for each candidate. Pure. */
import type { Compliance } from '../../src/report/compliance.ts';
import { OUTAGES, type Outage } from '../../src/candidate/candidate.ts';
import { PHONES, type Phones } from '../../src/history/event.ts';
import type { Outcome } from '../runs/run-table.ts';

/** One run: a candidate, the way in which its primary goes away, and whose SIP the phones speak. */
export interface Trial {
  /** Path of the candidate file, from the folder of the project. */
  readonly file: string;
  readonly outage: Outage;
  readonly phones: Phones;
}

export interface Entry extends Trial {
  /** Day of the run, `2026-11-29`. */
  readonly day: string;
  readonly outcome: Outcome;
}

export interface Matrix {
  readonly parkspec: string;
  readonly node: string;
  readonly entries: readonly Entry[];
}

/** The entries with that of a run in them, in the place of an earlier one of the same candidate, outage and phones. */
export function withEntry(entries: readonly Entry[], made: Entry): readonly Entry[] {
  const at = entries.findIndex((entry) => isSameTrial(entry, made));
  return at === -1 ? [...entries, made] : entries.with(at, made);
}

function isSameTrial(one: Trial, other: Trial): boolean {
  return one.file === other.file && one.outage === other.outage && one.phones === other.phones;
}

/** `2026-11-29`, or `2026-11-29 to 2026-11-30` where the runs were not made on one day. */
export function daysOf({ entries }: Matrix): string {
  const days = entries.map(({ day }) => day).toSorted();
  return [...new Set([days.at(0), days.at(-1)])].join(' to ');
}

/** The entries of one candidate, in the order in which they were run. */
export interface CandidateEntries {
  readonly file: string;
  readonly entries: readonly Entry[];
}

export function byCandidate({ entries }: Matrix): readonly CandidateEntries[] {
  const files = [...new Set(entries.map(({ file }) => file))];
  return files.map((file) => ({ file, entries: entries.filter((entry) => entry.file === file) }));
}

/** The name and version of a candidate, where one of its runs has told them. */
export function nameOf(candidate: CandidateEntries): string {
  const known = describedIn(candidate);
  return known === undefined ? candidate.file : `${known.name} ${known.version}`;
}

/** Dialect and runtime of a candidate, where one of its runs has told them. */
export function kindOf(candidate: CandidateEntries): string {
  const known = describedIn(candidate);
  return known === undefined ? 'unknown' : `${known.dialect}, ${known.runtime}`;
}

function describedIn({ entries }: CandidateEntries): Compliance['candidate'] | undefined {
  return entries.flatMap(({ outcome }) => (outcome.kind === 'judged' ? [outcome.compliance.candidate] : []))[0];
}

/** `conformant 103/103` */
export function verdictText({ outcome }: Entry): string {
  if (outcome.kind === 'no-report') return `no report: ${outcome.why}`;
  const { verdict, cells } = outcome.compliance;
  const checks = cells.flatMap((cell) => cell.checks).filter((check) => check.verdict !== 'not-applicable');
  return `${verdict} ${checks.filter((check) => check.verdict === 'pass').length}/${checks.length}`;
}

const MARKS: Readonly<Record<string, string>> = { pass: '✓', fail: '✗', 'not-applicable': '–' };

/** `✓ 5/5`, `✗ 3/5`; `?` where the cell was left open, `–` where it does not apply. */
export function cellText({ outcome }: Entry, id: string): string {
  const cell = outcome.kind === 'judged' ? outcome.compliance.cells.find((each) => each.id === id) : undefined;
  if (cell === undefined) return '';
  const checks = cell.checks.filter((check) => check.verdict !== 'not-applicable');
  const passed = checks.filter((check) => check.verdict === 'pass').length;
  const mark = MARKS[cell.verdict] ?? '?';
  return checks.length === 0 ? mark : `${mark} ${passed}/${checks.length}`;
}

/** The cells that any run has judged, in the order of the suite. */
export function cellsOf({ entries }: Matrix): readonly string[] {
  const ids = entries.flatMap(({ outcome }) =>
    outcome.kind === 'judged' ? outcome.compliance.cells.map(({ id }) => id) : [],
  );
  return [...new Set(ids)];
}

/** The runs that were made of any candidate: the columns of the tables. */
export function columnsOf({ entries }: Matrix): ReadonlyArray<Pick<Trial, 'outage' | 'phones'>> {
  const all = OUTAGES.flatMap((outage) => PHONES.map((phones) => ({ outage, phones })));
  return all.filter((column) => entries.some((entry) => isSameTrial({ ...entry, ...column }, entry)));
}

export function entryAt({ entries }: CandidateEntries, column: Pick<Trial, 'outage' | 'phones'>): Entry | undefined {
  return entries.find(({ outage, phones }) => outage === column.outage && phones === column.phones);
}
