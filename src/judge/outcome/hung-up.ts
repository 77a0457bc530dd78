import type { Deed, Party } from '../../suite/cell.ts';
import { legOf } from '../facts.ts';
import { fail, type Finding, pass } from '../finding.ts';
import { isLive } from '../evidence/legs.ts';
import type { Scene } from '../scene.ts';

/** The leg of whoever hung up and that of the other party are over. */
export function hangsUp(scene: Scene, deed: Extract<Deed, { verb: 'hangup' }>, other: Party | undefined): Finding {
  const { facts, range } = scene;
  const evidence: number[] = [];
  for (const party of other === undefined ? [deed.by] : [deed.by, other]) {
    const leg = legOf(facts, party, deed.call, range.to);
    if (leg === undefined) return fail(`${party} has no leg in call ${deed.call}`);
    if (isLive(leg, range.to)) {
      return fail(`${deed.by} hung up call ${deed.call} but the leg of ${party} is still up`, {
        evidence: [leg.accept.n],
      });
    }
    if (leg.ended !== undefined) evidence.push(leg.ended.n);
  }
  return pass(`${deed.by} hung up call ${deed.call}`, { evidence });
}
