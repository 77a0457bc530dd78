/** Parking by RFC 5359 section 2.15: a REFER outside any dialog asks the park server to take the call over. */
import { schemeOf } from '../../candidate/tls-profile.ts';
import { fillInTemplate } from '../uri-template.ts';
import { groupIn } from '../../candidate/dialect/orbit-match.ts';
import { formatReplaces } from '../../sip/fields/replaces.ts';
import { withUriHeaders } from '../../sip/uri.ts';
import type { ParkRequest, ParkResult } from '../dialect.ts';
import { following } from './follow-redirects.ts';
import { parkOutcome } from './park-outcome.ts';
import { dialogIn, withToldOrbit } from './told-by-sipfrag.ts';

export async function parkByReferServer(request: ParkRequest): Promise<ParkResult> {
  const { candidate, parker, leg, callIds, orbit } = request;
  const { park, told } = candidate.dialect;
  const { dialog } = leg;
  // The pool's INVITE goes to the parkee, so the dialog is named as the parkee sees it.
  const replaces = formatReplaces({ callId: dialog.callId, toTag: dialog.remoteTag, fromTag: dialog.localTag });
  const uri = fillInTemplate(park.to, { domain: candidate.domain, scheme: schemeOf(candidate), orbit });
  const refer = {
    referTo: `<${withUriHeaders(leg.remoteTarget, [
      ['Replaces', replaces],
      ['Require', 'replaces'],
    ])}>`,
    referredBy: `<${parker.aor}>`,
  };
  const [first] = callIds;
  const once = { ...request, callIds: park.redirects === undefined ? ([first] as const) : callIds };
  let asked = uri;
  const result = await following(once, uri, ({ callId, uri: to, next, within }) => {
    asked = to;
    return parker.refer({ ...refer, callId, uri: to, next, within });
  });
  const outcome = parkOutcome(result, request);
  if (outcome.kind !== 'parked' || result.kind !== 'accepted' || result.final === undefined) return outcome;
  const known = orbit ?? (asked === uri || told === undefined ? undefined : groupIn(asked, told.match));
  const parked = dialogIn(result.final);
  return {
    ...withToldOrbit(outcome, result, candidate.dialect),
    ...(parked === undefined ? {} : { dialog: parked }),
    ...(known === undefined ? {} : { orbit: known }),
  };
}
