import type { ParkProof } from '../../candidate/dialect/dialect-table.ts';
import type { ReferResult, Reply } from '../../phone/phone.ts';
import type { ParkRequest, ParkResult } from '../dialect.ts';

/** The outcome of a REFER that parks: by its final NOTIFY, or by its answer where the dialect takes that as proof. */
export function parkOutcome(
  result: ReferResult,
  { candidate, orbit }: Pick<ParkRequest, 'candidate' | 'orbit'>,
): ParkResult {
  const parked: ParkResult = { kind: 'parked', ...(orbit === undefined ? {} : { orbit }) };
  switch (result.kind) {
    case 'accepted': {
      if (!candidate.dialect.park.proof.includes('notify')) return parked;
      if (result.final === undefined) return { kind: 'silent' };
      const { status, reason } = result.final;
      return status < 200 || status > 299 ? { kind: 'refused', status, reason } : parked;
    }
    case 'answered':
    case 'silent':
    case 'unreachable':
      return notParked(result);
  }
}

/** A reply that parks nothing: any answer is a refusal. */
export function notParked(reply: Reply): Exclude<ParkResult, { kind: 'parked' }> {
  return reply.kind === 'answered' ? { kind: 'refused', status: reply.status, reason: reply.reason } : reply;
}

/** The word of a REFER that is waited for. */
export function referWord(proof: readonly ParkProof[]): 'notify' | 'answer' {
  return proof.includes('notify') ? 'notify' : 'answer';
}
