import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { act, done, failed, notSeen, notSent, type Result } from '../../src/drive/act.ts';
import { told } from '../../src/drive/read-reply.ts';
import { Recorder } from '../../src/history/recorder.ts';

const ASKED = { verb: 'park', by: 'bob', call: 'A' } as const;
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkspec-act-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The events that `act` records, without number and time. */
async function recorded(deed: () => Promise<Result>, ending = new AbortController()): Promise<readonly unknown[]> {
  const file = join(folder, 'history.jsonl');
  const recorder = new Recorder(file, () => {});
  let count = 0;
  const stage = { recorder, signal: ending.signal, traffic: undefined, nextId: () => (count += 1) };
  await act(stage, ASKED, deed).catch(() => undefined);
  recorder.close('complete');
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n').slice(0, -1);
  return lines.map((line) => {
    const { n: _n, t: _t, ...body } = JSON.parse(line);
    return body;
  });
}

const asked = { kind: 'action', id: 'a1', ...ASKED, state: 'asked' };

describe('an action', () => {
  test('that is done says no failure', async () => {
    expect(await recorded(() => Promise.resolve(done))).toEqual([asked, { ...asked, state: 'done' }]);
  });

  test.each([
    [{ kind: 'unreachable', why: 'ECONNREFUSED' } as const, 'unreachable', 'unreachable: ECONNREFUSED'],
    [{ kind: 'silent' } as const, 'silent', 'no answer'],
    [{ kind: 'answered', status: 603, reason: 'Decline' } as const, 'answered', 'answered 603 Decline'],
  ])('that fails by a reply says which: %j', async (reply, failure, why) => {
    const events = await recorded(() => Promise.resolve(failed(told(reply))));
    expect(events).toEqual([asked, { ...asked, state: 'failed', failure, why }]);
  });

  test.each([
    [notSent('bob has no leg'), 'not-sent', 'bob has no leg'],
    [notSeen('bob heard nothing'), 'not-seen', 'bob heard nothing'],
  ])('that fails without a reply says whether anything was tried: %j', async (result, failure, why) => {
    const events = await recorded(() => Promise.resolve(result));
    expect(events).toEqual([asked, { ...asked, state: 'failed', failure, why }]);
  });

  test('in which the bench breaks is broken, and noted as trouble', async () => {
    const events = await recorded(() => Promise.reject(new Error('no socket')));
    expect(events).toEqual([
      asked,
      expect.objectContaining({ kind: 'note', level: 'trouble', text: 'no socket' }),
      { ...asked, state: 'failed', failure: 'broken', why: 'no socket' },
    ]);
  });

  test('that is cut off by the end of its cell is given up, and no trouble', async () => {
    const ending = new AbortController();
    const events = await recorded(() => {
      ending.abort();
      return Promise.reject(new Error('the cell was ended: deadline'));
    }, ending);
    expect(events).toEqual([
      asked,
      { ...asked, state: 'failed', failure: 'given-up', why: 'the cell was ended: deadline' },
    ]);
  });
});
