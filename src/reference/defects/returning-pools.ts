import { onEntering } from './mechanism/moments.ts';
import { checks } from './checks.ts';
import { family, turnsRed } from './defect-table.ts';
import { withReplica } from './mechanism/replica.ts';
import { ringUser } from './mechanism/ring-user.ts';

/** A pool that was out of reach comes back and takes up what its peer has taken over, or what is over. */
export const returningPoolDefects = family({
  // The calls in its memory are leftovers of another time, and leftovers are ended with a BYE.
  'hangs-up-superseded-calls: A pool that was not dead but out of reach comes back and hangs up the calls that its peer has taken over':
    turnsRed`DR-13/parkable DR-33/retrieved-on-primary`(
      { leavesToPeer: (call) => call.end() },
      {
        candidate: 'b2bua-slot',
        outage: 'pause',
        mayTurnRed: checks`DR-13/still-connected DR-32/connected-after-failover DR-33/retrieved-on-primary-after
          DR-33/retrieved-on-backup-after DR-33/aftermath DR-S6/holdable-during-failback
          DR-S6/transferable-during-failback DR-S6/holdable-after-failback DR-S6/transferable-after-failback DR-S6/aftermath`,
      },
    ),
  // The timers of parked calls are kept in a store, and go off as soon as there are users to ring.
  'rings-back-when-it-returns: A pool that comes back rings the parkers of the calls that were lost with it':
    turnsRed`DR-21/no-ghost-after-failback DR-22/none-after-failback`(
      withReplica((parts, _copies, recall) =>
        onEntering('home', () => {
          void recall().then((lost) => lost.forEach(({ parker }) => ringUser(parts, parker)));
        }),
      ),
      { candidate: 'b2bua-slot', mayTurnRed: checks`DR-21/aftermath DR-22/aftermath` },
    ),
});
