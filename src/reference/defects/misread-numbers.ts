import { RETRIEVABLE } from './checks.ts';
import { family, turnsRed } from './defect-table.ts';

/** A server does another thing with a number than its dialect says. */
export const misreadNumberDefects = family({
  // The last key is read twice where its event is repeated.
  'parks-at-the-slot-beside: Keys that are pressed park the call at the slot after the one that they name':
    turnsRed`DR-12/parkable DR-13/parkable DR-13/retrievable DR-23/still-parked
      DR-23/still-parked-after DR-23/retrievable DR-S3/parkable-before DR-S3/retrievable-before
      DR-S3/parkable-after-failover DR-S3/retrievable-after-failover DR-S3/parkable-after-failback
      DR-S3/retrievable-after-failback DR-S4/first-parkable DR-S4/second-parkable DR-S4/first-waits
      DR-S4/first-retrievable DR-S5/second-parkable DR-S5/first-retrievable DR-S5/second-waits-on
      DR-S5/second-retrievable DR-S8/refused-when-full DR-S8/first-retrievable DR-S8/parkable-again`(
      { meantByKeys: (orbit) => orbit + 1 },
      { candidate: 'b2bua-dtmf' },
    ),
  // The table of slots is asked by a cache, in which a slot is free that was parked at just now.
  'takes-retrievals-for-parks: A party that calls an occupied slot is to be parked there, and is refused':
    turnsRed`${RETRIEVABLE} DR-S8/parkable-again`({ wantsToBeParked: () => true }, { candidate: 'valet' }),
});
