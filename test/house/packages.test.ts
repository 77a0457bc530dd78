import { expect, test } from '@jest/globals';
import { toXml } from 'sipp-ts-wrapper';

test('the project finds its package by name', () => {
  expect(toXml).toBeInstanceOf(Function);
});
