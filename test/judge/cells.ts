/** Cells and a candidate for hand-written histories. */
import type { Candidate, TransitionAction } from '../../src/candidate/candidate.ts';
import { type Cell, type Deed, type Expectation, PHASES, type Phase, type Step } from '../../src/suite/cell.ts';
import { SAMPLE } from '../candidate/sample.ts';

const AT = { file: '/specs/sample.yaml', line: 1, column: 1 };

export function act(deed: Deed): Step {
  return { kind: 'act', deed, at: AT };
}

/** A check whose cell is filled in by `cellOf`. */
export function check(name: string, expect: Expectation): Step {
  return { kind: 'check', id: name, expect, at: AT };
}

export function cellOf(
  id: string,
  scenario: Partial<Record<Phase, readonly Step[]>>,
  more: Partial<Pick<Cell, 'demands' | 'fills' | 'parties'>> = {},
): Cell {
  const last = Math.max(...Object.keys(scenario).map((phase) => PHASES.findIndex((each) => each === phase)));
  const named = (step: Step): Step => (step.kind === 'check' ? { ...step, id: `${id}/${step.id}` } : step);
  return {
    id,
    title: 'a sample',
    state: 'service',
    phase: 'normal',
    requirement: 'a sample',
    source: 'a sample',
    demands: [],
    at: AT,
    parties: ['alice', 'bob', 'carol', 'dave'],
    ...more,
    scenario: PHASES.slice(0, last + 1).map((phase) => ({ phase, steps: (scenario[phase] ?? []).map(named) })),
  };
}

const KILL: TransitionAction = { kind: 'kill', pool: 'primary' };

export const CANDIDATE: Candidate = {
  ...SAMPLE,
  transitions: { ...SAMPLE.transitions, outage: { ...SAMPLE.transitions.outage, actions: [KILL] } },
  capabilities: [
    'hold',
    'blind-transfer',
    'attended-transfer',
    'music-on-hold',
    'ringback',
    'orbit-status',
    'resiliency-announcement',
  ],
  settings: {
    primary: { pickupTimeout: 6000, pickupAttempts: 2, timeoutTarget: 'carol', musicOnHold: 1750 },
    backup: { pickupTimeout: 4000, pickupAttempts: 1, timeoutTarget: 'dave', musicOnHold: 2050 },
  },
  bounds: { start: 10_000, park: 1000, disconnect: 2000, gap: 300, setup: 2000, probe: 500, cell: 30_000 },
};
