import { expect, test } from '@jest/globals';
import { act, cellOf, check, history } from './history-builder.ts';
import { sceneOf } from './scene-of.ts';
import { untried } from '../../src/judge/situation/untried.ts';

const cell = cellOf('U', {
  normal: [
    act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' }),
    check('it', { kind: 'can', deed: { verb: 'hold', call: 'A', by: 'bob' } }),
  ],
});

test('a deed that no phone tried fails only where its leg had ended before', () => {
  const deed = { verb: 'hold', call: 'A', by: 'bob' } as const;
  const told = history(cell).phase('normal').call('A', 'alice', 'bob');
  const untold = untried(sceneOf(told.check('it'), 'it'), deed, 'the phone is busy');
  expect([untold.verdict, untold.reason]).toEqual([
    'inconclusive',
    "bob's hold of call A was not tried: the phone is busy",
  ]);

  const lost = history(cell).phase('normal').call('A', 'alice', 'bob');
  lost.fromPeer({ ...lost.side('A', 'bob'), peer: 'primary' }, 'BYE');
  const bye = lost.events.findLast((event) => event.kind === 'sip' && event.text.startsWith('BYE'));
  const { verdict, reason, evidence } = untried(sceneOf(lost.check('it'), 'it'), deed, 'the phone is busy');
  expect([verdict, reason]).toEqual(['fail', 'bob lost call A: its leg was ended by a BYE from udp:127.0.0.1:5060']);
  expect(evidence).toEqual([bye?.n]);

  const nobody = untried(sceneOf(told, 'it'), { ...deed, by: 'carol' }, 'why');
  expect(nobody.verdict).toBe('inconclusive');
});
