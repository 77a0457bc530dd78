import { expect, test } from '@jest/globals';
import { blockedBy } from '../../src/run/blocked.ts';
import type { CheckVerdict } from '../../src/judge/verdict.ts';
import { sampleCheck } from './sample.ts';

const failed = sampleCheck('X/refused', 'fail', { code: 'parked-although-forbidden' });

function open(id: string, code: string, check?: string): CheckVerdict {
  return sampleCheck(id, 'inconclusive', { code, ...(check === undefined ? {} : { fields: { check } }) });
}

function pairs(...checks: readonly CheckVerdict[]): ReadonlyArray<readonly [string, string]> {
  return [...blockedBy(checks)].map(([id, by]) => [id, by.id]);
}

test('what rests on a failed check is blocked by it, however many checks lie between', () => {
  const held = open('X/held', 'call-parked-earlier', 'X/refused');
  const parked = open('X/parked', 'call-ended-earlier', 'X/held');
  expect(pairs(failed, held, parked)).toEqual([
    ['X/held', 'X/refused'],
    ['X/parked', 'X/refused'],
  ]);
});

test('what is open for a reason of its own is not blocked, nor what rests on it', () => {
  const late = open('X/connected', 'harness-late');
  expect(pairs(failed, late, open('X/held', 'call-ended-earlier', 'X/connected'))).toEqual([]);
});

test('what rests on a check that passed or that is not there is not blocked', () => {
  const passed = sampleCheck('X/park', 'pass');
  const onPassed = open('X/a', 'call-ended-earlier', 'X/park');
  expect(pairs(failed, passed, onPassed, open('X/b', 'call-ended-earlier', 'X/gone'))).toEqual([]);
});

test('checks that rest on each other are no reason to look for ever', () => {
  expect(pairs(open('X/a', 'call-ended-earlier', 'X/b'), open('X/b', 'call-ended-earlier', 'X/a'))).toEqual([]);
});

test('a phase that a dead pool kept from coming is blocked by its death, even where that is told later', () => {
  const died = sampleCheck('X/aftermath', 'fail', { code: 'pool-died' });
  expect(pairs(open('X/a', 'transition-missed'), died)).toEqual([['X/a', 'X/aftermath']]);
  expect(pairs(open('X/a', 'transition-missed'), failed)).toEqual([]);
});
