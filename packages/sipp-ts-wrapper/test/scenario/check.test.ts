import { expect, test } from '@jest/globals';
import { checkScenario, label, nop, recv, recvCmd, scenario, send, sendCmd } from '../../src/index.ts';
import { answered, ask, refused, request } from './refused.ts';

test.each(refused)('refused as $rule: $name', ({ rule, scenario: wrong }) => {
  const problems = checkScenario(wrong);
  expect(problems.map((problem) => problem.rule)).toContain(rule);
  for (const { where, what, why, hint } of problems) {
    for (const words of [where, what, why, hint]) expect(words.trim()).not.toBe('');
  }
});

// A name that SIPp misreads is a second mistake wherever it is used.
test.each(refused.filter(({ rule }) => rule !== 'name'))(
  'nothing else is wrong with $name',
  ({ rule, scenario: wrong }) => {
    expect([...new Set(checkScenario(wrong).map((problem) => problem.rule))]).toEqual([rule]);
  },
);

test('a problem names the step as it is counted in the source, and its list', () => {
  const wrong = scenario('counted', [label('a'), ask, recv(200, { next: 'b' })], { init: [nop([], { next: 'c' })] });
  expect(checkScenario(wrong)).toMatchObject([
    { section: 'init', step: 1, where: 'init step 1, nop' },
    { section: 'steps', step: 3, where: 'step 3, recv 200', hint: 'There are "a".' },
  ]);
});

test('what a later SIPp has is taken where the version says so', () => {
  const later = refused.filter(({ rule }) => ['version', 'check-ignored', 'size', 'attribute-mistaken'].includes(rule));
  expect(later.length).toBeGreaterThan(3);
  for (const { scenario: wrong } of later) {
    expect(checkScenario(wrong, { version: { major: 3, minor: 7, patch: 9 } })).toEqual([]);
  }
});

test('a keyword of -key is known when it is named', () => {
  const keyed = scenario('keyed', [send(request('OPTIONS', 'Subject: [subject]')), answered]);
  expect(checkScenario(keyed)).toMatchObject([{ rule: 'keyword-unknown' }]);
  expect(checkScenario(keyed, { keywords: ['subject'] })).toEqual([]);
});

test('each step of an optional group with a timeout of its own is sound', () => {
  const timeout = { timeout: 100, onTimeout: 'late' } as const;
  const group = [
    recv(100, { optional: true, ...timeout }),
    recv(180, { optional: true, ...timeout }),
    recv(200, timeout),
  ];
  expect(checkScenario(scenario('group', [ask, ...group, label('late')]))).toEqual([]);
});

test('a timeout before a recvCmd is sound, since it is at the first step', () => {
  const waiting = [recv('BYE', { optional: true, timeout: 100, onTimeout: 'late' }), recvCmd(), label('late')];
  expect(checkScenario(scenario('commands', [...waiting, ask, answered]))).toEqual([]);
});

test('a command whose answer meets a recvCmd is sound, whatever is optional between them', () => {
  const command = 'Call-ID: [call_id]\nEvent: a\n\n';
  const idle = label('idle');
  const direct = [idle, recv('BYE', { optional: true }), recvCmd(), sendCmd(command, { next: idle })];
  expect(checkScenario(scenario('direct', direct))).toEqual([]);
  const detour = [idle, recv('BYE', { optional: true }), recvCmd(), sendCmd(command), nop([], { next: idle })];
  expect(checkScenario(scenario('detour', detour))).toMatchObject([{ rule: 'command-race' }]);
});

test('a command before a send is sound when the twin is known to wait', () => {
  const command = 'Call-ID: [call_id]\nEvent: sending\n\n';
  const steps = (twinWaits?: true) => [
    label('idle'),
    recv(200, { optional: true }),
    recvCmd(),
    sendCmd(command, twinWaits === undefined ? {} : { twinWaits }),
    send(request(), { retrans: 500, next: 'idle' }),
  ];
  expect(checkScenario(scenario('hasty', steps()))).toMatchObject([{ rule: 'command-race', step: 4 }]);
  expect(checkScenario(scenario('patient', steps(true)))).toEqual([]);
});

test('a branch in a loop is sound with anything that changes in it', () => {
  const loop = (branch: string) =>
    scenario('loop', [
      label('a'),
      send(request().replace('[branch]-[cseq]', branch)),
      recv(200, { next: 'a', chance: 0.5 }),
    ]);
  expect(checkScenario(loop('[branch]-[cseq]'))).toEqual([]);
  expect(checkScenario(loop('z9hG4bK[clock_tick]'))).toEqual([]);
  expect(checkScenario(loop('z9hG4bKfixed'))).toMatchObject([{ rule: 'branch-repeats' }]);
});

test('a branch outside of a loop may be what it likes', () => {
  const once = send(request().replace('-[cseq]', ''));
  expect(checkScenario(scenario('once', [once, answered, once, answered]))).toEqual([]);
});

test('a loop may lead over a timeout', () => {
  const again = label('again');
  const silent = recv(200, { timeout: 100, onTimeout: 'again' });
  const repeated = send(request().replace('-[cseq]', ''));
  expect(checkScenario(scenario('over', [again, repeated, silent]))).toMatchObject([{ rule: 'branch-repeats' }]);
});

test('what looks like an attribute is sound behind the real one, which SIPp finds first', () => {
  const told = (value: string) =>
    recv(200, {
      actions: [
        { kind: 'assignstr', assignTo: 'a', value: 'x' },
        { kind: 'strcmp', assignTo: 'b', variable: 'a', value },
      ],
    });
  expect(checkScenario(scenario('behind', [ask, told('x variable=y')]))).toEqual([]);
  expect(checkScenario(scenario('alone', [ask, told('x test=y')]))).toMatchObject([{ rule: 'attribute-mistaken' }]);
});

test('a request whose answer nobody waits for may have anything behind it', () => {
  const message = send(request('MESSAGE'));
  expect(checkScenario(scenario('told', [message, nop(), message, recv(200)]))).toEqual([]);
});

test('a variable that only decides whether a step is left out has to be set as well', () => {
  const left = scenario('left', [ask, recv(200, { condexec: 'never' })]);
  expect(checkScenario(left)).toMatchObject([{ rule: 'variable-unset' }]);
  expect(checkScenario({ ...left, globalVariables: ['never'] })).toEqual([]);
});
