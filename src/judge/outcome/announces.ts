import { header } from '../../sip/message/headers.ts';
import type { Expectation } from '../../suite/cell.ts';
import { fail, type Finding, pass } from '../finding.ts';
import { isSuccess, statusLine } from '../evidence/seen-messages.ts';
import { registrations } from './registered.ts';
import type { Scene } from '../scene.ts';

/** Says that users are served in a limited way ([MS-SIPREGE] 2.2.1.4). */
const LIMITED = /(^|;)\s*user-services-state\s*=\s*"?unavailable"?\s*(;|$)/i;

/** The answer to a REGISTER says in Presence-State whether the pool is in resiliency mode or in full service. */
export function announces(scene: Scene, { mode, by }: Extract<Expectation, { kind: 'announces' }>): Finding {
  const tries = registrations(scene, by);
  // While one pool takes its time the other may be asked too, and not be there.
  const last = tries.findLast(({ final }) => isSuccess(final)) ?? tries.at(-1);
  if (last === undefined) return fail(`${by} could not ask: no REGISTER was sent`);
  const { request, final } = last;
  if (final === undefined || !isSuccess(final)) {
    const answer = final === undefined ? 'there was no answer' : `the answer was ${statusLine(final)}`;
    return fail(`${by} was told nothing: ${answer}`, { evidence: [final?.n ?? request.n], timed: final === undefined });
  }
  const evidence = [final.n];
  const state = header(final.message, 'Presence-State');
  if (state === undefined)
    return fail(`${by} was told nothing: the ${statusLine(final)} has no Presence-State`, { evidence });
  const told = LIMITED.test(state) ? 'resiliency' : 'full-service';
  if (told !== mode) return fail(`${by} was told ${told} instead of ${mode}: Presence-State: ${state}`, { evidence });
  return pass(`${by} was told ${mode}`, { evidence });
}
