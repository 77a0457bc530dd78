import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { BYE_ANSWERED_WITHIN } from '../../src/candidate/bounds.ts';
import { UnansweredByes } from '../../src/drive/unanswered-byes.ts';
import type { SipEvent } from '../../src/history/event.ts';
import { Recorder } from '../../src/history/recorder.ts';

const POOL = 'udp:127.0.0.1:5060';
/** What a turn of the event loop takes on the virtual clock, in ms: an answer that came in time is read in it. */
const TURN = 1;
const never = new AbortController().signal;

let folder = '';
let recorder: Recorder;
let unansweredByes: UnansweredByes;
beforeEach(() => {
  jest.useFakeTimers();
  folder = mkdtempSync(join(tmpdir(), 'parkspec-unanswered-byes-'));
  recorder = new Recorder(join(folder, 'history.jsonl'), () => undefined);
  unansweredByes = new UnansweredByes(recorder);
});
afterEach(() => {
  jest.useRealTimers();
  recorder.close('complete');
  rmSync(folder, { recursive: true });
});

function passes(
  direction: SipEvent['direction'],
  line: string,
  { id = 'a', seq = '2 BYE', name = 'Call-ID' } = {},
): void {
  const text = `${line}\r\n${name}: ${id}\r\nCSeq: ${seq}\r\n\r\n`;
  recorder.append({ kind: 'sip', tap: 'alice', direction, local: 'udp:127.0.0.1:5070', remote: POOL, text });
}

/** How long they are waited for, in ms. */
async function waited(addresses: readonly string[] = [POOL], signal = never): Promise<number> {
  const began = performance.now();
  const ended = unansweredByes.answered(new Set(addresses), signal).then(() => performance.now());
  await jest.advanceTimersByTimeAsync(10_000);
  return (await ended) - began;
}

const BYE = 'BYE sip:park@127.0.0.1:5060 SIP/2.0';

test('nothing is waited for where no BYE was sent, or each was answered', async () => {
  passes('out', 'INVITE sip:park@127.0.0.1:5060 SIP/2.0', { seq: '1 INVITE' });
  passes('out', BYE);
  passes('in', 'SIP/2.0 481 Call/Transaction Does Not Exist', { name: 'i' });
  passes('in', BYE, { id: 'theirs' });
  expect(await waited()).toBe(0);
});

test('an answer that comes ends the waiting, another one does not', async () => {
  passes('out', BYE);
  passes('in', 'SIP/2.0 100 Trying');
  passes('in', 'SIP/2.0 200 OK', { seq: '3 BYE' });
  passes('in', 'SIP/2.0 200 OK', { id: 'b' });
  setTimeout(() => passes('in', 'SIP/2.0 200 OK'), 50);
  expect(await waited()).toBe(50);
});

test('a BYE is waited for as long as it takes to send it twice again, counted from its first sending', async () => {
  passes('out', BYE);
  setTimeout(() => passes('out', BYE), 500);
  expect(await waited()).toBe(BYE_ANSWERED_WITHIN + TURN);
  expect(await waited()).toBe(0);
});

test('who is not up, and a cell that was given up, is not waited for', async () => {
  passes('out', BYE);
  expect(await waited(['udp:127.0.0.1:5061'])).toBe(0);
  expect(await waited([POOL], AbortSignal.abort())).toBe(0);
});

test('a B2BUA that hangs up on the other side has got the BYE, at whatever address', async () => {
  passes('out', BYE);
  jest.advanceTimersByTime(10);
  passes('in', 'BYE sip:carol@127.0.0.1:5070 SIP/2.0', { id: 'other' });
  expect(await waited(['udp:127.0.0.1:5061'])).toBe(BYE_ANSWERED_WITHIN + TURN - 10);
});
