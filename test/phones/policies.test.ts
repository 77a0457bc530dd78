/** Phones of either kind stay with their pool as the file says, and what they do by themselves is the same. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { allCells } from '../../src/cli/chosen-cells.ts';
import type { PhoneProfile } from '../../src/candidate/phone-policy.ts';
import { runCell } from '../../src/drive/run-cell.ts';
import type { HistoryEvent, Phones } from '../../src/history/event.ts';
import { readHistory } from '../../src/history/read-history.ts';
import { judge } from '../../src/judge/judge.ts';
import { isSpoilt } from '../../src/run/spoilt.ts';
import { reference } from '../drive/reference.ts';

jest.setTimeout(480_000);

const never = new AbortController().signal;
/** What a busy machine leaves open is run again, as often as this. */
const ATTEMPTS = 4;

async function recorded(phones: Phones, id: string, policy: PhoneProfile): Promise<readonly HistoryEvent[]> {
  const directory = mkdtempSync(join(tmpdir(), 'parkspec-policies-'));
  const cell = allCells().find((each) => each.id === id);
  if (cell === undefined) throw new Error(`no cell is called ${id}`);
  try {
    await runCell({ cell, candidate: { ...reference(), phones: policy }, phones, directory, signal: never });
    return readHistory(readFileSync(join(directory, 'history.jsonl'), 'utf8')).events;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Verdicts by check, and what each phone did by a rule; from the first attempt that the machine left alone. */
async function seen(phones: Phones, id: string, policy: PhoneProfile): Promise<readonly string[]> {
  for (let attempt = 1; ; attempt += 1) {
    // oxlint-disable-next-line no-await-in-loop -- another attempt is made only where this one was spoilt
    const events = await recorded(phones, id, policy);
    const { checks } = judge(events);
    if (attempt < ATTEMPTS && checks.some((check) => isSpoilt(check, checks))) continue;
    const deeds = events.flatMap((event) =>
      event.kind === 'policy' ? [`${event.tap} ${event.does} ${event.pool} (${event.rule})`] : [],
    );
    return [...checks.map((check) => `${check.id} ${check.verdict}`), ...deeds.toSorted()];
  }
}

test.each<[string, PhoneProfile, string]>([
  ['DR-12', { move: 'after-calls', invite: 'backup' }, 'DR-12/transferable pass'],
  ['DR-12', { move: 'after-calls' }, 'DR-12/transferable not-applicable'],
])('%s is the same for both kinds of phones with %j', async (id, policy, told) => {
  const native = await seen('native', id, policy);
  const sipp = await seen('sipp', id, policy);
  expect(native).toContain(told);
  expect(native).toContain('alice stays primary (move: after-calls)');
  expect(sipp).toEqual(native);
});
