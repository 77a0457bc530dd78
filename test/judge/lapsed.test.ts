import { describe, expect, test } from '@jest/globals';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { inShort, type InShort, verdictOf } from './verdict-of.ts';

const lapse = act({ verb: 'lapse', by: 'bob' });
const register = act({ verb: 'register', by: 'bob' });
const notCalled = check('it', { kind: 'cannot', deed: { verb: 'call', call: 'A', by: 'alice', to: 'bob' } });

type Registering = Parameters<HistoryBuilder['register']>[1];

/** Bob gives his registration up, is called `after` ms later, and the pool refuses the call. */
function refused(answer: Registering | 'none', after = 0, steps = [lapse, notCalled]): InShort {
  const told = history(cellOf('L', { normal: steps })).phase('normal');
  told.register('bob', { expires: '3600' });
  const action = told.asked({ verb: 'lapse', by: 'bob', pool: 'primary', within: 2000 });
  if (answer !== 'none') told.register('bob', answer);
  action.end();
  told.wait(after);
  if (steps.includes(register)) told.register('bob');
  told.check('it', (of) => told.call('A', 'alice', 'bob', { of, status: 480 }));
  return inShort(verdictOf(told.aftermath(), 'it'));
}

describe('a party whose registration is over', () => {
  test.each<readonly [string, Registering, number]>([
    ['when the granted time is over', { expires: '1' }, 1_000],
    ['when the pool lists its contact no more', { contact: 'none' }, 0],
    ['when it is listed for no time', { expires: '0' }, 0],
  ])('is not called: %s', (_when, answer, after) => {
    expect(refused(answer, after)).toMatchObject(['pass', { code: 'refused-in-time' }]);
  });

  test('may be called by right while the granted time lasts', () => {
    expect(refused({ expires: '1' }, 500)).toMatchObject([
      'inconclusive',
      { code: 'registration-not-over', fields: { party: 'bob' } },
    ]);
  });

  test('may be called by right where no time was granted', () => {
    expect(refused({ expires: '' }, 5_000)).toMatchObject([
      'inconclusive',
      { code: 'registration-without-end', fields: { party: 'bob' } },
    ]);
  });

  test.each<readonly [string, Registering | 'none']>([
    ['no REGISTER was sent', 'none'],
    ['it was refused', { status: 403 }],
    ['it was not answered', { status: 'none' }],
  ])('may be called by right: %s', (_why, answer) => {
    expect(refused(answer, 5_000)).toMatchObject([
      'inconclusive',
      { code: 'registration-not-given-up', fields: { party: 'bob' } },
    ]);
  });

  test('is one that has not registered again', () => {
    expect(refused('none', 0, [lapse, register, notCalled])).toMatchObject(['pass', { code: 'refused-in-time' }]);
  });
});

describe('a party that should have registered again', () => {
  const returns = check('returns', { kind: 'can', deed: { verb: 'register', by: 'bob' } });
  const calledAgain = check('again', { kind: 'can', deed: { verb: 'call', call: 'A', by: 'alice', to: 'bob' } });

  /** Bob registers again in a check in which the harness is as late as told, and is called: without an answer, or with this. */
  function again(answer: Registering, load: number, status: 200 | 480): InShort {
    const told = history(cellOf('L', { normal: [lapse, returns, calledAgain] })).phase('normal');
    told.register('bob', { expires: '3600' });
    told.check('returns', (of) => told.register('bob', { ...answer, of }), { load });
    told.check('again', (of) => told.call('A', 'alice', 'bob', { of, status }));
    return inShort(verdictOf(told.aftermath(), 'again'));
  }

  test('and for whose REGISTER the harness was too late, is not called by right', () => {
    expect(again({ status: 'none' }, 3_000, 480)).toMatchObject([
      'inconclusive',
      { code: 'callee-not-registered', fields: { party: 'bob', check: 'L/returns' } },
    ]);
  });

  test('and that the pool does not take, is not called by its fault', () => {
    expect(again({ status: 'none' }, 0, 480)).toMatchObject(['fail', { code: 'call-not-answered' }]);
  });

  test('is called where it was registered all the same', () => {
    expect(again({ contact: 'none' }, 0, 480)).toMatchObject(['fail', { code: 'call-not-answered' }]);
    expect(again({}, 3_000, 480)).toMatchObject(['fail', { code: 'call-not-answered' }]);
    expect(again({}, 3_000, 200)[0]).toBe('pass');
  });
});
