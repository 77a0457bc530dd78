import { isPhone } from '../../judge/evidence/phone-addresses.ts';
import type { OwnerRule } from '../../judge/evidence/ownership.ts';
import { POOLS } from '../../suite/cell.ts';
import type { Evidence } from '../reading.ts';

/** A leg belongs to a parked call where the pool calls the parker back, or its timeout target. */
export function byPool({ candidate, actions, phones }: Omit<Evidence, 'poolAt'>): OwnerRule {
  const targets = new Set<string | undefined>(POOLS.map((pool) => candidate.settings[pool].timeoutTarget));
  return (leg, owners) => {
    if (leg.role !== 'uas' || isPhone(phones, leg.invite.remote)) return undefined;
    const park = actions.findLast(
      ({ verb, by, asked }) => verb === 'park' && asked.n < leg.invite.n && (by === leg.tap || targets.has(leg.tap)),
    );
    return park?.call !== undefined && owners.of(park.call).length > 0 ? park.call : undefined;
  };
}
