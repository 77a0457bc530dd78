import { expect, test } from '@jest/globals';
import { newBranch, newCallId, newTag } from '../../src/sip/token.ts';

test('tokens are new each time, and of the right form', () => {
  for (const [make, form] of [
    [newTag, /^[0-9a-f]{16}$/],
    [newBranch, /^z9hG4bK[0-9a-f]{24}$/],
    [() => newCallId('127.0.0.1'), /^[0-9a-f]{24}@127\.0\.0\.1$/],
  ] as const) {
    const all = Array.from({ length: 1000 }, () => make());
    expect(new Set(all).size).toBe(1000);
    expect(all.filter((each) => !form.test(each))).toEqual([]);
  }
});
