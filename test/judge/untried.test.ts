import { expect, test } from '@jest/globals';
import { act, cellOf, check, history } from './history-builder.ts';
import { excerptOf } from './excerpt-of.ts';
import { untried } from '../../src/judge/situation/untried.ts';
import { inShort } from './verdict-of.ts';

const cell = cellOf('U', {
  normal: [
    act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' }),
    check('it', { kind: 'can', deed: { verb: 'hold', call: 'A', by: 'bob' } }),
  ],
});

test('a deed that no phone tried fails only where its leg had ended before', () => {
  const deed = { verb: 'hold', call: 'A', by: 'bob' } as const;
  const told = history(cell).phase('normal').call('A', 'alice', 'bob');
  const untold = untried(excerptOf(told.check('it'), 'it'), deed, 'the phone is busy');
  expect(inShort(untold)).toMatchObject([
    'inconclusive',
    { code: 'not-tried', fields: { deed: "bob's hold of call A", why: 'the phone is busy' } },
  ]);

  const lost = history(cell).phase('normal').call('A', 'alice', 'bob');
  lost.fromPeer({ ...lost.side('A', 'bob'), peer: 'primary' }, 'BYE');
  const bye = lost.events.findLast((event) => event.kind === 'sip' && event.text.startsWith('BYE'));
  const found = untried(excerptOf(lost.check('it'), 'it'), deed, 'the phone is busy');
  expect(found).toMatchObject({
    verdict: 'fail',
    code: 'call-lost-before-attempt',
    fields: { party: 'bob', call: 'A' },
  });
  expect(found.evidence).toEqual([bye?.n]);

  const nobody = untried(excerptOf(told, 'it'), { ...deed, by: 'carol' }, 'why');
  expect(nobody.verdict).toBe('inconclusive');
});
