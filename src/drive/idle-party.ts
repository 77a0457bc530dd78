import type { Party } from '../suite/cell.ts';
import type { Stage } from './stage.ts';

/** A party to try things with: one that is in no call, or at least none of those that must be left alone. */
export function idleParty(stage: Stage, busy: readonly Party[]): Party | undefined {
  const others = [...stage.phones.values()].filter((phone) => !busy.includes(phone.party));
  return (others.find((phone) => phone.legs().length === 0) ?? others[0])?.party;
}
