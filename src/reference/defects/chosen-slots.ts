import { header } from '../../sip/message/headers.ts';
import { retrieveByRedirect } from '../orbit-requests.ts';
import { retrieveByJoining } from '../retrieve-by-joining.ts';
import { checks, PARK_REFUSED, PARKABLE } from './checks.ts';
import { family, turnsRed } from './defect-table.ts';
import { ANNOUNCEMENT, playsTo } from './mechanism/played-caller.ts';

/** A parker chooses the slot, and one number parks and retrieves: the server must tell the two apart. */
export const chosenSlotDefects = family({
  // The table of slots is a map, and a second entry takes the place of the first.
  'parks-at-an-occupied-slot: A party that is referred to an occupied slot is parked there too':
    turnsRed`DR-S8/refused-when-full`(
      { takesChosenOrbit: (orbit, { orbits }) => orbits.choose(orbit) || true },
      {
        candidate: 'one-touch-slot',
        mayTurnRed: checks`DR-S8/first-retrievable DR-S8/second-waits DR-S8/parkable-again DR-S8/aftermath`,
      },
    ),
  // An occupied slot retrieves, and who has sent the caller there is not looked at.
  'connects-a-referred-party: A party that is referred to an occupied slot gets the call that waits there':
    turnsRed`DR-S8/refused-when-full`(
      {
        wantsToBeParked: ({ referred, occupied }) => referred && !occupied,
        retrieve(incoming, orbit, service) {
          if (header(incoming.request, 'Referred-By') === undefined) retrieveByRedirect(incoming, orbit, service);
          else retrieveByJoining(incoming, orbit, service);
        },
      },
      {
        candidate: 'one-touch-slot',
        mayTurnRed: checks`DR-S8/first-retrievable DR-S8/second-waits DR-S8/parkable-again DR-S8/aftermath`,
      },
    ),
  // One number parks and retrieves, and that another party has sent the caller there is not asked for.
  'parks-its-dialler: A party that dials an empty slot is parked there':
    turnsRed`DR-12/retrievable DR-13/retrievable DR-21/no-ghost-after-failback DR-22/none-after-failback DR-S3/retrievable-before
      DR-S3/retrievable-after-failover DR-S3/retrievable-after-failback DR-S4/first-retrievable DR-S5/second-retrievable`(
      { wantsToBeParked: ({ referred, occupied }) => referred || !occupied },
      { candidate: 'one-touch-slot', mayTurnRed: checks`DR-S4/second-retrievable DR-S8/first-retrievable` },
    ),
  // The dialplan goes on where the park fails, and says so to the party that it has answered.
  'announces-that-nothing-is-parked: A party that calls to be parked in resiliency mode is answered, and told by an announcement that it is not':
    turnsRed`${PARK_REFUSED} DR-S8/refused-when-full`(
      { refuseCaller: (incoming, _refusal, service) => void playsTo(incoming, ANNOUNCEMENT, service) },
      { candidate: 'one-touch-slot' },
    ),
  // A border element removes the header by which a park is known.
  'takes-parks-for-retrievals: A party that is referred to a free slot is told that no call is there':
    turnsRed`${PARKABLE} DR-S8/parkable-again`({ wantsToBeParked: () => false }, { candidate: 'one-touch-slot' }),
});
