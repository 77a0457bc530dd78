/** Which suites are for a candidate, and what a file with a shared address must say. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { loadCandidate } from '../../src/candidate/load-candidate.ts';
import { poolsUpIn } from '../../src/candidate/shared-address.ts';
import { allCells } from '../../src/cli/chosen-cells.ts';
import { chosenSuites, suitesFor } from '../../src/cli/chosen-suites.ts';

const FILE = 'fixtures/candidates/shared-address.yaml';
const TEXT = readFileSync(FILE, 'utf8');

function read(text: string) {
  const reading = loadCandidate(text, FILE);
  if (!('candidate' in reading)) throw new Error(reading.diagnostics.map(({ message }) => message).join('\n'));
  return reading.candidate;
}

function refused(text: string): readonly string[] {
  const reading = loadCandidate(text, FILE);
  return 'candidate' in reading ? [] : reading.diagnostics.map(({ message }) => message);
}

const shared = read(TEXT);
const ids = ({ suites }: ReturnType<typeof suitesFor>): readonly string[] => suites.map(({ suite }) => suite.id);

test('each candidate has the suites that are for it, and the run tells which it left out', () => {
  const all = chosenSuites({});
  const ofShared = suitesFor(all, shared, {});
  expect(ids(ofShared)).toEqual(['vip']);
  expect(ofShared.leftOut).toEqual([
    { id: 'dr-table', version: '1.1', why: 'it is for pools with addresses of their own, and these share one' },
  ]);
  expect(ids(suitesFor(all, {}, {}))).toEqual(['dr-table']);
  expect(allCells(shared).every(({ id }) => id.startsWith('VIP-'))).toBe(true);
  expect(allCells().every(({ id }) => id.startsWith('DR-'))).toBe(true);
});

test('a suite that is asked for and is for other candidates is refused with a hint', () => {
  const flags = { suite: ['dr-table'] };
  expect(() => suitesFor(chosenSuites(flags), shared, flags)).toThrow(
    /^the suite `dr-table` does not fit: it is for pools with addresses of their own, and these share one\. Leave `--suite` out/,
  );
});

test('pools that share an address may have the same orbits, and must be told by a header', () => {
  expect(refused(TEXT)).toEqual([]);
  expect(refused(TEXT.replace('  shared-address: true\n', ''))).toContain(
    'the orbits overlap those of the primary, 100-199',
  );
  expect(refused(TEXT.replaceAll(/, known-by: \{[^}]*\}/g, ''))).toEqual([
    'at a shared address nothing tells a message of the primary: it has no `known-by`',
    'at a shared address nothing tells a message of the backup: it has no `known-by`',
  ]);
});

test('of pools that share an address the one that has it can be asked', () => {
  expect(poolsUpIn('outage', shared)).toEqual([]);
  expect(poolsUpIn('failover', shared)).toEqual(['backup']);
  expect(poolsUpIn('restored', shared)).toEqual(['primary']);
});
