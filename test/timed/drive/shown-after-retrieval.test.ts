import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { withDefect } from '../../../src/cli/defect-option.ts';
import { runCell } from '../../../src/drive/run-cell.ts';
import { readHistory } from '../../../src/history/read-history.ts';
import { judge } from '../../../src/judge/judge.ts';
import { cell, reference } from '../../drive/reference.ts';

const never = new AbortController().signal;
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkspec-shown-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const retrieved = cell(`
cell: OWN-4
title: A call that was retrieved
state: service
phase: normal
requirement: A call that was parked can be retrieved.
source: our own
scenario:
  - normal:
      - call: { as: A, from: alice, to: bob }
      - park: { call: A, by: bob }
      - { check: retrievable, call: A, can: retrieve, by: carol }
`);

test('a call that a B2BUA still shows at its orbit goes on, and only its orbit is held against the server', async () => {
  const slots = reference('../../fixtures/candidates/b2bua-slot.yaml');
  const candidate = withDefect(slots, 'shows-calls-picked-up');
  await runCell({ cell: retrieved, candidate, directory: folder, signal: never });
  const { events } = readHistory(readFileSync(join(folder, 'history.jsonl'), 'utf8'));
  expect(judge(events).checks.map(({ id, verdict, code }) => [id, verdict, code])).toEqual([
    ['OWN-4/retrievable', 'pass', 'retrieved'],
    ['OWN-4/aftermath', 'fail', 'orbit-in-use-at-end'],
  ]);
});
