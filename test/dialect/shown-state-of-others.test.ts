import { expect, test } from '@jest/globals';
import { isOfOthers } from '../../src/dialect/shown-state.ts';

const beside = { users: ['guest-1'] };

test.each([
  [{ remoteIdentity: 'sip:guest-1@park.example' }, true],
  [{ remoteTarget: 'sip:guest-1@127.0.0.1:42000' }, true],
  [{ remoteIdentity: 'sip:alice@park.example', remoteTarget: 'sip:alice@127.0.0.1:42002' }, false],
  // A call of nobody may be of this cell.
  [{}, false],
])('%p is of another cell: %p', (dialog, expected) => {
  expect(isOfOthers(dialog, beside)).toBe(expected);
  expect(isOfOthers(dialog, undefined)).toBe(false);
});
