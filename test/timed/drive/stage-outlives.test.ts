import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Candidate } from '../../../src/candidate/candidate.ts';
import { withDefect } from '../../../src/cli/defect-option.ts';
import { runCell } from '../../../src/drive/run-cell.ts';
import type { ActionEvent, HistoryEvent } from '../../../src/history/event.ts';
import { readHistory } from '../../../src/history/read-history.ts';
import { judge } from '../../../src/judge/judge.ts';
import { cell, reference } from '../../drive/reference.ts';

const never = new AbortController().signal;
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkspec-outlives-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The pickup timeout of the primary, in ms. Its tolerance is a fifth of it. */
const TIMEOUT = 3_000;
const NEEDED = TIMEOUT * 1.2;

/** The reference server with a primary that has a short pickup timeout. */
function hasty(): Candidate {
  const candidate = reference();
  const { primary, backup } = candidate.settings;
  return { ...candidate, settings: { primary: { ...primary, pickupTimeout: TIMEOUT }, backup } };
}

const outlived = cell(`
cell: OWN-9
title: Timers that are outlived
state: service
phase: normal
requirement: A timer of a call that waits no longer does not go off.
source: our own
scenario:
  - normal:
      - call: { as: A, from: alice, to: bob }
      - park: { call: A, by: bob }
      - retrieve: { call: A, by: carol }
      - call: { as: B, from: dave, to: erin }
      - park: { call: B, by: erin }
      - hangup: { call: B, by: dave }
      - { check: first, call: B, outlives: pickup-timeout, of: primary }
      - { check: second, call: A, outlives: pickup-timeout, of: primary }
`);

async function events(candidate: Candidate): Promise<readonly HistoryEvent[]> {
  await runCell({ cell: outlived, candidate, directory: folder, signal: never });
  return readHistory(readFileSync(join(folder, 'history.jsonl'), 'utf8')).events;
}

type Line = HistoryEvent & ActionEvent;

test('waits until the timer of a call must have gone off, and waits no more for one that had to go off by then', async () => {
  const history = await events(hasty());
  const actions = history.filter((event): event is Line => event.kind === 'action');
  const parts = (check: string): readonly Line[] => {
    const id = actions.find((action) => action.check === `OWN-9/${check}`)?.id;
    return actions.filter(({ of }) => of === id);
  };
  const at = (verb: Line['verb'], call: string, state: Line['state']): number =>
    actions.find((action) => action.verb === verb && action.call === call && action.state === state)?.t ?? Number.NaN;
  const watched = parts('first').map(({ verb, call, state }) => [verb, call, state]);
  expect(watched).toEqual([
    ['watch', 'B', 'asked'],
    ['watch', 'B', 'done'],
  ]);
  const end = parts('first').at(-1)?.t ?? 0;
  expect(end - at('park', 'B', 'done')).toBeGreaterThanOrEqual(NEEDED - 5);
  expect(parts('second').some(({ verb }) => verb === 'watch')).toBe(false);
  expect(new Set(parts('second').map(({ verb, by, to }) => `${verb} ${by} ${to}`))).toEqual(
    new Set(['listen alice carol', 'listen carol alice']),
  );
  const codes = judge(history).checks.map(({ verdict, code }) => [verdict, code]);
  expect(codes.slice(0, 2)).toEqual([
    ['pass', 'ended-call-outlived-timer'],
    ['pass', 'retrieved-call-outlived-timer'],
  ]);
});

test('sees a timer that goes off in spite of all', async () => {
  const history = await events(withDefect(hasty(), 'rings-back-after-the-parkee-left'));
  const { checks } = judge(history);
  expect(checks[0]).toMatchObject({ verdict: 'fail', code: 'called-by-timer', fields: { party: 'erin', call: 'B' } });
  expect(checks[1]).toMatchObject({ verdict: 'pass', code: 'retrieved-call-outlived-timer' });
});
