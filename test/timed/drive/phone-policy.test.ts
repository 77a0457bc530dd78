/** Phones that stay with their pool while they are in a call, on the reference server. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { PhoneProfile } from '../../../src/candidate/phone-policy.ts';
import { runCell } from '../../../src/drive/run-cell.ts';
import type { HistoryEvent } from '../../../src/history/event.ts';
import { readHistory } from '../../../src/history/read-history.ts';
import { judge } from '../../../src/judge/judge.ts';
import type { Party } from '../../../src/suite/cell.ts';
import { cell, reference } from '../../drive/reference.ts';

const never = new AbortController().signal;
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkspec-policy-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const STORY = cell(`
cell: OWN-1
title: A call that goes on while its phones stay
state: not-yet-parked
phase: failover
requirement: A phone in a call stays with its pool and moves when the call has ended.
source: our own
scenario:
  - normal:
      - call: { as: A, from: alice, to: bob }
  - outage:
  - failover:
      - { check: caller-redirected, can: register, by: alice }
      - { check: park-refused, call: A, cannot: park, by: bob }
      - { check: transferable, call: A, can: transfer, by: bob, to: carol }
      - hangup: { call: A, by: carol }
      - { check: callable, can: call, as: B, from: carol, to: alice }
`);

async function walked(phones: PhoneProfile, candidate = reference()): Promise<readonly HistoryEvent[]> {
  await runCell({ cell: STORY, candidate: { ...candidate, phones }, directory: folder, signal: never });
  return readHistory(readFileSync(join(folder, 'history.jsonl'), 'utf8')).events;
}

function deedsOf(events: readonly HistoryEvent[], party: Party): readonly string[] {
  return events.flatMap((event) =>
    event.kind === 'policy' && event.tap === party ? [`${event.does} ${event.pool}: ${event.rule}`] : [],
  );
}

/** Where a party sent a REGISTER, one after the other. */
function registrarsOf(events: readonly HistoryEvent[], party: Party): readonly string[] {
  const [run] = events;
  const pools = run?.kind === 'run' ? run.pools : undefined;
  const asked = events.flatMap((event) =>
    event.kind === 'sip' && event.tap === party && event.direction === 'out' && event.text.startsWith('REGISTER ')
      ? [event.remote === pools?.primary ? 'primary' : 'backup']
      : [],
  );
  return asked.filter((pool, index) => pool !== asked[index - 1]);
}

function verdictsIn(events: readonly HistoryEvent[]): Record<string, string> {
  return Object.fromEntries(judge(events).checks.map(({ id, verdict, code }) => [id.slice(6), `${verdict} ${code}`]));
}

test('a phone in a call stays and asks the backup, and registers there when the call has ended', async () => {
  const events = await walked({ move: 'after-calls', invite: 'backup' });
  expect(verdictsIn(events)).toEqual({
    'caller-redirected': 'not-applicable phone-stays',
    'park-refused': 'pass park-refused',
    transferable: 'pass transferred',
    callable: 'pass audio-in-time',
    aftermath: 'pass nothing-left-behind',
  });
  expect(deedsOf(events, 'alice')).toEqual([
    'stays primary: move: after-calls',
    'asks backup: invite: backup',
    'moves backup: move: after-calls',
  ]);
  // It asks the primary once more as it moves, as any phone does, and that is gone.
  expect(registrarsOf(events, 'alice')).toEqual(['primary', 'backup']);
  const moved = events.find((event) => event.kind === 'policy' && event.tap === 'alice' && event.does === 'moves');
  const hungUp = events.find((event) => event.kind === 'action' && event.verb === 'hangup');
  expect(moved?.n).toBeGreaterThan(hungUp?.n ?? Number.POSITIVE_INFINITY);
  expect(deedsOf(events, 'carol')).toEqual([]);
});

test('a phone that asks its own pool alone leaves out what it cannot do', async () => {
  const events = await walked({ move: 'after-calls' });
  expect(verdictsIn(events)).toMatchObject({
    'caller-redirected': 'not-applicable phone-stays',
    'park-refused': 'not-applicable phone-asks-nobody',
    transferable: 'not-applicable phone-asks-nobody',
  });
  expect(deedsOf(events, 'bob').slice(0, 1)).toEqual(['stays primary: move: after-calls']);
});

test('a phone with a line at each pool asks the backup from the outage on, and registers there as the check asks it to', async () => {
  const candidate = reference('../../fixtures/candidates/registers-at-both.yaml');
  const events = await walked({ register: 'both' }, candidate);
  expect(verdictsIn(events)).toEqual({
    'caller-redirected': 'pass registered',
    'park-refused': 'pass park-refused',
    transferable: 'pass transferred',
    callable: 'pass audio-in-time',
    aftermath: 'pass nothing-left-behind',
  });
  for (const party of ['bob', 'carol'] as const) {
    expect(deedsOf(events, party)).toEqual(['registers backup: register: both', 'asks backup: register: both']);
    expect(registrarsOf(events, party)).toEqual(['primary', 'backup']);
  }
  // The witness alone registers again, to show that the backup takes users.
  const outage = events.find((event) => event.kind === 'phase' && event.phase === 'outage')?.n ?? 0;
  const later = events.filter(
    (event) =>
      event.n > outage && event.kind === 'sip' && event.direction === 'out' && event.text.startsWith('REGISTER '),
  );
  expect(new Set(later.flatMap((event) => (event.kind === 'sip' ? [event.tap] : [])))).toEqual(
    new Set(['alice', 'dave']),
  );
});

test('a phone whose second line is redirected registers at the backup when it is needed', async () => {
  const events = await walked({ register: 'both' });
  expect(verdictsIn(events)).toMatchObject({ 'caller-redirected': 'pass registered', callable: 'pass audio-in-time' });
  expect(deedsOf(events, 'bob')).toEqual(['asks backup: register: both']);
});

test('without a rule every phone moves, and nothing is told of it', async () => {
  const events = await walked({});
  expect(verdictsIn(events)).toMatchObject({
    'caller-redirected': 'pass registered',
    transferable: 'pass transferred',
  });
  expect(events.filter(({ kind }) => kind === 'policy')).toEqual([]);
});
