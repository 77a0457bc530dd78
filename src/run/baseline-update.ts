/**
 * The text of a baseline after a run: new failures are added with a reason to be filled in, and entries of failures that are gone
 * are taken out. Everything else stays as it was written, comments too. Pure.
 */
import type { Baseline, KnownFailure } from './baseline.ts';
import { BASELINE_KEY } from './baseline-file.ts';
import type { RunResult } from './ledger.ts';

export interface BaselineUpdate {
  readonly text: string;
  /** Ids of the checks whose entries were added, or taken out. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

const NEW_FILE = `# Known failures: docs/baseline.md\n${BASELINE_KEY}: []\n`;

/** Each entry begins a line of its own; only such a list can be changed line by line. */
const ITEM = /^(\s*-\s+)/;

/** The first entry that does not begin a line, which keeps a file from being updated. */
export function entryWithoutLine(source: string, { entries }: Baseline): KnownFailure | undefined {
  const lines = source.split('\n');
  return entries.find(({ at }) => {
    const before = (lines[at.line - 1] ?? '').slice(0, at.column - 1);
    return !/^\s*-\s+$/.test(before);
  });
}

/** @param source  of the baseline that the run had; undefined where the file is new */
export function updatedBaseline(
  result: RunResult,
  source: string | undefined,
  baseline: Baseline | undefined,
): BaselineUpdate {
  const checks = result.cells.flatMap((cell) => cell.verdict.checks);
  const stale = checks.flatMap((check) => (check.baseline?.kind === 'stale' ? [check.baseline.entry] : []));
  const added = checks.filter((check) => check.verdict === 'fail' && check.baseline === undefined).map(({ id }) => id);
  const entries = baseline?.entries ?? [];
  const lines = without((source ?? NEW_FILE).split('\n'), entries, stale);
  const text = withEntries(lines, added, entries.length - stale.length);
  return { text, added, removed: stale.map(({ check }) => check) };
}

/** An entry ends before the next one; comments and empty lines between them are left to the latter. */
function without(lines: readonly string[], all: readonly KnownFailure[], gone: readonly KnownFailure[]): string[] {
  const left = [...lines];
  for (const entry of [...gone].toSorted((one, other) => other.at.line - one.at.line)) {
    const first = entry.at.line - 1;
    const next = all.map(({ at }) => at.line - 1).filter((line) => line > first);
    left.splice(first, endOf(left, first, Math.min(left.length, ...next)) - first);
  }
  return left;
}

/** The line behind the entry that begins at `first`. */
function endOf(lines: readonly string[], first: number, limit: number): number {
  const indent = ITEM.exec(lines[first] ?? '')?.[1]?.length ?? 0;
  let end = first + 1;
  for (let at = end; at < limit; at += 1) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    if (line.search(/\S/) < indent) break;
    end = at + 1;
  }
  return end;
}

function withEntries(lines: readonly string[], added: readonly string[], left: number): string {
  const key = lines.findIndex((line) => line.startsWith(BASELINE_KEY));
  const items = lines.flatMap((line, at) => (at > key && ITEM.test(line) ? [at] : []));
  const last = items.at(-1);
  const indent = last === undefined ? '  ' : (/^\s*/.exec(lines[last] ?? '')?.[0] ?? '');
  const news = added.flatMap((check) => [
    `${indent}- check: ${check}`,
    `${indent}  reason: "" # why is this failure put up with for now?`,
  ]);
  const place = last === undefined ? key + 1 : endOf(lines, last, lines.length);
  const all = [...lines.slice(0, place), ...news, ...lines.slice(place)];
  const isEmpty = left + added.length === 0;
  return all.map((line, at) => (at === key ? keyLine(line, isEmpty) : line)).join('\n');
}

/** `known-failures: []` where nothing is left; with a comment behind it, if it has one. */
function keyLine(line: string, isEmpty: boolean): string {
  const comment = /\s#.*$/.exec(line)?.[0] ?? '';
  return `${BASELINE_KEY}:${isEmpty ? ' []' : ''}${comment}`;
}
