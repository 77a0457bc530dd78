import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { renderDiagnostics } from '../../src/suite/diagnostic.ts';
import { loadCell } from '../../src/suite/load-cell.ts';
import { loadSuite } from '../../src/suite/load-suite.ts';
import { DR_TABLE } from './dr-table.ts';

const FOLDER = 'fixtures/broken/specs';

describe('a broken spec is refused with all its mistakes', () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

  test('there are at least twenty of them', () => {
    expect(files.length).toBeGreaterThanOrEqual(20);
  });

  test.each(files)('%s', (name) => {
    const reading = loadCell(readFileSync(`${FOLDER}/${name}`, 'utf8'), name, DR_TABLE);
    const rendered = 'cell' in reading ? 'accepted' : renderDiagnostics(reading.diagnostics);
    const expected = readFileSync(`${FOLDER}/${name.replace('.yaml', '.expected.txt')}`, 'utf8');
    expect(`${rendered}\n`).toBe(expected);
  });
});

describe('a broken suite file is refused with all its mistakes', () => {
  const folder = 'fixtures/broken/suites';
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

  test('there are at least eight of them', () => {
    expect(files.length).toBeGreaterThanOrEqual(8);
  });

  test.each(files)('%s', (name) => {
    const reading = loadSuite(readFileSync(`${folder}/${name}`, 'utf8'), name);
    const rendered = 'suite' in reading ? 'accepted' : renderDiagnostics(reading.diagnostics);
    const expected = readFileSync(`${folder}/${name.replace('.yaml', '.expected.txt')}`, 'utf8');
    expect(`${rendered}\n`).toBe(expected);
  });
});
