import type { Behaviour } from '../../behaviour.ts';
import type { ParkService } from '../../park-service.ts';
import type { Defect } from '../defect.ts';

/** Parking is a write to a slot: what was there before is gone. */
export const dropsWhoWaitsInTheOrbit: Defect = {
  id: 'drops-who-waits-in-the-orbit',
  title: 'A call is parked into an occupied orbit, and who waited there is hung up on',
  turnsRed: [
    'DR-S4/first-waits',
    'DR-S4/first-retrievable',
    'DR-S4/second-waits-on',
    'DR-S4/second-retrievable',
    'DR-S4/aftermath',
  ],
  behaviour: oneSlot,
};

function oneSlot(): Partial<Behaviour> {
  let service: ParkService | undefined;
  return {
    takeOrbit({ range }) {
      void service?.at(range.first)?.drop('dropped');
      return range.first;
    },
    companion(parts) {
      service = parts.service;
      return {};
    },
  };
}
