/** Phones that are in a call and therefore stay with their pool when the others move, as `phones` of the candidate file has it. */
import { asksBackup, type PhoneRule, staysBy } from '../candidate/phone-policy.ts';
import type { Phone } from '../phone/phone.ts';
import type { Party, PoolName } from '../suite/cell.ts';
import { homePool, type Stage } from './stage.ts';

/** The rule that keeps a phone from registering at a pool now; undefined for one that is there, is in no call, or moves all the same. */
export function ruleToStay(stage: Stage, phone: Phone, pool: PoolName): PhoneRule | undefined {
  const rule = staysBy(stage.candidate, pool);
  if (rule === undefined || phone.home === undefined || isRegistered(stage, phone, pool)) return undefined;
  return phone.legs().length > 0 ? rule : undefined;
}

/** No phone takes a pool for its registrar that was taken away since. */
export function isRegistered({ outageAt = 0 }: Stage, { home, registeredAt }: Phone, pool: PoolName): boolean {
  if (home !== pool || registeredAt === undefined) return false;
  return pool === 'backup' || registeredAt > outageAt;
}

/** Records who stays now that a phase is reached, and whom they ask: the bench has seen who is gone, and so have they. */
export function noteStaying(stage: Stage): void {
  const pool = homePool(stage);
  for (const phone of stage.phones.values()) {
    const { party, home } = phone;
    phone.asks = undefined;
    stage.staying.delete(party);
    // In an outage nobody has moved, and nobody is where a phone could move to.
    const rule = stage.phase === 'outage' ? undefined : ruleToStay(stage, phone, pool);
    if (rule === undefined || home === undefined) continue;
    stage.staying.set(party, rule);
    stage.recorder.append({ kind: 'policy', tap: party, does: 'stays', pool: home, rule });
    if (!stage.faultWatch.guards(home) || !asksBackup(stage.candidate)) continue;
    phone.asks = 'backup';
    stage.recorder.append({ kind: 'policy', tap: party, does: 'asks', pool: 'backup', rule: 'invite: backup' });
  }
}

/** The pool that a phone asks outside of its calls: one that stays asks where it is, or where it goes without registering. */
export function askedPool(stage: Stage, party: Party, usual: PoolName): PoolName {
  const phone = stage.phones.get(party);
  if (phone === undefined || !stage.staying.has(party)) return usual;
  return phone.asks ?? phone.home ?? usual;
}
