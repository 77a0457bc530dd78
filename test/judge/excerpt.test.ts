import { describe, expect, test } from '@jest/globals';
import { openFacts } from '../../src/judge/facts.ts';
import { actionOfCheck, type Excerpt, excerptOfAct, excerptOfCheck } from '../../src/judge/excerpt.ts';
import { act, cellOf, history, type HistoryBuilder } from './history-builder.ts';

const cell = cellOf('S', { normal: [act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' })] });

/** The excerpt of the call of a history, with what was tried after it. */
function excerptOf(stage: (told: HistoryBuilder) => void): { readonly excerpt: Excerpt; readonly ended: number } {
  const told = history(cell).phase('normal').call('A', 'alice', 'bob');
  const ended = told.events.length;
  stage(told);
  const [run] = told.events;
  if (run?.kind !== 'run') throw new Error('a history begins with its run');
  const facts = openFacts(run, told.events);
  const [call] = facts.actions;
  if (call === undefined) throw new Error('nobody called');
  return { excerpt: excerptOfAct(facts, call, 'normal'), ended };
}

describe('the excerpt of an act', () => {
  test('begins with it, and lasts to the end of what was waited for after it', () => {
    const { excerpt, ended } = excerptOf(() => undefined);
    expect(excerpt.range).toEqual({ from: 6, to: ended });
    expect([excerpt.lastLook, excerpt.actions.length, excerpt.phase]).toEqual([undefined, 1, 'normal']);
  });

  test.each([
    ['looked up', (told: HistoryBuilder) => told.lookup('bob', 'primary', '101')],
    ['watched', (told: HistoryBuilder) => told.asked({ verb: 'watch' }).end()],
  ] as const)('includes what is %s', (_, stage) => {
    let last = 0;
    const { excerpt } = excerptOf((told) => {
      stage(told);
      last = told.events.length;
    });
    expect(excerpt.range.to).toBe(last);
  });

  test.each([
    ['a phase', (told: HistoryBuilder) => told.phase('outage')],
    ['another act', (told: HistoryBuilder) => told.hold('A', 'bob')],
    ['a check', (told: HistoryBuilder) => told.asked({ verb: 'check', check: 'S/it' }).end()],
  ] as const)('ends before %s, whatever is heard after that', (_, stage) => {
    const { excerpt, ended } = excerptOf((told) => {
      stage(told);
      told.listen('A', 'alice', 'bob');
    });
    expect(excerpt.range.to).toBe(ended);
  });
});

test('the excerpt of a check holds its own actions, and its last look is after the last of them', () => {
  const told = history(cell).phase('normal').call('A', 'alice', 'bob');
  let deeds = 0;
  told.check('it', (of) => {
    told.hold('A', 'bob', { of });
    deeds = told.events.length;
  });
  told.check('later', (of) => told.resume('A', 'bob', { of }));
  const [run] = told.events;
  if (run?.kind !== 'run') throw new Error('a history begins with its run');
  const facts = openFacts(run, told.events);
  const action = actionOfCheck(facts, 'S/it');
  if (action === undefined) throw new Error('the check was not tried');
  const excerpt = excerptOfCheck(facts, action, 'normal');
  expect(excerpt.actions.map(({ verb }) => verb)).toEqual(['hold']);
  expect(excerpt.lastLook).toEqual({ from: deeds + 1, to: action.range.to });
  expect(actionOfCheck(facts, 'S/none')).toBeUndefined();
});
