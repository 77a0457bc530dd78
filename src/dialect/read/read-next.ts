import type { Action } from '../../judge/evidence/actions.ts';
import type { Evidence } from '../reading.ts';

/** The event at which a later action of that kind asks for something of the same call; infinite where none does. */
export function nextOf(
  { actionLog }: Pick<Evidence, 'actionLog'>,
  { call, asked }: Action,
  verbs: ReadonlyArray<Action['verb']>,
): number {
  const { n } = asked;
  const later = call === undefined ? [] : actionLog.ofCall(call).filter(({ verb }) => verbs.includes(verb));
  return later.find((action) => action.asked.n > n)?.asked.n ?? Number.POSITIVE_INFINITY;
}
