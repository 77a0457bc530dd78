import { expect, test } from '@jest/globals';
import {
  formatSessionExpires,
  lifeOf,
  minSeOf,
  sessionExpiresOf,
  supportsTimer,
} from '../../../src/sip/fields/session-expires.ts';
import { buildRequest } from '../../../src/sip/message/build.ts';
import type { SipRequest } from '../../../src/sip/message/message.ts';

function withFields(...headers: ReadonlyArray<readonly [string, string]>): SipRequest {
  return buildRequest({ method: 'INVITE', uri: 'sip:bob@park.example', headers });
}

test.each([
  ['1800', 1800, undefined],
  ['90;refresher=uac', 90, 'uac'],
  [' 4294967295 ; x ;; REFRESHER = UAS', 4_294_967_295, 'uas'],
  ['90;refresher=both', 90, undefined],
  ['90;refresher', 90, undefined],
  ['90;a="b;refresher=uac', 90, 'uac'],
])('Session-Expires %j is %p s, refreshed by %p', (text, seconds, refresher) => {
  expect(sessionExpiresOf(withFields(['Session-Expires', text]))).toEqual({ seconds, refresher });
  expect(sessionExpiresOf(withFields(['x', text]))).toEqual({ seconds, refresher });
});

test.each(['', '0', 'soon', '-1', '4294967296', '99999999999', '90 seconds', '1.5', ';refresher=uac'])(
  'Session-Expires %j tells no time',
  (text) => {
    expect(sessionExpiresOf(withFields(['Session-Expires', text]))).toBeUndefined();
    expect(minSeOf(withFields(['Min-SE', text]))).toBeUndefined();
  },
);

test('a message without the fields asks for nothing', () => {
  expect(sessionExpiresOf(withFields())).toBeUndefined();
  expect(minSeOf(withFields())).toBeUndefined();
  expect(supportsTimer(withFields())).toBe(false);
});

test('Min-SE may have parameters', () => {
  expect(minSeOf(withFields(['Min-SE', '120 ;x=y']))).toBe(120);
});

test('a sender knows timers when it supports or requires them', () => {
  expect(supportsTimer(withFields(['Supported', 'replaces, Timer']))).toBe(true);
  expect(supportsTimer(withFields(['k', 'timer']))).toBe(true);
  expect(supportsTimer(withFields(['Require', 'timer']))).toBe(true);
  expect(supportsTimer(withFields(['Supported', 'replaces, timers']))).toBe(false);
});

test('what is written is read again', () => {
  for (const value of [
    { seconds: 90, refresher: undefined },
    { seconds: 1800, refresher: 'uas' as const },
  ]) {
    expect(sessionExpiresOf(withFields(['Session-Expires', formatSessionExpires(value)]))).toEqual(value);
  }
});

test.each([
  [3, 2_000],
  [90, 60_000],
  [96, 64_000],
  [1800, 1_768_000],
])('a session of %p s that nobody refreshes is ended after %p ms', (seconds, ms) => {
  expect(lifeOf(seconds)).toBe(ms);
});
