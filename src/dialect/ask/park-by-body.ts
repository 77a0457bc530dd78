/** Parking by a request whose body is the candidate's own: an INFO in the call, a REFER or an INVITE outside any dialog. */
import { schemeOf } from '../../candidate/tls-profile.ts';
import { fillInBody } from '../../candidate/dialect/body-template.ts';
import type { ParkBody } from '../../candidate/dialect/dialect-table.ts';
import type { Body, ReferResult } from '../../phone/phone.ts';
import { parseUri } from '../../sip/uri.ts';
import type { ParkRequest, ParkResult } from '../dialect.ts';
import { fillInTemplate } from '../uri-template.ts';
import { parkOutcome, referWord } from './park-outcome.ts';
import { withToldOrbit } from './told-by-sipfrag.ts';

export async function parkByBody(request: ParkRequest): Promise<ParkResult> {
  const { candidate, leg, within } = request;
  const { body, proof, end } = candidate.dialect.park;
  if (body === undefined) return { kind: 'unreachable', why: 'the dialect has no body' };
  const answer = await send(request, body);
  // By its answer alone: the word of the other proofs is still to come.
  const outcome = parkOutcome(answer, request);
  if (outcome.kind !== 'parked') return outcome;
  const told = await wordOf(request);
  if (told.kind !== 'parked') return told;
  if (end === 'parker' && !proof.includes('bye')) await leg.hangUp({ within });
  return withToldOrbit(told, answer, candidate.dialect);
}

async function send(request: ParkRequest, { method, type, template }: ParkBody): Promise<ReferResult> {
  const { candidate, parker, leg, next, callIds, orbit, within } = request;
  const [callId] = callIds;
  const body: Body = { type, text: fillInBody(template, type, valuesOf(request)) };
  const uri = fillInTemplate(candidate.dialect.park.to, {
    domain: candidate.domain,
    scheme: schemeOf(candidate),
    orbit,
  });
  switch (method) {
    case 'INFO':
      return acceptedBy(await leg.info({ ...body, within }));
    case 'REFER': {
      const until = referWord(candidate.dialect.park.proof);
      return parker.refer({ callId, uri, next, referTo: uri, referredBy: parker.aor, body, until, within });
    }
    case 'INVITE': {
      const answer = await parker.dial({ callId, uri, next, body, within });
      if (answer.kind !== 'connected') return answer;
      await answer.leg.hangUp({ within });
      return { kind: 'accepted', status: 200, final: undefined };
    }
  }
}

function acceptedBy(reply: ReferResult): ReferResult {
  if (reply.kind !== 'answered' || reply.status >= 300) return reply;
  return { kind: 'accepted', status: reply.status, final: undefined };
}

async function wordOf({ candidate, leg, orbit, message, within }: ParkRequest): Promise<ParkResult> {
  const { proof } = candidate.dialect.park;
  if (proof.includes('bye') && !(await leg.ended({ within }))) return { kind: 'silent' };
  const told = proof.includes('message') ? await message : orbit;
  if (proof.includes('message') && told === undefined) return { kind: 'silent' };
  return { kind: 'parked', ...(told === undefined ? {} : { orbit: told }) };
}

/** What a body or a hook may be told. */
export function valuesOf({ candidate, parker, leg, orbit = '' }: ParkRequest): Parameters<typeof fillInBody>[2] {
  const { callId, localTag, remoteTag } = leg.dialog;
  return {
    callid: callId,
    localtag: localTag,
    remotetag: remoteTag,
    remotetarget: leg.remoteTarget,
    user: parseUri(parker.aor)?.user ?? '',
    slot: orbit,
    orbit,
    domain: candidate.domain,
  };
}
