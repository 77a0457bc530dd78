import { describe, expect, test } from '@jest/globals';
import { isHeard } from '../../src/drive/heard-alone.ts';

describe('a voice that is waited for', () => {
  test('is heard when it is among others', () => {
    expect(isHeard('alice', ['alice'])).toBe(true);
    expect(isHeard('alice', ['bob', 'alice', 'music:primary'])).toBe(true);
    expect(isHeard('alice', ['bob'])).toBe(false);
    expect(isHeard('alice', [])).toBe(false);
  });
});

describe('a sound of the server that is waited for', () => {
  test.each([['music:primary'], ['music:backup'], ['other']] as const)('is %s', (voice) => {
    expect(isHeard(undefined, [voice])).toBe(true);
  });

  test('is not the voice of a parker that fades, nor what is heard beside it', () => {
    expect(isHeard(undefined, ['bob'])).toBe(false);
    expect(isHeard(undefined, ['bob', 'music:primary'])).toBe(false);
  });

  test('is not there when nothing is known', () => {
    expect(isHeard(undefined, [])).toBe(false);
  });
});
