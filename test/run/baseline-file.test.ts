import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { loadBaseline } from '../../src/run/baseline-file.ts';
import { renderDiagnostics } from '../../src/suite/diagnostic.ts';
import { loadSpecFiles } from '../../src/suite/load-cell-files.ts';
import { plannedChecks } from '../../src/suite/planned-checks.ts';

const FOLDER = 'fixtures/broken/baselines';

const specs = loadSpecFiles(['specs']);
const checks = 'cells' in specs ? specs.cells.flatMap(plannedChecks) : [];

describe('a broken baseline is refused with all its mistakes', () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

  test('there are at least ten of them', () => {
    expect(files.length).toBeGreaterThanOrEqual(10);
  });

  test.each(files)('%s', (name) => {
    const reading = loadBaseline(readFileSync(`${FOLDER}/${name}`, 'utf8'), name, checks);
    const rendered = 'baseline' in reading ? 'accepted' : renderDiagnostics(reading.diagnostics);
    const place = `${FOLDER}/${name.replace('.yaml', '.expected.txt')}`;
    expect(`${rendered}\n`).toBe(readFileSync(place, 'utf8'));
  });
});

describe('a baseline', () => {
  test('has each entry with everything it says and where', () => {
    const source = `known-failures:
  - check: DR-12/park-refused
    reason: It parks in resiliency mode
    issue: https://tracker.example/PARK-17
    until: 2027-01-31
  - { check: DR-21/aftermath, reason: A late BYE }
`;
    expect(loadBaseline(source, 'known.yaml', checks)).toEqual({
      baseline: {
        file: 'known.yaml',
        entries: [
          {
            check: 'DR-12/park-refused',
            reason: 'It parks in resiliency mode',
            issue: 'https://tracker.example/PARK-17',
            until: '2027-01-31',
            at: { file: 'known.yaml', line: 2, column: 5 },
          },
          { check: 'DR-21/aftermath', reason: 'A late BYE', at: { file: 'known.yaml', line: 6, column: 5 } },
        ],
      },
    });
  });

  test('may say that there is no known failure any more', () => {
    expect(loadBaseline('known-failures: []\n', 'known.yaml', checks)).toEqual({
      baseline: { file: 'known.yaml', entries: [] },
    });
  });
});
