import { expect, test } from '@jest/globals';
import { afterFailedRing } from '../../src/reference/ringback.ts';

const rules = { pickupAttempts: 2, timeoutTarget: 'carol' };

test('After a failed ring the call waits again until the attempts are used up', () => {
  expect(afterFailedRing('parker', 1, rules)).toEqual({ kind: 'wait' });
});

test('After the last attempt the timeout target is rung', () => {
  expect(afterFailedRing('parker', 2, rules)).toEqual({ kind: 'ring', whom: 'target' });
});

test('Without a timeout target the last failed attempt ends the call', () => {
  expect(afterFailedRing('parker', 2, { ...rules, timeoutTarget: undefined })).toEqual({ kind: 'disconnect' });
});

test('A timeout target that does not answer ends the call', () => {
  expect(afterFailedRing('target', 2, rules)).toEqual({ kind: 'disconnect' });
});
