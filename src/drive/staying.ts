/** Phones that are in a call and therefore stay with their pool when the others move, as `phones` of the candidate file has it. */
import { asksBackup, hasBothLines, type PhoneRule, staysBy } from '../candidate/phone-policy.ts';
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
function isRegistered({ outageAt = 0 }: Stage, phone: Phone, pool: PoolName): boolean {
  const at = phone.registeredAt(pool);
  return at !== undefined && (pool === 'backup' || at > outageAt);
}

/**
 * Whether a registration shows that the pool takes users in the phase that is entered. One from before the outage does not: then the witness
 * registers again, and nobody else, so that a pool that has lost its users does not get them back by our asking.
 */
export function isProven(stage: Stage, phone: Phone, pool: PoolName): boolean {
  if (!isRegistered(stage, phone, pool)) return false;
  const isWitness = hasBothLines(stage.candidate) && phone === [...stage.phones.values()].at(-1);
  return !isWitness || (phone.registeredAt(pool) ?? 0) > (stage.outageAt ?? 0);
}

/** Records who stays now that a phase is reached, and whom they ask: the bench has seen who is gone, and so have they. */
export function noteStaying(stage: Stage): void {
  const pool = homePool(stage);
  if (hasBothLines(stage.candidate)) return noteLines(stage);
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

/** In an outage the line at the backup is the one that is left, where the backup has let the phone register before. */
function noteLines(stage: Stage): void {
  const line = stage.phase === 'outage' ? 'backup' : homePool(stage);
  for (const phone of stage.phones.values()) {
    if (!isRegistered(stage, phone, line) || phone.asks === line) continue;
    const isFirst = phone.asks === undefined && line === 'primary';
    phone.asks = line;
    if (isFirst) continue;
    stage.recorder.append({ kind: 'policy', tap: phone.party, does: 'asks', pool: line, rule: 'register: both' });
  }
}

/** The pool that a phone asks outside of its calls: one that stays asks where it is, or where it goes without registering. */
export function askedPool(stage: Stage, party: Party, usual: PoolName): PoolName {
  const phone = stage.phones.get(party);
  if (phone?.asks !== undefined) return phone.asks;
  return (stage.staying.has(party) ? phone?.home : undefined) ?? usual;
}
