/** Where the orbit of a parked call was looked for, when none was told. */
import type { Parking } from '../../dialect/reading.ts';
import type { Facts } from '../facts.ts';
import { fail, type Finding } from '../finding.ts';
import { WORDS } from '../sentences/field-words.ts';

/** Characters of what a hook printed, or was answered, that are shown. */
const SHOWN = 100;

export function orbitUntold(
  facts: Facts,
  { call, action }: Pick<Parking, 'call' | 'action'>,
  evidence: readonly number[],
): Finding {
  const source = facts.candidate.dialect.orbit;
  if (source !== 'hook') return fail('orbit-not-told', { call, where: WORDS.orbitUntold[source] }, { evidence });
  const hook = facts.events.findLast((event) => event.kind === 'hook' && event.action === action.id);
  if (hook?.kind !== 'hook') return fail('orbit-not-told', { call, where: WORDS.hookUnfinished }, { evidence });
  const said = JSON.stringify(hook.output.trim().slice(0, SHOWN));
  return fail('orbit-not-told', { call, where: WORDS.orbitNotInHook(said) }, { evidence: [...evidence, hook.n] });
}
