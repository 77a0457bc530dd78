import { header } from '../../sip/message/headers.ts';
import type { Expectation } from '../../suite/cell.ts';
import { fail, type Finding, pass } from '../finding.ts';
import { isSuccess, statusLine } from '../evidence/seen-messages.ts';
import { failedReply, notAsked, registrations } from './registered.ts';
import type { Excerpt } from '../excerpt.ts';

/** Says that users are served in a limited way ([MS-SIPREGE] 2.2.1.4). */
const LIMITED = /(^|;)\s*user-services-state\s*=\s*"?unavailable"?\s*(;|$)/i;

/** The answer to a REGISTER says in Presence-State whether the pool is in resiliency mode or in full service. */
export function announces(excerpt: Excerpt, { mode, by }: Extract<Expectation, { kind: 'announces' }>): Finding {
  const tries = registrations(excerpt, by);
  // While one pool takes its time the other may be asked too, and not be there.
  const last = tries.findLast(({ final }) => isSuccess(final)) ?? tries.at(-1);
  if (last === undefined) return notAsked(excerpt, by);
  const { final } = last;
  if (final === undefined || !isSuccess(final)) {
    const { reply, extra } = failedReply(excerpt, last);
    return fail('mode-query-failed', { party: by, mode, reply }, extra);
  }
  const evidence = [final.n];
  const state = header(final.message, 'Presence-State');
  if (state === undefined)
    return fail('mode-not-announced', { party: by, mode, status: statusLine(final) }, { evidence });
  const told = LIMITED.test(state) ? 'resiliency' : 'full-service';
  if (told !== mode) return fail('wrong-mode-announced', { party: by, told, mode, header: state }, { evidence });
  return pass('mode-announced', { party: by, mode }, { evidence });
}
