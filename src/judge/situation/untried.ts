/** Deeds that a check is about but that no phone ever tried on the wire: nothing is known of how they would have gone. */
import type { Deed } from '../../suite/cell.ts';
import { legOf } from '../facts.ts';
import { howEnded } from '../outcome/connected.ts';
import { fail, type Finding, inconclusive } from '../finding.ts';
import { isLive } from '../evidence/legs.ts';
import { name } from '../outcome/refusal.ts';
import type { Excerpt } from '../excerpt.ts';

/** A failure only where the reason is on the wire: the leg that the deed needs had ended before. */
export function untried({ facts, range }: Excerpt, deed: Extract<Deed, { call: string }>, why: string): Finding {
  const { by, call } = deed;
  const leg = legOf(facts, by, call, range.to);
  if (leg?.ended !== undefined && !isLive(leg, range.to)) {
    return fail('call-lost-before-attempt', { party: by, call, end: howEnded(leg) }, { evidence: [leg.ended.n] });
  }
  return inconclusive('not-tried', { deed: name(deed), why });
}
