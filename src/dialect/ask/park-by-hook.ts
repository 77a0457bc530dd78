/** Parking by an order outside SIP: a script, a request to the administration of the pool, a command where it runs. */
import { groupIn } from '../../candidate/dialect/orbit-match.ts';
import type { ParkRequest, ParkResult } from '../dialect.ts';
import { hookReply } from './hook-reply.ts';
import { valuesOf } from './park-by-body.ts';
import { notParked } from './park-outcome.ts';

export async function parkByHook(request: ParkRequest): Promise<ParkResult> {
  const { candidate, leg, orbit: chosen, within } = request;
  const { park, told, orbit: source } = candidate.dialect;
  if (park.hook === undefined || request.runHook === undefined)
    return { kind: 'unreachable', why: 'the dialect has no hook' };
  const end = await request.runHook('park', park.hook, valuesOf(request));
  if (end.outcome !== 'done') return notParked(hookReply(end));
  if (park.proof.includes('bye') && !(await leg.ended({ within }))) return { kind: 'silent' };
  if (park.end === 'parker') await leg.hangUp({ within });
  const orbit =
    chosen ?? (source === 'hook' && told?.hook === undefined ? groupIn(end.output, told?.match ?? '(?!)') : undefined);
  return { kind: 'parked', ...(orbit === undefined ? {} : { orbit }) };
}
