import { describe, expect, test } from '@jest/globals';
import { header, headerValues, withAppended, withPrepended } from '../../../src/sip/message/headers.ts';
import { ackFor, cancelFor } from '../../../src/sip/transaction/derived.ts';
import { requestOf, responseOf } from './rig.ts';

const ours = 'SIP/2.0/UDP 127.0.0.1:5062;branch=z9hG4bKours';
const routed = withAppended(requestOf('INVITE', 'SIP/2.0/UDP upstream'), 'Route', '<sip:one;lr>, <sip:two;lr>');
const invite = withPrepended(routed, 'Via', ours);

describe.each([
  ['ACK', ackFor(invite, responseOf(invite, 486)), '<sip:bob@park.example>;tag=b'],
  ['CANCEL', cancelFor(invite), '<sip:bob@park.example>'],
])('%s', (method, request, to) => {
  test('of a proxy bears only the topmost Via of its INVITE, and its whole route (9.1, 17.1.1.3)', () => {
    expect(headerValues(request, 'Via')).toEqual([ours]);
    expect(headerValues(request, 'Route')).toEqual(['<sip:one;lr>', '<sip:two;lr>']);
  });

  test('is for the same call, with the number of its INVITE and a method of its own', () => {
    expect([request.method, request.uri]).toEqual([method, invite.uri]);
    expect(header(request, 'CSeq')).toBe(`7 ${method}`);
    expect(header(request, 'To')).toBe(to);
    for (const name of ['From', 'Call-ID']) expect(header(request, name)).toBe(header(invite, name));
  });
});
