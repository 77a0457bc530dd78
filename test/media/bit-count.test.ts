import { expect, test } from '@jest/globals';
import { bitCount } from '../../src/media/bit-count.ts';

test('the bits of every word of 16 bits are counted', () => {
  const wrong = Array.from({ length: 2 ** 16 }, (_, word) => word).filter(
    (word) => bitCount(word) !== word.toString(2).replaceAll('0', '').length,
  );
  expect(wrong).toEqual([]);
});
