import type { Outage, Return, TransitionAction } from '../candidate/candidate.ts';
import { HarnessError } from '../harness-error.ts';
import type { OwnFault } from './fault.ts';
import { called, type Member } from '../candidate/member.ts';
import { type Members, memberOf, type Pool, type PoolFaults } from '../runtime/pool.ts';
import { OUTAGES } from '../candidate/candidate.ts';

/** A fault as the runtime of the pool causes it. Throws HarnessError where it cannot. */
export function ofRuntime<Kind extends Outage>(pool: Pool, kind: Kind): NonNullable<PoolFaults[Kind]> {
  const fault = pool.faults[kind];
  if (fault === undefined) throw lacking(pool.name, kind);
  return fault;
}

/** A fault that leaves the pool as it is until the runtime undoes it. */
export function lasting(kind: 'pause' | 'disconnect', undo: Return): OwnFault {
  return {
    apply: (pool) => ofRuntime(pool, kind).apply(),
    undo: {
      kind: undo,
      run: async (pool) => {
        await ofRuntime(pool, kind).undo();
        return undefined;
      },
    },
  };
}

/** Throws HarnessError for an action that the runtime of its pool cannot carry out: before anything is started. */
export function demandFaults(pools: Members, actions: readonly TransitionAction[]): void {
  for (const action of actions) {
    const outage = OUTAGES.find((kind) => kind === action.kind);
    if (outage !== undefined && 'pool' in action) ofRuntime(memberOf(pools, action.pool), outage);
    if (action.kind === 'exec' && memberOf(pools, action.pool).exec === undefined) throw lacking(action.pool, 'exec');
  }
}

function lacking(pool: Member, kind: string): HarnessError {
  return new HarnessError('transition', `the runtime of ${called(pool)} has no \`${kind}\``, {
    hint: 'use another way in the candidate file, or another runtime (docs/candidates.md)',
  });
}
