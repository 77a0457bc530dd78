import { expect, test } from '@jest/globals';
import { type Excess, Excesses, excessText } from '../../../src/sip/excess.ts';
import { Dialogs } from '../../../src/sip/ua/dialogs.ts';

test('of the dialogs that have ended the last 256 are remembered, and it is told when one is forgotten', () => {
  const told: Excess[] = [];
  const dialogs = new Dialogs(new Excesses((excess) => told.push(excess)));
  const id = (n: number) => ({ callId: String(n), localTag: 'l', remoteTag: 'r' });
  for (let n = 0; n < 256; n += 1) dialogs.remember(id(n));
  // The same dialog counts once.
  dialogs.remember(id(0));
  expect([dialogs.ended().length, told]).toEqual([256, []]);
  dialogs.remember(id(256));
  expect(dialogs.ended()).not.toContainEqual(id(1));
  expect(told.map(excessText)).toEqual(['more than 256 dialogs that have ended: 1 forgotten']);
});
