import { describe, expect, test } from '@jest/globals';
import { openFacts } from '../../src/judge/facts.ts';
import { frameOf, type Scene, sceneOfAct, sceneOfCheck } from '../../src/judge/scene.ts';
import { act, cellOf, history, type HistoryBuilder } from './history-builder.ts';

const cell = cellOf('S', { normal: [act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' })] });

/** The scene of the call of a history, with what was staged after it. */
function sceneOf(stage: (told: HistoryBuilder) => void): { readonly scene: Scene; readonly ended: number } {
  const told = history(cell).phase('normal').call('A', 'alice', 'bob');
  const ended = told.events.length;
  stage(told);
  const [run] = told.events;
  if (run?.kind !== 'run') throw new Error('a history begins with its run');
  const facts = openFacts(run, told.events);
  const [call] = facts.actions;
  if (call === undefined) throw new Error('nobody called');
  return { scene: sceneOfAct(facts, call, 'normal'), ended };
}

describe('the scene of an act', () => {
  test('begins with it, and lasts to the end of what was waited for after it', () => {
    const { scene, ended } = sceneOf(() => undefined);
    expect(scene.range).toEqual({ from: 6, to: ended });
    expect([scene.lastLook, scene.actions.length, scene.phase]).toEqual([undefined, 1, 'normal']);
  });

  test.each([
    ['looked up', (told: HistoryBuilder) => told.lookup('bob', 'primary', '101')],
    ['watched', (told: HistoryBuilder) => told.asked({ verb: 'watch' }).end()],
  ] as const)('includes what is %s', (_, stage) => {
    let last = 0;
    const { scene } = sceneOf((told) => {
      stage(told);
      last = told.events.length;
    });
    expect(scene.range.to).toBe(last);
  });

  test.each([
    ['a phase', (told: HistoryBuilder) => told.phase('outage')],
    ['another act', (told: HistoryBuilder) => told.hold('A', 'bob')],
    ['a check', (told: HistoryBuilder) => told.asked({ verb: 'check', check: 'S/it' }).end()],
  ] as const)('ends before %s, whatever is heard after that', (_, stage) => {
    const { scene, ended } = sceneOf((told) => {
      stage(told);
      told.listen('A', 'alice', 'bob');
    });
    expect(scene.range.to).toBe(ended);
  });
});

test('the scene of a check holds its own actions, and its last look is after the last of them', () => {
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
  const frame = frameOf(facts, 'S/it');
  if (frame === undefined) throw new Error('the check was not staged');
  const scene = sceneOfCheck(facts, frame, 'normal');
  expect(scene.actions.map(({ verb }) => verb)).toEqual(['hold']);
  expect(scene.lastLook).toEqual({ from: deeds + 1, to: frame.range.to });
  expect(frameOf(facts, 'S/none')).toBeUndefined();
});
