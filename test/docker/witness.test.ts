import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { runCell } from '../../src/drive/run-cell.ts';
import { CAPTURE_VARIABLE } from '../../src/runtime/docker/capture-variable.ts';
import type { HistoryEvent, SipEvent } from '../../src/history/event.ts';
import { readHistory } from '../../src/history/read-history.ts';
import { judge } from '../../src/judge/judge.ts';
import { openNativePhone } from '../../src/phone/native/native-phone.ts';
import type { PhoneDriver } from '../../src/phone/phone.ts';
import { cell, reference } from '../drive/reference.ts';

jest.setTimeout(120_000);

const CALL = cell(`
cell: OWN-1
title: A call in normal service
state: service
phase: normal
requirement: Users can call each other.
source: our own
scenario:
  - normal:
      - call: { as: A, from: alice, to: bob }
      - { check: connected, call: A, is: connected }
`);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkspec-witness-'));
  process.env[CAPTURE_VARIABLE] = '1';
});
afterEach(() => {
  delete process.env[CAPTURE_VARIABLE];
  rmSync(folder, { recursive: true });
});

async function run(driver: PhoneDriver): Promise<readonly HistoryEvent[]> {
  const candidate = reference('docker.yaml');
  await runCell({ cell: CALL, candidate, directory: folder, driver, signal: new AbortController().signal });
  return readHistory(readFileSync(join(folder, 'history.jsonl'), 'utf8')).events;
}

/** Phones that keep quiet about some of what passes their sockets. */
function keepingQuiet(about: (event: Omit<SipEvent, 'kind'>) => boolean): PhoneDriver {
  return (options) => {
    const sip: typeof options.taps.sip = (event, now) => (about(event) ? undefined : options.taps.sip(event, now));
    return openNativePhone({ ...options, taps: { ...options.taps, sip } });
  };
}

function notes(events: readonly HistoryEvent[]): readonly unknown[] {
  return events.filter((event) => event.kind === 'note' && /network/.test(event.text));
}

test('a history that is what passed the network says so', async () => {
  const events = await run(openNativePhone);
  expect(notes(events)).toMatchObject([
    { level: 'info', text: expect.stringMatching(/has the same \d\d+ SIP messages/) },
  ]);
  expect(judge(events).verdict).toBe('pass');
});

test.each([
  ['received', 'in', /^SIP\/2\.0 180/, 'did not get from the network into its phone'],
  ['sent', 'out', /^REGISTER /, 'was sent by a phone that has not recorded it'],
] as const)(
  'a message that was %s and is not in the history leaves the cell without a verdict',
  async (_, direction, line, text) => {
    const events = await run(keepingQuiet((event) => event.direction === direction && line.test(event.text)));
    expect(notes(events)).toMatchObject([{ level: 'trouble', text: expect.stringContaining(text) }]);
    const { verdict, checks } = judge(events);
    expect(verdict).toBe('error');
    expect(checks.at(-1)).toMatchObject({ id: 'OWN-1/aftermath', verdict: 'error' });
  },
);
