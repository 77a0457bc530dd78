import { describe, expect, test } from '@jest/globals';
import { FarEnds } from '../../src/drive/far-ends.ts';
import type { SipEvent } from '../../src/history/event.ts';

const ALICE = 'tcp:127.0.0.1:5001';
const BOB = 'tcp:127.0.0.1:5002';
const POOL = 'tcp:127.0.0.1:5060';
const FROM_BOB = 'tcp:127.0.0.1:40001';
const FROM_POOL = 'tcp:127.0.0.1:40002';

type Passing = Omit<SipEvent, 'kind'>;
const out = (local: string, remote: string, text: string): Passing => ({
  tap: 'alice',
  direction: 'out',
  local,
  remote,
  text,
});
const came = (local: string, remote: string, text: string): Passing => ({
  ...out(local, remote, text),
  direction: 'in',
});

const request = (branch: string, host = '127.0.0.1:5060') =>
  [
    'OPTIONS sip:alice@127.0.0.1 SIP/2.0',
    `Via: SIP/2.0/TCP ${host};branch=z9hG4bK${branch}`,
    'From: <sip:p@park.example>;tag=p',
    'To: <sip:alice@park.example>',
    'Call-ID: c',
    'CSeq: 1 OPTIONS',
    'Max-Forwards: 70',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');

describe('the far end of a TCP connection', () => {
  test('is the phone that has sent what comes from it', () => {
    const ends = new FarEnds(['127.0.0.1:5060']);
    expect(ends.named(out(BOB, ALICE, 'BYE 1')).remote).toBe(ALICE);
    expect(ends.named(came(ALICE, FROM_BOB, 'BYE 1')).remote).toBe(BOB);
    expect(ends.named(out(ALICE, FROM_BOB, 'SIP/2.0 200 OK')).remote).toBe(BOB);
  });

  test('is no phone for others who send from the same port, or say that they are one', () => {
    const ends = new FarEnds(['127.0.0.1:5060']);
    ends.named(out(BOB, ALICE, 'BYE 1'));
    ends.named(came(ALICE, FROM_BOB, 'BYE 1'));
    expect(ends.named(came(ALICE, FROM_BOB, 'BYE 2')).remote).toBe(FROM_BOB);
    expect(ends.named(out(ALICE, FROM_BOB, 'SIP/2.0 200 OK')).remote).toBe(FROM_BOB);
    // What bob has sent is received once.
    expect(ends.named(came(ALICE, FROM_POOL, 'BYE 1')).remote).toBe(FROM_POOL);
    expect(ends.named(came(ALICE, FROM_POOL, request('x', '127.0.0.1:5002'))).remote).toBe(FROM_POOL);
  });

  test('is the pool that says so, for its answers too', () => {
    const ends = new FarEnds(['127.0.0.1:5060']);
    expect(ends.named(came(ALICE, FROM_POOL, request('x'))).remote).toBe(POOL);
    expect(ends.named(came(ALICE, FROM_POOL, 'SIP/2.0 200 OK')).remote).toBe(POOL);
    expect(ends.named(out(ALICE, FROM_POOL, 'SIP/2.0 200 OK')).remote).toBe(POOL);
    expect(ends.named(came(ALICE, 'tcp:127.0.0.2:40003', request('y'))).remote).toBe('tcp:127.0.0.2:40003');
  });

  test('is named over TLS as it is over TCP', () => {
    const ends = new FarEnds(['127.0.0.1:5060']);
    const over = (address: string): string => address.replace('tcp', 'tls');
    expect(ends.named(came(over(ALICE), over(FROM_POOL), request('x'))).remote).toBe(over(POOL));
  });

  test('stays as it is over UDP, and where it listens itself', () => {
    const ends = new FarEnds(['127.0.0.1:5060']);
    const udp = came('udp:127.0.0.1:5001', 'udp:127.0.0.1:40001', request('x'));
    expect(ends.named(udp)).toBe(udp);
    const direct = came(ALICE, POOL, 'SIP/2.0 200 OK');
    expect(ends.named(direct)).toBe(direct);
  });
});
