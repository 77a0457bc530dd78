import { effectOf, isHook, type Outage, type TransitionAction } from './candidate.ts';

/**
 * `--outage` replaces how a pool goes away, also where hooks take it. Coming back is the reverse of how it went: `start`
 * undoes it, and hooks that bring a pool back find it undone.
 */
export function withOutage(actions: readonly TransitionAction[], outage: Outage): readonly TransitionAction[] {
  return actions.flatMap((action, index): readonly TransitionAction[] => {
    const found = effectOf(action);
    if (found === undefined) return [action];
    const { effect, pool } = found;
    if (!isHook(action)) return effect === 'takes' ? [{ kind: outage, pool }] : [action];
    const isFirst = !actions.slice(0, index).some((earlier) => isHook(earlier) && isSame(effectOf(earlier), found));
    if (effect === 'takes') return isFirst ? [{ kind: outage, pool }] : [];
    return isFirst ? [{ kind: 'start', pool }, action] : [action];
  });
}

function isSame(one: ReturnType<typeof effectOf>, other: ReturnType<typeof effectOf>): boolean {
  return one?.effect === other?.effect && one?.pool === other?.pool;
}
