import { describe, expect, test } from '@jest/globals';
import { isSentUpon } from '../../../src/phone/sipp/sent-upon.ts';
import { SippCall, type SippLine } from '../../../src/phone/sipp/sipp-call.ts';
import { Turns } from '../../../src/phone/sipp/turns.ts';
import { parseMessage } from '../../../src/sip/message/parse.ts';
import type { SipMessage } from '../../../src/sip/message/message.ts';

function message(start: string, seq: string): SipMessage {
  const lines = [start, 'Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1', 'From: <sip:a@x>;tag=1', 'To: <sip:b@x>;tag=2'];
  const outcome = parseMessage(Buffer.from([...lines, 'Call-ID: c', `CSeq: ${seq}`, '', ''].join('\r\n')));
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.message;
}

const okToInvite = message('SIP/2.0 200 OK', '2 INVITE');
const okToNotify = message('SIP/2.0 200 OK', '3 NOTIFY');
const bye = message('BYE sip:b@x SIP/2.0', '4 BYE');
const okToBye = message('SIP/2.0 200 OK', '4 BYE');

describe('what SIPp sends upon a command', () => {
  test.each([
    ['bye', bye],
    ['answer', okToInvite],
    ['register-auth', message('REGISTER sip:x SIP/2.0', '1 REGISTER')],
    ['invite-replacing-referred-auth', message('INVITE sip:b@x SIP/2.0', '1 INVITE')],
    ['refer-inside', message('REFER sip:b@x SIP/2.0', '1 REFER')],
    ['ring', message('SIP/2.0 180 Ringing', '1 INVITE')],
    ['refuse-491', message('SIP/2.0 491 Request Pending', '1 INVITE')],
  ] as const)('is told by its method or status: %s', (verb, sent) => {
    expect(isSentUpon(verb, sent)).toBe(true);
    const others = [okToNotify, message('ACK sip:b@x SIP/2.0', '1 ACK'), message('SIP/2.0 486 Busy Here', '1 INVITE')];
    expect(others.filter((other) => isSentUpon(verb, other))).toEqual([]);
  });
});

test('a request is not taken for sent by an answer that SIPp sends meanwhile', async () => {
  const orders: string[] = [];
  const steered = { send: async (verb: string) => void orders.push(verb) };
  // Only what a call uses of them.
  const phone = { calls: new Map([['c', steered]]) } as unknown as SippLine['phone'];
  const wire = { turns: new Turns(), towards: () => undefined } as unknown as SippLine['wire'];
  const call = new SippCall('c', { phone, wire, stepOf: () => 1 });
  const peer = { transport: 'udp', host: '127.0.0.1', port: 5060 } as const;
  const exchange = call.request('bye', { next: peer }, { within: 1_000 });
  await Promise.resolve();
  for (const sent of [okToNotify, okToInvite, bye]) call.see({ direction: 'out', message: sent, peer });
  call.see({ direction: 'in', message: okToBye, peer });
  call.tell('response 200 4 BYE');
  expect(await exchange).toEqual({ request: bye, outcome: { kind: 'response', response: okToBye } });
  expect(orders).toEqual(['bye']);
});
