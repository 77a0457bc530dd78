import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { UnansweredByes } from '../../../src/drive/unanswered-byes.ts';
import type { SipEvent } from '../../../src/history/event.ts';
import { Recorder } from '../../../src/history/recorder.ts';

const POOL = 'udp:127.0.0.1:5060';
const never = new AbortController().signal;

let folder = '';
let recorder: Recorder;
let unansweredByes: UnansweredByes;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkspec-unanswered-byes-'));
  recorder = new Recorder(join(folder, 'history.jsonl'), () => undefined);
  unansweredByes = new UnansweredByes(recorder);
});
afterEach(() => {
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

async function waited(addresses: readonly string[] = [POOL], signal = never): Promise<number> {
  const began = performance.now();
  await unansweredByes.answered(new Set(addresses), signal);
  return performance.now() - began;
}

const BYE = 'BYE sip:park@127.0.0.1:5060 SIP/2.0';

test('nothing is waited for where no BYE was sent, or each was answered', async () => {
  passes('out', 'INVITE sip:park@127.0.0.1:5060 SIP/2.0', { seq: '1 INVITE' });
  passes('out', BYE);
  passes('in', 'SIP/2.0 481 Call/Transaction Does Not Exist', { name: 'i' });
  passes('in', BYE, { id: 'theirs' });
  expect(await waited()).toBeLessThan(1_000);
});

test('an answer that comes ends the waiting, another one does not', async () => {
  passes('out', BYE);
  passes('in', 'SIP/2.0 100 Trying');
  passes('in', 'SIP/2.0 200 OK', { seq: '3 BYE' });
  passes('in', 'SIP/2.0 200 OK', { id: 'b' });
  const waiting = waited();
  setTimeout(() => passes('in', 'SIP/2.0 200 OK'), 50);
  const took = await waiting;
  expect(took).toBeGreaterThan(40);
  expect(took).toBeLessThan(1_500);
});

test('a BYE is waited for as long as it takes to send it twice again, counted from its first sending', async () => {
  passes('out', BYE);
  setTimeout(() => passes('out', BYE), 500);
  expect(await waited()).toBeGreaterThan(1_900);
  expect(await waited()).toBeLessThan(500);
});

test('who is not up, and a cell that was given up, is not waited for', async () => {
  passes('out', BYE);
  expect(await waited(['udp:127.0.0.1:5061'])).toBeLessThan(1_000);
  expect(await waited([POOL], AbortSignal.abort())).toBeLessThan(1_000);
});

test('a B2BUA that hangs up on the other side has got the BYE, at whatever address', async () => {
  passes('out', BYE);
  passes('in', 'BYE sip:carol@127.0.0.1:5070 SIP/2.0', { id: 'other' });
  expect(await waited(['udp:127.0.0.1:5061'])).toBeGreaterThan(1_900);
});
