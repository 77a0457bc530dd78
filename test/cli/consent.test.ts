/** Whether somebody has to agree before a run takes a pool away. */
import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import type { Candidate, TransitionAction } from '../../src/candidate/candidate.ts';
import { consentTo, goesOn } from '../../src/cli/consent.ts';
import { SAMPLE } from '../candidate/sample.ts';

const URL = 'https://lab.example/outage?key=4711';
const ORDER: TransitionAction = { kind: 'http', method: 'POST', url: URL, takes: 'primary' };
const PULL: TransitionAction = { kind: 'manual', text: 'Pull the cable', within: 600_000, takes: 'primary' };

function running(actions: readonly TransitionAction[], runtime: Candidate['runtime'] = 'remote'): Candidate {
  const { transitions } = SAMPLE;
  return { ...SAMPLE, runtime, transitions: { ...transitions, outage: { ...transitions.outage, actions } } };
}

const [SOMEBODY, NOBODY] = [
  { yes: false, terminal: true },
  { yes: false, terminal: false },
];

test.each([[ORDER], [PULL]])('on a terminal somebody is asked, with the plan: %j', (action) => {
  const consent = consentTo(running([action]), SOMEBODY);
  expect(consent).toMatchObject({ kind: 'ask' });
  const what =
    action.kind === 'manual' ? 'Pull the cable (by an operator' : 'POST https://lab.example/outage?… (by lab.ex';
  expect('plan' in consent ? consent.plan.join('\n') : '').toContain(`  outage: ${what}`);
});

test('where nobody can be asked the run is refused, and told how to go on', () => {
  expect(consentTo(running([ORDER]), NOBODY)).toEqual({ kind: 'refuse', why: expect.stringContaining('give `--yes`') });
});

test.each([NOBODY, SOMEBODY])('with --yes it goes on: %j', (asked) => {
  expect(consentTo(running([ORDER]), { ...asked, yes: true })).toEqual({ kind: 'go' });
});

test.each(['process', 'docker'] as const)('nobody is asked for pools of the runtime %s', (runtime) => {
  expect(consentTo(running([ORDER], runtime), NOBODY)).toEqual({ kind: 'go' });
});

test('nor for a system to which nothing is done', () => {
  expect(consentTo(running([]), NOBODY)).toEqual({ kind: 'go' });
});

test.each([
  ['y\n', true],
  ['YES\n', true],
  ['n\n', false],
  ['\n', false],
  ['yellow\n', false],
  ['', false],
])('of the answer %j it goes on: %s', async (typed, expected) => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const answer = goesOn(input, output);
  input.end(typed);
  expect(await answer).toBe(expected);
  expect(String(output.read())).toContain('Go on? [y/N] ');
});
