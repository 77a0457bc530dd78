import { describe, expect, test } from '@jest/globals';
import { commandAgain } from '../../../src/report/failure/again.ts';
import { sentence } from '../../../src/report/failure/sentence.ts';
import { observed, violationsOf } from '../../../src/report/failure/violation.ts';
import { type RunResult, settle } from '../../../src/run/ledger.ts';
import {
  cells,
  cellVerdict,
  dr11,
  dr22,
  drS1,
  known,
  outcome,
  outcomes,
  planOf,
  planWith,
  sampleCheck,
} from '../../run/sample.ts';
import { history } from '../history.ts';

function run(plan = planOf(cells)): RunResult {
  const failed = { code: 'call-lost', reason: 'bob lost call A: BYE; try: x', evidence: [8, 11] };
  const checks = [
    sampleCheck('DR-11/stays-connected', 'fail', failed),
    sampleCheck('DR-11/park-refused', 'inconclusive', {
      code: 'call-ended-earlier',
      fields: { check: 'DR-11/stays-connected' },
    }),
    sampleCheck('DR-11/aftermath', 'inconclusive', { code: 'harness-late' }),
  ];
  return settle(
    plan,
    outcomes(
      [dr11, { verdict: cellVerdict(dr11, checks), problem: undefined, events: history }],
      [dr22, outcome(dr22, 'pass', { 'DR-22/nobody-parked': 'fail' })],
      [drS1, outcome(drS1, 'pass', { 'DR-S1/redirected': 'fail' })],
    ),
    { durationMs: 7400, troubles: [] },
  );
}

describe('a violation', () => {
  const [first, second] = violationsOf(run());

  test('says what was required and seen, its cause, and what to try', () => {
    expect(first).toMatchObject({
      required: 'call A is connected',
      rule: 'the call stays up across the change of phase',
      seen: 'bob lost call A: BYE',
      blocked: ['DR-11/park-refused'],
      like: [],
      command: 'npx parkspec run sample/candidate.yaml --cells DR-11',
    });
    expect(first?.cause).toMatch(/session timer/);
    expect(first?.attempt).toMatch(/which process sent it/);
    expect(first?.decidedBy).toMatch(/^#11 /);
    expect(first?.message?.event.n).toBe(11);
  });

  test('is told once for all checks that say the same', () => {
    expect(second).toMatchObject({ like: ['DR-S1/redirected'], blocked: [], message: undefined, decidedBy: undefined });
    expect(violationsOf(run())).toHaveLength(2);
  });

  test('that is known comes last', () => {
    const entries = [known('DR-11/stays-connected')];
    const found = violationsOf(run(planWith({ baseline: { file: 'known.yaml', entries } })));
    expect(found.map(({ check }) => check.id)).toEqual(['DR-22/nobody-parked', 'DR-11/stays-connected']);
  });
});

describe('the command that runs a cell again', () => {
  test('has the words of the command line, quoted for a shell', () => {
    const words = [
      'my files/candidate.yaml',
      '--phones',
      'sipp',
      '--outage',
      'stop',
      '--network',
      'loss=5%,jitter=30ms',
    ];
    expect(commandAgain({ ...planOf(cells), words }, "it's")).toBe(
      String.raw`npx parkspec run 'my files/candidate.yaml' --phones sipp --outage stop --network loss=5%,jitter=30ms --cells 'it'\''s'`,
    );
  });

  test('without them is made of the plan', () => {
    const network = { impairment: 'loss=5%', seed: 7, patience: 0 };
    const plan = { ...planOf(cells), phones: 'sipp', outage: 'pause', network, strict: true } as const;
    const reference = { ...plan.candidate, file: '/x/containers/reference/candidate.yaml' };
    expect(commandAgain({ ...planOf(cells), candidate: reference }, 'DR-12')).toBe('npx parkspec run --cells DR-12');
    expect(commandAgain(plan, 'DR-12')).toMatch(
      / --phones sipp --outage pause --network loss=5% --seed 7 --strict --cells DR-12$/,
    );
  });
});

test.each([
  ['bob parked call A', 'bob parked call A.'],
  ['call A is connected', 'Call A is connected.'],
  ['is it so?', 'Is it so?'],
  ['parkspec was late', 'parkspec was late.'],
])('%s is a sentence', (phrase, text) => {
  expect(sentence(phrase)).toBe(text);
});

test('what was seen has no advice in it', () => {
  expect(observed('a; b; try: c')).toBe('a; b');
});
