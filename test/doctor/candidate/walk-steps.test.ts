import { describe, expect, test } from '@jest/globals';
import { stepsToGo, walkSteps } from '../../../src/doctor/candidate/walk-steps.ts';
import type { EventBody } from '../../../src/history/event.ts';
import { SAMPLE } from '../../candidate/sample.ts';
import { exited, historyOf, phase, ready, registering, started } from './walks.ts';

const NORMAL = [
  phase('normal', 'entering'),
  started('primary'),
  started('backup'),
  ready('primary'),
  ready('backup'),
  registering('alice', 'asked'),
  phase('normal', 'reached'),
];

function check(id: string, state: 'asked' | 'done'): EventBody {
  return { kind: 'action', id: `check-${id}`, verb: 'check', check: `doctor/${id}`, state };
}

describe('the steps of a walk', () => {
  test('are those that are done, each with its time', () => {
    const steps = walkSteps(historyOf(NORMAL));
    expect(steps.map(({ name, took }) => [name, took])).toEqual([
      ['reachable', 50],
      ['registers', 10],
    ]);
  });

  test('end with the first that does not work', () => {
    const steps = walkSteps(historyOf([...NORMAL, check('calls', 'asked'), check('calls', 'done')]));
    expect(steps.map(({ name }) => name)).toEqual(['reachable', 'registers', 'calls']);
    expect(steps.at(-1)?.stumble?.expected).toMatch(/^bob's phone rings and answers, and within /);
  });

  test('do not end with one that is still under way', () => {
    const steps = walkSteps(historyOf([...NORMAL, check('calls', 'asked')]));
    expect(steps.map(({ name }) => name)).toEqual(['reachable', 'registers']);
  });

  test('begin with the start', () => {
    const events = historyOf([
      phase('normal', 'entering'),
      started('primary'),
      exited('primary', { code: 1, signal: null }),
      phase('normal', 'missed', 'primary ended (exit code 1)'),
    ]);
    expect(walkSteps(events)).toMatchObject([{ name: 'reachable', stumble: { fault: 'file' } }]);
  });

  test('name trouble of parkspec as such', () => {
    const note: EventBody = { kind: 'note', level: 'trouble', text: 'no port is free', hint: 'free one' };
    expect(walkSteps(historyOf([phase('normal', 'entering'), note]))).toMatchObject([
      { name: 'bench', stumble: { fault: 'bench', observed: 'no port is free', remedy: 'free one', evidence: [3] } },
    ]);
  });

  test('name the time that was over', () => {
    const end: EventBody = { kind: 'end', why: 'deadline' };
    const [step] = walkSteps(historyOf([phase('normal', 'entering'), end]));
    expect(step?.stumble?.observed).toBe('the time of the whole walk, `bounds.cell`, was over');
  });

  test('are one fewer where the state of orbits is not claimed', () => {
    const without = { ...SAMPLE, capabilities: SAMPLE.capabilities.filter((each) => each !== 'orbit-status') };
    const claimed = { ...SAMPLE, capabilities: ['orbit-status'] as const };
    expect(stepsToGo(claimed) - stepsToGo(without)).toBe(1);
  });
});
