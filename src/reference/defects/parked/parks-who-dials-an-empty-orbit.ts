import { retrieveByRedirect } from '../../orbit-door.ts';
import type { Behaviour } from '../../behaviour.ts';
import type { Defect } from '../defect.ts';
import { playsTo } from './plays-to.ts';

/** One number both parks and retrieves: who comes to an empty orbit is put into it. */
export const parksWhoDialsAnEmptyOrbit: Defect = {
  id: 'parks-who-dials-an-empty-orbit',
  title: 'Who dials an orbit where nobody waits is parked there',
  turnsRed: [
    'DR-12/retrievable',
    'DR-13/retrievable',
    'DR-21/no-ghost-during-failback',
    'DR-21/no-ghost-after-failback',
    'DR-22/none-during-failback',
    'DR-22/none-after-failback',
    'DR-23/retrievable',
    'DR-S3/retrievable-before',
    'DR-S3/retrievable-after-failover',
    'DR-S3/retrievable-after-failback',
    'DR-S4/first-retrievable',
    'DR-S4/second-retrievable',
  ],
  behaviour: dualPurpose,
};

function dualPurpose(): Partial<Behaviour> {
  let hz: number | undefined;
  return {
    retrieve(incoming, orbit, service) {
      if (service.at(orbit) === undefined) void playsTo(incoming, hz, service);
      else retrieveByRedirect(incoming, orbit, service);
    },
    companion({ pool }) {
      hz = pool.settings.music;
      return {};
    },
  };
}
