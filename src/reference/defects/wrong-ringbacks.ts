import { throughPeer } from '../location.ts';
import { checks } from './checks.ts';
import { family, turnsRed } from './defect-table.ts';
import { uninvolvedUser } from './mechanism/uninvolved-user.ts';

/** The wrong ring may last until the deadline of the cell. */
const ON_B2BUA = {
  candidate: 'b2bua-slot',
  mayTurnRed: checks`DR-S2/pickup-attempts DR-S2/timeout-target DR-S2/aftermath`,
} as const;

/** When a call has not been picked up, another party than its parker is rung, or none. */
export const wrongRingbackDefects = family({
  // Both legs of a call are the server's, and it takes the one that it has parked for that of the parker.
  'rings-back-the-parkee: A call that is not picked up rings the party that is parked': turnsRed`DR-S2/pickup-timeout`(
    { ringsBack: (_parker, parkee) => parkee },
    ON_B2BUA,
  ),
  // The parker is looked for by the number of its line, and another user has got that meanwhile.
  'rings-back-a-stranger: A call that is not picked up rings a user that has nothing to do with it':
    turnsRed`DR-S2/pickup-timeout DR-S2/pickup-attempts DR-S2/timeout-target DR-S2/aftermath`(
      { ringsBack: (parker, parkee, pool) => uninvolvedUser([parker, parkee, pool.settings.timeoutTarget], pool) },
      {
        candidate: 'b2bua-slot',
        mayTurnRed: checks`DR-23/still-parked-after DR-S4/second-waits DR-S4/first-retrievable DR-S4/second-waits-on
          DR-S4/second-retrievable DR-S4/aftermath DR-S8/refused-when-full DR-S8/first-retrievable DR-S8/second-waits
          DR-S8/parkable-again DR-S8/aftermath`,
      },
    ),
  // The contact of the parker was noted when its call began, at the pool that was its home then.
  'rings-back-through-its-peer: A call that is not picked up rings its parker through the other pool':
    turnsRed`DR-S2/pickup-timeout`(
      {
        ringsAt: (user, pool) => throughPeer({ ...pool, peerAlive: () => true }, user),
      },
      ON_B2BUA,
    ),
});
