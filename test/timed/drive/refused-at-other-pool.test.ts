import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Candidate } from '../../../src/candidate/candidate.ts';
import { runCell } from '../../../src/drive/run-cell.ts';
import type { ActionEvent, HistoryEvent } from '../../../src/history/event.ts';
import { readHistory } from '../../../src/history/read-history.ts';
import { cell, reference } from '../../drive/reference.ts';

const never = new AbortController().signal;
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkspec-refused-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const staying = cell(`
cell: OWN-13
title: A call that stays with its pool
state: not-yet-parked
phase: failback
requirement: While users are given back a call that was set up on the backup cannot be parked.
source: our own
scenario:
  - normal:
  - outage:
  - failover:
  - failed-over:
      - call: { as: A, from: alice, to: bob }
  - failback:
      - { check: park-refused, call: A, cannot: park, by: bob }
`);

/** A B2BUA with a lot, whose calls lead to the pool at which they were set up. */
function fixedLot(): Candidate {
  const candidate = reference('../../fixtures/candidates/b2bua-lot.yaml');
  const { process } = candidate;
  if (process === undefined) throw new Error('the fixture is no process');
  const command = process.command.filter((word) => word !== '--floating-host' && word !== '127.0.0.2');
  return { ...candidate, process: { ...process, command } };
}

test('after a refusal the pool that was asked is looked at, also where the phones have another home', async () => {
  await runCell({ cell: staying, candidate: fixedLot(), directory: folder, signal: never });
  const { events } = readHistory(readFileSync(join(folder, 'history.jsonl'), 'utf8'));
  const asked = events.filter(
    (event): event is HistoryEvent & ActionEvent => event.kind === 'action' && event.state === 'asked',
  );
  const check = asked.find((action) => action.check === 'OWN-13/park-refused')?.id;
  const ofCheck = asked.filter(({ of }) => of === check);
  const pools = (verb: ActionEvent['verb']): readonly unknown[] =>
    ofCheck.filter((action) => action.verb === verb).map(({ pool }) => pool);
  expect(pools('park')).toEqual(['backup']);
  expect(pools('lookup')).toEqual(['backup']);
});
