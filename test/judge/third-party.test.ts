import { expect, test } from '@jest/globals';
import { act, cellOf, check, history } from './history-builder.ts';
import { type InShort, inShort, verdictOf } from './verdict-of.ts';

const cell = cellOf('T', {
  normal: [
    act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' }),
    check('it', { kind: 'can', deed: { verb: 'transfer', call: 'A', by: 'bob', to: 'carol', how: 'blind' } }),
  ],
});

/** Alice hears bob until so many ms after bob has hung up. */
function heardFor(ms: number): InShort {
  const told = history(cell).phase('normal').call('A', 'alice', 'bob');
  told.check('it', (of) => {
    told.transfer('A', 'bob', 'carol', { of, freed: false });
    const [transferor, transferee] = [told.side('A', 'bob'), told.side('A', 'alice')];
    told.inDialog(transferor, 'BYE', {}, 200);
    told.unhear('bob', transferor.callId).wait(ms).hear('alice', transferee.callId, 'bob');
  });
  return inShort(verdictOf(told.aftermath(), 'it'));
}

test('a transferor whose voice just fades is heard by nobody', () => {
  expect(heardFor(20)).toMatchObject(['pass', { code: 'transferred' }]);
});

test('a transferor that is heard for longer is one party too many', () => {
  expect(heardFor(300)).toMatchObject([
    'fail',
    { code: 'third-party-heard', fields: { listener: 'alice', speaker: 'bob', call: 'A' } },
  ]);
});
