import type { Deed, Party } from '../../suite/cell.ts';
import { legOf } from '../facts.ts';
import { fail, type Finding, pass } from '../finding.ts';
import { isLive } from '../evidence/legs.ts';
import type { Excerpt } from '../excerpt.ts';

/** The leg of the party that hung up and that of the other party are over. */
export function hangsUp(excerpt: Excerpt, deed: Extract<Deed, { verb: 'hangup' }>, other: Party | undefined): Finding {
  const { facts, range } = excerpt;
  const evidence: number[] = [];
  for (const party of other === undefined ? [deed.by] : [deed.by, other]) {
    const leg = legOf(facts, party, deed.call, range.to);
    if (leg === undefined) return fail('not-in-call', { party, call: deed.call });
    if (isLive(leg, range.to)) {
      return fail('up-after-hang-up', { by: deed.by, call: deed.call, party }, { evidence: [leg.accept.n] });
    }
    if (leg.ended !== undefined) evidence.push(leg.ended.n);
  }
  return pass('hung-up', { by: deed.by, call: deed.call }, { evidence });
}
