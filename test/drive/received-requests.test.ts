import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type ReceivedRequest, ReceivedRequests } from '../../src/drive/received-requests.ts';
import { Recorder } from '../../src/history/recorder.ts';

test('the leg of a request is known by its Call-ID, in either form', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parkspec-received-'));
  const recorder = new Recorder(join(folder, 'history.jsonl'), () => undefined);
  const received = new ReceivedRequests(recorder);
  const way = { direction: 'in', local: 'udp:127.0.0.1:5062', remote: 'udp:127.0.0.1:5060' } as const;
  for (const field of ['Call-ID: one@a', 'i : two@a']) {
    recorder.append({ kind: 'sip', tap: 'bob', ...way, text: `BYE sip:bob@127.0.0.1 SIP/2.0\r\n${field}\r\n\r\n` });
  }
  const ended = (callId: string): Promise<boolean> =>
    received.until((each) => each.callId === callId, 0, { within: 0, signal: new AbortController().signal });
  expect([await ended('one@a'), await ended('two@a'), await ended('three@a')]).toEqual([true, true, false]);
  recorder.close('complete');
  rmSync(folder, { recursive: true });
});

test('an INVITE in a dialog is told from a call', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parkspec-received-'));
  const recorder = new Recorder(join(folder, 'history.jsonl'), () => undefined);
  const received = new ReceivedRequests(recorder);
  const come = (to: string): void => {
    const text = `INVITE sip:bob@127.0.0.1 SIP/2.0\r\nFrom: <sip:a@b>;tag=1\r\n${to}\r\n\r\n`;
    recorder.append({
      kind: 'sip',
      tap: 'bob',
      direction: 'in',
      local: 'udp:127.0.0.1:5062',
      remote: 'udp:127.0.0.1:5060',
      text,
    });
  };
  const isCall = ({ inDialog }: ReceivedRequest): boolean => !inDialog;
  const seen = (): Promise<boolean> => received.until(isCall, 0, { within: 0, signal: new AbortController().signal });
  come('To: <sip:bob@b>;tag=2');
  come('t: "a" <sip:bob@b> ; tag=2');
  expect(await seen()).toBe(false);
  come('To: <sip:bob@b>');
  expect(await seen()).toBe(true);
  recorder.close('complete');
  rmSync(folder, { recursive: true });
});
