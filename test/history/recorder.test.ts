import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { SipEvent } from '../../src/history/event.ts';
import { Recorder } from '../../src/history/recorder.ts';

const never = new AbortController().signal;

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkspec-history-'));
  path = join(folder, 'history.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(onBroken: (cause: unknown) => void = () => undefined): Recorder {
  return new Recorder(path, onBroken);
}

const isB = (event: { kind: string; text?: string }): boolean => event.kind === 'note' && event.text === 'b';

function lines(): Array<Record<string, unknown>> {
  const text = readFileSync(path, 'utf8').trim();
  return text.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('events are on disk, numbered and in order, before append returns', () => {
  const recorder = open();
  recorder.append({ kind: 'note', level: 'info', text: 'one' });
  recorder.append({ kind: 'note', level: 'info', text: 'zwei ✓' });
  expect(lines().map(({ n, text }) => [n, text])).toEqual([
    [1, 'one'],
    [2, 'zwei ✓'],
  ]);
  recorder.close('complete');
  expect(lines().at(-1)).toMatchObject({ n: 3, kind: 'end', why: 'complete' });
});

test('an event is stamped with the moment it is given, not the moment it is written', () => {
  const recorder = open();
  const now = performance.now() + 250;
  recorder.append({ kind: 'note', level: 'info', text: 'later' }, now);
  expect(lines()[0]?.['t']).toBe(recorder.clock(now));
  recorder.close('complete');
});

test('its end tells the SHA-256 of what was written, as often as it is asked for', () => {
  const recorder = open();
  recorder.append({ kind: 'note', level: 'info', text: 'é' });
  const digest = recorder.close('complete');
  expect(digest).toBe(createHash('sha256').update(readFileSync(path)).digest('hex'));
  expect(recorder.close('complete')).toBe(digest);
});

test('nothing is written after the end', () => {
  const recorder = open();
  recorder.close('deadline');
  recorder.append({ kind: 'note', level: 'info', text: 'late' });
  recorder.close('complete');
  expect(lines()).toHaveLength(1);
});

test('an older history is never written over', () => {
  const recorder = open();
  recorder.close('complete');
  expect(() => new Recorder(path, () => undefined)).toThrow(/EEXIST/);
});

test('waiting for an event ends with the first that passes, with the deadline, or with the abort', async () => {
  const recorder = open();
  const found = recorder.next(isB, 5000, never);
  recorder.append({ kind: 'note', level: 'info', text: 'a' });
  recorder.append({ kind: 'note', level: 'info', text: 'b' });
  expect(await found).toMatchObject({ n: 2 });
  expect(await recorder.next(isB, 1, never)).toBeUndefined();
  const abort = new AbortController();
  const waiting = recorder.next(isB, 60_000, abort.signal);
  abort.abort();
  expect(await waiting).toBeUndefined();
  recorder.close('complete');
});

test('a disk that takes no more ends the history and is told once', () => {
  const broken: unknown[] = [];
  // Linux has a device that is always full.
  const recorder = new Recorder('/dev/full', (cause) => broken.push(cause), { flags: 'r+' });
  recorder.append({ kind: 'note', level: 'info', text: 'lost' });
  recorder.append({ kind: 'note', level: 'info', text: 'lost too' });
  expect(broken).toHaveLength(1);
  expect(broken[0]).toMatchObject({ code: 'ENOSPC' });
  expect(recorder.close('trouble')).toBeUndefined();
});

test('a history takes no more messages when it is full, says so, and still takes what the bench does', () => {
  let full = 0;
  const recorder = new Recorder(path, () => undefined, {
    onFull: () => (full += 1),
    limits: { events: 5, bytes: 10_000 },
  });
  for (let n = 0; n < 20; n += 1) recorder.append(message('x'));
  recorder.append({ kind: 'phase', phase: 'outage', state: 'missed' });
  recorder.close('trouble');
  expect(full).toBe(1);
  expect(lines().map(({ kind }) => kind)).toEqual([...Array<string>(5).fill('sip'), 'note', 'phase', 'end']);
  expect(lines()[5]).toMatchObject({ level: 'trouble', text: expect.stringContaining('the history is full') });
});

test('a history is full of few large messages too', () => {
  const recorder = new Recorder(path, () => undefined, { limits: { events: 1_000, bytes: 10_000 } });
  for (let n = 0; n < 20; n += 1) recorder.append(message('\0'.repeat(1_000)));
  recorder.close('trouble');
  // Each of the zeros takes six octets in JSON.
  expect(lines().filter(({ kind }) => kind === 'sip')).toHaveLength(2);
});

const message = (text: string): SipEvent => ({
  kind: 'sip',
  tap: 'alice',
  direction: 'in',
  local: 'udp:127.0.0.1:1',
  remote: 'udp:127.0.0.1:2',
  text,
});
