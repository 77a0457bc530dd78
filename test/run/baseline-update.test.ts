import { describe, expect, test } from '@jest/globals';
import { loadBaseline } from '../../src/run/baseline-file.ts';
import { entryWithoutLine, updatedBaseline } from '../../src/run/baseline-update.ts';
import { type RunResult, settle } from '../../src/run/ledger.ts';
import type { Verdict } from '../../src/judge/verdict.ts';
import type { Baseline } from '../../src/run/baseline.ts';
import { plannedChecks } from '../../src/suite/planned-checks.ts';
import { cells, outcome, outcomes, planWith } from './sample.ts';

const run = { durationMs: 1, troubles: [] };

function read(source: string): Baseline {
  const reading = loadBaseline(source, 'known.yaml', cells.flatMap(plannedChecks));
  if ('baseline' in reading) return reading.baseline;
  throw new Error(JSON.stringify(reading.diagnostics));
}

/** A run in which all passes but these checks, and what the file is then. */
function update(
  source: string | undefined,
  but: Readonly<Record<string, Verdict>>,
): ReturnType<typeof updatedBaseline> {
  const baseline = source === undefined ? undefined : read(source);
  const all = outcomes(...cells.map((cell) => [cell, outcome(cell, 'pass', but)] as const));
  const result: RunResult = settle(planWith(baseline === undefined ? {} : { baseline }), all, run);
  return updatedBaseline(result, source, baseline);
}

const THREE = `# ours
known-failures: # of 2.3
  # the first
  - check: DR-11/park-refused
    reason: "known" # until 2.4

  # the second, which is long
  - { check: DR-11/stays-connected, reason: as above }
  - check: DR-22/nobody-parked
    reason: >
      folded
      over lines
# the end
`;

describe('an updated baseline', () => {
  test('gets an entry for each new failure, whose reason must be filled in', () => {
    const { text, added } = update(undefined, { 'DR-11/park-refused': 'fail', 'DR-S1/redirected': 'inconclusive' });
    expect(added).toEqual(['DR-11/park-refused']);
    expect(text).toBe(`# Known failures: docs/baseline.md
known-failures:
  - check: DR-11/park-refused
    reason: "" # why is this failure put up with for now?
`);
    const reading = loadBaseline(text, 'known.yaml', cells.flatMap(plannedChecks));
    expect(reading).toMatchObject({
      diagnostics: [{ line: 4, message: expect.stringContaining('must not be empty') }],
    });
  });

  test('loses the entries of failures that are gone, and nothing else', () => {
    const { text, removed } = update(THREE, { 'DR-11/park-refused': 'fail', 'DR-22/nobody-parked': 'fail' });
    expect(removed).toEqual(['DR-11/stays-connected']);
    expect(text).toBe(THREE.replace('  - { check: DR-11/stays-connected, reason: as above }\n', ''));
  });

  test('keeps what stands around an entry of several lines that goes, and adds behind the last', () => {
    const { text } = update(THREE, { 'DR-11/stays-connected': 'fail', 'DR-S1/redirected': 'fail' });
    expect(text).toBe(`# ours
known-failures: # of 2.3
  # the first

  # the second, which is long
  - { check: DR-11/stays-connected, reason: as above }
  - check: DR-S1/redirected
    reason: "" # why is this failure put up with for now?
# the end
`);
  });

  test('that loses all is a baseline without entries', () => {
    const { text } = update(THREE, {});
    expect(read(text).entries).toEqual([]);
    expect(text).toContain('known-failures: [] # of 2.3\n');
  });

  test('is as it was where nothing changed', () => {
    const but = {
      'DR-11/park-refused': 'fail',
      'DR-11/stays-connected': 'fail',
      'DR-22/nobody-parked': 'fail',
    } as const;
    expect(update(THREE, but)).toEqual({ text: THREE, added: [], removed: [] });
  });

  test('keeps an entry whose check is open, or whose excuse has expired', () => {
    const source = THREE.replace('reason: as above', 'reason: as above, until: 2026-01-01');
    const but = {
      'DR-11/park-refused': 'inconclusive',
      'DR-11/stays-connected': 'fail',
      'DR-22/nobody-parked': 'error',
    } as const;
    expect(update(source, but).text).toBe(source);
  });
});

test.each([
  'known-failures: [{ check: DR-11/park-refused, reason: x }]\n',
  'known-failures:\n  -\n    check: DR-11/park-refused\n    reason: x\n',
])('a list that cannot be changed line by line is found: %j', (source) => {
  expect(entryWithoutLine(source, read(source))).toMatchObject({ check: 'DR-11/park-refused' });
  expect(entryWithoutLine(THREE, read(THREE))).toBeUndefined();
});
