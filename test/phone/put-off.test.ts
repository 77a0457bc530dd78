import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { PutOff } from '../../src/phone/put-off.ts';
import { EMPTY_BODY, type SipResponse } from '../../src/sip/message/message.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function answer(status: number, after?: string): SipResponse {
  const headers = after === undefined ? [] : [{ name: 'Retry-After', value: after }];
  return { kind: 'response', status, reason: 'x', headers, body: EMPTY_BODY };
}

test('a pool is not asked before the time is over that it has asked for', () => {
  const putOff = new PutOff();
  expect(putOff.mayAsk('backup')).toBe(true);
  putOff.heed('backup', answer(503, '5 (moving);duration=60'));
  expect(putOff.mayAsk('primary')).toBe(true);
  jest.advanceTimersByTime(4_999);
  expect(putOff.mayAsk('backup')).toBe(false);
  jest.advanceTimersByTime(1);
  expect(putOff.mayAsk('backup')).toBe(true);
});

test.each([
  [503, ''],
  [503, 'soon'],
  [486, '60'],
  [480, '60'],
] as const)('%s with Retry-After %s puts nothing off', (status, after) => {
  const putOff = new PutOff();
  putOff.heed('backup', answer(status, after));
  expect(putOff.mayAsk('backup')).toBe(true);
});

test('a later answer counts instead', () => {
  const putOff = new PutOff();
  putOff.heed('backup', answer(503, '60'));
  putOff.heed('backup', answer(200));
  expect(putOff.mayAsk('backup')).toBe(true);
});
