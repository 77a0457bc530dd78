import { expect, test } from '@jest/globals';
import type { HistoryEvent } from '../../../src/history/event.ts';
import { decidingMessage } from '../../../src/report/failure/deciding-message.ts';

function message(n: number, text: string): HistoryEvent {
  return {
    n,
    t: n,
    kind: 'sip',
    tap: 'bob',
    direction: 'in',
    local: 'udp:127.0.0.1:6002',
    remote: 'udp:127.0.0.1:5060',
    text,
  };
}

const refer = message(1, 'REFER sip:park@x SIP/2.0\r\nRefer-To: <sip:alice@x>\r\nContact: <sip:bob@x>\r\n\r\n');
const accepted = message(2, 'SIP/2.0 202 Accepted\r\nCSeq: 1 REFER\r\nTo: <sip:park@x>\r\n\r\n');
const notify = message(
  3,
  'NOTIFY sip:bob@x SIP/2.0\r\nCSeq: 2 NOTIFY\r\nSubscription-State: terminated\r\n\r\nSIP/2.0 200 OK\r\nContact: <sip:200@x>\r\n',
);
const events = [refer, accepted, notify];

function marked(evidence: readonly number[], fields = {}): readonly string[] {
  const found = decidingMessage(events, { evidence, fields });
  return found?.lines.filter(({ isMarked }) => isMarked).map(({ text }) => text) ?? [];
}

test('the last message that the verdict cites decides, and what tells is marked', () => {
  expect(marked([1, 2, 3])).toEqual([
    'NOTIFY sip:bob@x SIP/2.0',
    'Subscription-State: terminated',
    'SIP/2.0 200 OK',
    'Contact: <sip:200@x>',
  ]);
  expect(marked([1])).toEqual(['REFER sip:park@x SIP/2.0', 'Refer-To: <sip:alice@x>']);
});

test('where the finding names an answer, that answer decides', () => {
  expect(marked([2, 3], { answer: '202 Accepted' })).toEqual(['SIP/2.0 202 Accepted', 'CSeq: 1 REFER']);
  expect(marked([2, 3], { answer: '503 Busy' })[0]).toBe('NOTIFY sip:bob@x SIP/2.0');
});

test('all lines are kept, but for the end of a message that has too many', () => {
  expect(decidingMessage(events, { evidence: [3] })?.lines.map(({ text }) => text)).toEqual(
    'text' in notify ? notify.text.trim().split('\r\n') : [],
  );
  const long = message(4, `OPTIONS sip:x SIP/2.0\r\n\r\n${'x\r\n'.repeat(500)}`);
  expect(decidingMessage([long], { evidence: [4] })?.lines.at(-1)?.text).toBe('… 442 more lines in history.jsonl');
});

test('a verdict that cites no message has none', () => {
  expect(decidingMessage(events, { evidence: [] })).toBeUndefined();
});
