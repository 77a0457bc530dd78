import { expect, test } from '@jest/globals';
import { cellScore } from '../../src/report/score.ts';
import { sampleCheck } from '../run/sample.ts';

const failed = sampleCheck('X/refused', 'fail');
const held = sampleCheck('X/held', 'inconclusive', { code: 'call-parked-earlier', fields: { check: 'X/refused' } });
const passed = sampleCheck('X/connected', 'pass');

test('of a cell in which something did not pass that alone is counted, what is blocked apart', () => {
  expect(cellScore([passed, failed, held])).toBe('1 failed, 1 blocked');
  expect(cellScore([passed, held, sampleCheck('X/b', 'error')])).toBe('1 with an error, 1 inconclusive');
});

test('of every other cell what passed is counted, against what applies', () => {
  expect(cellScore([passed, sampleCheck('X/n', 'not-applicable')])).toBe('1/1, 1 n/a');
  expect(cellScore([sampleCheck('X/n', 'not-applicable')])).toBe('n/a');
});
