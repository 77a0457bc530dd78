import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { renderDiagnostics } from '../../src/suite/diagnostic.ts';
import { loadCell } from '../../src/suite/load-cell.ts';

const FOLDER = 'fixtures/broken/specs';

describe('a broken spec is refused with all its mistakes', () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

  test('there are at least twenty of them', () => {
    expect(files.length).toBeGreaterThanOrEqual(20);
  });

  test.each(files)('%s', (name) => {
    const reading = loadCell(readFileSync(`${FOLDER}/${name}`, 'utf8'), name);
    const rendered = 'cell' in reading ? 'accepted' : renderDiagnostics(reading.diagnostics);
    const expected = readFileSync(`${FOLDER}/${name.replace('.yaml', '.expected.txt')}`, 'utf8');
    expect(`${rendered}\n`).toBe(expected);
  });
});
