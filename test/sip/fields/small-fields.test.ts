import { describe, expect, test } from '@jest/globals';
import { parseContentType } from '../../../src/sip/fields/content-type.ts';
import { cseq, parseCSeq } from '../../../src/sip/fields/cseq.ts';
import { formatReplaces, parseReplaces } from '../../../src/sip/fields/replaces.ts';
import { parseRetryAfter } from '../../../src/sip/fields/retry-after.ts';
import { formatSubscriptionState, parseSubscriptionState } from '../../../src/sip/fields/subscription-state.ts';
import { formatWarning, parseWarning } from '../../../src/sip/fields/warning.ts';
import { buildRequest } from '../../../src/sip/message/build.ts';

describe('CSeq', () => {
  test.each([
    ['1 INVITE', { seq: 1, method: 'INVITE' }],
    ['0009 \t INVITE', { seq: 9, method: 'INVITE' }],
    ['2147483647 x', { seq: 2_147_483_647, method: 'x' }],
    ['2147483648 INVITE', undefined],
    ['-1 INVITE', undefined],
    ['1.0 INVITE', undefined],
    ['1INVITE', undefined],
    ['1', undefined],
    ['1 IN VITE', undefined],
    ['', undefined],
  ])('%s', (text, expected) => {
    expect(parseCSeq(text)).toEqual(expected);
  });

  test('of a message', () => {
    const headers = [['CSeq', '7 BYE']] as const;
    expect(cseq(buildRequest({ method: 'BYE', uri: 'sip:a', headers }))).toEqual({ seq: 7, method: 'BYE' });
    expect(cseq(buildRequest({ method: 'BYE', uri: 'sip:a', headers: [] }))).toBeUndefined();
  });
});

describe('Replaces (RFC 3891 6.1)', () => {
  const dialog = { callId: '98732@sip.example', toTag: 'r33', fromTag: 'ff-1', earlyOnly: false };

  test('is read in any order, with other parameters and early-only', () => {
    expect(parseReplaces('98732@sip.example ; FROM-TAG=ff-1;x="a;b"; to-tag = r33')).toEqual(dialog);
    expect(parseReplaces('98732@sip.example;from-tag=ff-1;to-tag=r33;early-only')).toEqual({
      ...dialog,
      earlyOnly: true,
    });
  });

  test('has opaque tags', () => {
    expect(parseReplaces('c;to-tag=YWJj/Zg==;from-tag=a@h')).toEqual({
      callId: 'c',
      toTag: 'YWJj/Zg==',
      fromTag: 'a@h',
      earlyOnly: false,
    });
  });

  test('is read as it was meant', () => {
    expect(formatReplaces(dialog)).toBe('98732@sip.example;to-tag=r33;from-tag=ff-1');
    expect(parseReplaces(formatReplaces({ ...dialog, earlyOnly: true }))).toEqual({ ...dialog, earlyOnly: true });
  });

  test.each([
    'c;to-tag=a',
    'c;from-tag=a',
    'c;to-tag=a;to-tag=a;from-tag=b',
    'c;to-tag=a;from-tag=b;from-tag=c',
    'c;to-tag=;from-tag=b',
    'c;to-tag;from-tag=b',
    ';to-tag=a;from-tag=b',
    'c d;to-tag=a;from-tag=b',
    'c;to-tag=a\r\nVia: x;from-tag=b',
    'c;to-tag=a,c;from-tag=b',
    'c;to-tag=a b;from-tag=b',
    '',
  ])('%j is refused', (text) => {
    expect(parseReplaces(text)).toBeUndefined();
  });
});

describe('Subscription-State (RFC 6665 8.4)', () => {
  test.each([
    ['active;expires=60', { state: 'active', expires: 60 }],
    [
      'Terminated ; reason = NoResource ; retry-after = 5',
      { state: 'terminated', reason: 'noresource', retryAfter: 5 },
    ],
    ['terminated;reason="timeout";x', { state: 'terminated', reason: 'timeout' }],
    ['pending;expires=soon', { state: 'pending' }],
    ['', undefined],
    ['terminated;reason=noresource;expires=-', { state: 'terminated', reason: 'noresource' }],
    ['terminated;=;reason=noresource;retry-after="5;a b;', { state: 'terminated', reason: 'noresource' }],
    ['terminated;;retry-after=5;x y=1', { state: 'terminated', retryAfter: 5 }],
    ['active;expires=-1', { state: 'active' }],
    ['two words', undefined],
    ['active;expires=1;expires=2', { state: 'active', expires: 1 }],
  ])('%s', (text, expected) => {
    expect(parseSubscriptionState(text)).toEqual(expected);
  });

  test('is read as it was meant', () => {
    const state = { state: 'terminated', reason: 'probation', expires: 0, retryAfter: 30 };
    expect(formatSubscriptionState(state)).toBe('terminated;reason=probation;expires=0;retry-after=30');
    expect(parseSubscriptionState(formatSubscriptionState(state))).toEqual(state);
  });
});

describe('Retry-After (RFC 3261 20.33)', () => {
  test.each([
    ['18000;duration=3600', { seconds: 18_000, duration: 3600 }],
    ['120 (I am in a \\) meeting)', { seconds: 120 }],
    [' 5 (x) ; a=b ; Duration = 7 ', { seconds: 5, duration: 7 }],
    ['949302838503028349304023988', undefined],
    ['soon', undefined],
    ['5 (x', undefined],
    ['-5', undefined],
  ])('%s', (text, expected) => {
    expect(parseRetryAfter(text)).toEqual(expected);
  });
});

describe('Warning (RFC 3261 20.43)', () => {
  test('is read as it was meant', () => {
    const warning = { code: 399, agent: '127.0.0.1:5060', text: 'in "resiliency" mode' };
    expect(formatWarning(warning)).toBe('399 127.0.0.1:5060 "in \\"resiliency\\" mode"');
    expect(parseWarning(formatWarning(warning))).toEqual(warning);
  });

  test.each(['1812 overture "In Progress"', '399 a', '399 a "b', '399 a "b" c', '399 "b"', '060 a "b"', ''])(
    '%s is refused',
    (text) => {
      expect(parseWarning(text)).toBeUndefined();
    },
  );
});

describe('Content-Type', () => {
  test('is read in lower case, without quotation marks', () => {
    expect(parseContentType('Multipart / MIXED ; Boundary="a \\" b" ;x=Y')).toEqual({
      type: 'multipart',
      subtype: 'mixed',
      params: new Map([
        ['boundary', 'a " b'],
        ['x', 'Y'],
      ]),
    });
  });

  test('leaves out parameters that cannot be read', () => {
    const expected = { type: 'message', subtype: 'sipfrag', params: new Map([['version', '2.0']]) };
    expect(parseContentType('message/sipfrag;;version=2.0;a b;x="')).toEqual(expected);
  });

  test.each(['', 'text', 'text/', 'text/plain x', '/plain'])('%s is refused', (text) => {
    expect(parseContentType(text)).toBeUndefined();
  });
});
