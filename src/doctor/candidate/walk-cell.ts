/** The walk of `parkspec doctor --candidate`: a cell that is driven and judged like every other, and belongs to no suite. */
import type { Candidate } from '../../candidate/candidate.ts';
import { type Cell, type Check, PARTIES, PHASES, type PhaseSteps, type Step, type Trial } from '../../suite/cell.ts';

const ID = 'doctor';

/** The checks of the walk. */
export const CHECKS = { call: `${ID}/calls`, park: `${ID}/parks`, retrieve: `${ID}/retrieves` } as const;

/** All users register, and one call goes the whole way before the first transition. */
export function walkCell({ file }: Pick<Candidate, 'file'>): Cell {
  const at = { file, line: 1, column: 1 };
  const check = (id: string, deed: Trial): Check => ({ kind: 'check', id, expect: { kind: 'can', deed }, at });
  const call: readonly Step[] = [
    check(CHECKS.call, { verb: 'call', call: 'A', by: 'alice', to: 'bob' }),
    check(CHECKS.park, { verb: 'park', call: 'A', by: 'bob' }),
    check(CHECKS.retrieve, { verb: 'retrieve', call: 'A', by: 'carol' }),
    { kind: 'act', deed: { verb: 'hangup', call: 'A', by: 'carol' }, at },
  ];
  return {
    id: ID,
    title: 'The candidate, step by step',
    state: 'retrieved',
    phase: 'restored',
    requirement: 'The candidate does what its file says, so that it can be tested.',
    source: 'the candidate file',
    demands: [],
    at,
    scenario: PHASES.map((phase): PhaseSteps => ({ phase, steps: phase === 'normal' ? call : [] })),
    parties: PARTIES,
  };
}
