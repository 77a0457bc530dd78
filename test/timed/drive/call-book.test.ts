/** Who is in a call and who holds it follows from the deeds that worked; on the wire, against the reference server. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Candidate } from '../../../src/candidate/candidate.ts';
import { withDefect } from '../../../src/cli/defect-option.ts';
import { runCell } from '../../../src/drive/run-cell.ts';
import { readHistory } from '../../../src/history/read-history.ts';
import { judge } from '../../../src/judge/judge.ts';
import { cell, reference } from '../../drive/reference.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkspec-calls-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** With a bound for gaps that no busy machine exceeds: these are not about gaps. */
function patient(candidate = reference()): Candidate {
  return { ...candidate, bounds: { ...candidate.bounds, gap: 5_000 } };
}

/** The checks that do not pass, with their reasons, and how many there are in all. */
async function judged(phase: string, steps: string, candidate = patient()): Promise<readonly [object, number]> {
  const header = `cell: OWN-1\ntitle: t\nstate: service\nphase: ${phase}\nrequirement: r\nsource: our own\nscenario:\n`;
  const directory = folder;
  await runCell({ cell: cell(header + steps), candidate, directory, signal: new AbortController().signal });
  const { checks } = judge(readHistory(readFileSync(join(folder, 'history.jsonl'), 'utf8')).events);
  const open = checks
    .filter(({ verdict }) => verdict !== 'pass')
    .map(({ id, verdict, reason }) => [id, verdict, reason]);
  return [open, checks.length];
}

test('a call that both parties hold is held until the second one has resumed it', async () => {
  const steps = `
  - normal:
      - call: { as: A, from: alice, to: bob }
      - hold: { call: A, by: bob }
      - hold: { call: A, by: alice }
      - { check: held-by-both, call: A, is: held }
      - resume: { call: A, by: bob }
      - { check: held-by-one, call: A, is: held }
      - resume: { call: A, by: alice }
      - { check: connected, call: A, is: connected }
`;
  expect(await judged('normal', steps)).toEqual([[], 4]);
});

test('a call that is transferred while it is held is held by nobody, and a resumption that is checked stays done', async () => {
  const steps = `
  - normal:
      - call: { as: A, from: alice, to: bob }
      - hold: { call: A, by: bob }
      - { check: transferable, call: A, can: transfer, by: bob, to: carol }
      - { check: connected, call: A, is: connected }
      - hold: { call: A, by: alice }
      - { check: held, call: A, is: held }
      - { check: resumable, call: A, can: resume, by: alice }
      - { check: connected-again, call: A, is: connected }
`;
  expect(await judged('normal', steps)).toEqual([[], 6]);
});

test('a connected call that should end is watched on both legs, and has not been lost afterwards', async () => {
  const steps = `
  - normal:
      - call: { as: A, from: alice, to: bob }
  - outage:
  - failover:
      - { check: disconnected, call: A, is: disconnected }
`;
  const cutting = withDefect(patient(), 'cuts-calls-at-failover');
  expect(await judged('failover', steps, cutting)).toEqual([[], 2]);
});
