import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { loadCandidate } from '../../src/candidate/load-candidate.ts';
import { renderDiagnostics } from '../../src/suite/diagnostic.ts';

const FOLDER = 'fixtures/broken/candidates';

describe('a broken candidate is refused with all its mistakes', () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

  test('there are at least fifteen of them', () => {
    expect(files.length).toBeGreaterThanOrEqual(15);
  });

  test.each(files)('%s', (name) => {
    const reading = loadCandidate(readFileSync(`${FOLDER}/${name}`, 'utf8'), name);
    const rendered = 'candidate' in reading ? 'accepted' : renderDiagnostics(reading.diagnostics);
    const expected = readFileSync(`${FOLDER}/${name.replace('.yaml', '.expected.txt')}`, 'utf8');
    expect(`${rendered}\n`).toBe(expected);
  });
});
