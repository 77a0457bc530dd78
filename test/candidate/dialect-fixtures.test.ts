import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { PARK_WAYS } from '../../src/candidate/dialect/dialect-table.ts';
import { loadCandidate } from '../../src/candidate/load-candidate.ts';
import { renderDiagnostics } from '../../src/suite/diagnostic.ts';

const FOLDER = 'fixtures/dialects';
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

function load(name: string): ReturnType<typeof loadCandidate> {
  return loadCandidate(readFileSync(`${FOLDER}/${name}`, 'utf8'), `${FOLDER}/${name}`);
}

describe('the dialects of servers', () => {
  test.each(files)('%s loads', (name) => {
    const reading = load(name);
    expect('diagnostics' in reading ? renderDiagnostics(reading.diagnostics) : '').toBe('');
  });

  test.each(files)('%s says for which server it is', (name) => {
    expect(readFileSync(`${FOLDER}/${name}`, 'utf8').split('\n')[1]).toMatch(/^# For /);
  });

  test('use every way to park', () => {
    const ways = files.flatMap((name) => {
      const reading = load(name);
      return 'candidate' in reading ? [reading.candidate.dialect.park.by] : [];
    });
    expect([...new Set(ways)].toSorted()).toEqual(PARK_WAYS.toSorted());
  });
});
