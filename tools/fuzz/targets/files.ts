/** Files that people write, and histories: every mistake must come back as a diagnostic. */
import { expandCommand } from '../../../src/candidate/expand.ts';
import { loadCandidate } from '../../../src/candidate/load-candidate.ts';
import { readHistory } from '../../../src/history/read-history.ts';
import { judge } from '../../../src/judge/judge.ts';
import { plannedSteps } from '../../../src/suite/planned-steps.ts';
import { renderLadder } from '../../../src/report/ladder/text-ladder.ts';
import { type Diagnostic, renderDiagnostics } from '../../../src/suite/diagnostic.ts';
import { loadCell } from '../../../src/suite/load-cell.ts';
import { loadSuite } from '../../../src/suite/load-suite.ts';
import { plannedChecks } from '../../../src/suite/planned-checks.ts';
import { DR_TABLE } from '../../../test/suite/dr-table.ts';
import { STORIES } from '../../../test/judge/stories.ts';
import type { Target } from '../target.ts';
import { seedFiles } from './seeds.ts';
import { historyWords, yamlWords } from './pieces.ts';

export const cell: Target = {
  name: 'cell',
  words: yamlWords,
  share: 1,
  slow: 500,
  seeds: () => seedFiles('specs/dr-table', 'fixtures/broken/specs').filter((file) => file.length < 3_000),
  check(input) {
    const read = loadCell(input.toString('utf8'), 'x.yaml', DR_TABLE);
    if ('diagnostics' in read) return diagnosticsFault(read.diagnostics);
    if (plannedChecks(read.cell).length === 0) return 'is a cell without a check';
    plannedSteps(read.cell);
    return read.cell.parties.length === 0 ? 'is a cell without a party' : undefined;
  },
};

export const suite: Target = {
  name: 'suite',
  words: yamlWords,
  share: 1,
  slow: 500,
  seeds: () => seedFiles('fixtures/broken/suites').filter((file) => file.length < 3_000),
  check(input) {
    const read = loadSuite(input.toString('utf8'), 'x.yaml');
    if ('diagnostics' in read) return diagnosticsFault(read.diagnostics);
    const { table, below } = read.suite;
    return table === undefined && below === undefined ? 'is a suite without a place for a cell' : undefined;
  },
};

export const candidate: Target = {
  name: 'candidate',
  words: yamlWords,
  share: 1,
  slow: 500,
  seeds: () => seedFiles('fixtures/candidates', 'fixtures/broken/candidates').filter((file) => file.length < 4_000),
  check(input) {
    const read = loadCandidate(input.toString('utf8'), '/x/y.yaml');
    if ('diagnostics' in read) return diagnosticsFault(read.diagnostics);
    const place = {
      sip: { transport: 'udp', host: '127.0.0.1', port: 5060 },
      http: { host: '127.0.0.1', port: 8080 },
    } as const;
    if (read.candidate.process !== undefined)
      expandCommand(read.candidate, 'primary', { primary: place, backup: place });
    const numbers = [
      ...Object.values(read.candidate.bounds),
      ...Object.values(read.candidate.transitions).map(({ within }) => within),
    ];
    return numbers.every((ms) => Number.isFinite(ms) && ms >= 0 && ms < 2 ** 31)
      ? undefined
      : 'has a duration that no timer takes';
  },
};

export const history: Target = {
  name: 'history',
  words: historyWords,
  share: 0.1,
  slow: 1_500,
  seeds: () => Object.values(STORIES).map((tell) => Buffer.from(jsonLines(tell().events))),
  check(input) {
    const read = readHistory(input.toString('utf8'));
    if (read.problems.length > 0 && read.problems.some(({ line, column }) => line < 1 || column < 1))
      return 'has a mistake nowhere';
    const verdict = judge(read.events);
    const failed = verdict.checks.find(({ code }) => code === 'judge-failed');
    if (failed !== undefined) return failed.reason.split('\n', 1)[0];
    renderLadder(read.events);
    return undefined;
  },
};

function jsonLines(events: readonly unknown[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

function diagnosticsFault(diagnostics: readonly Diagnostic[]): string | undefined {
  if (diagnostics.length === 0) return 'is refused without a word';
  if (diagnostics.some(({ line, column }) => line < 1 || column < 1)) return 'has a mistake nowhere';
  renderDiagnostics(diagnostics);
  return undefined;
}
