import type { Behaviour } from '../../behaviour.ts';
import { retrieveByRedirect } from '../../orbit-door.ts';
import { inRange } from '../../orbit-numbers.ts';
import type { Mode } from '../../mode.ts';
import type { Defect } from '../defect.ts';
import { wayTo } from './lost-calls.ts';
import { type Copy, replica } from './replica.ts';

/** The table of orbits is shared, and who takes over serves all of it: the calls themselves died with the other pool. */
export const backupOffersLostCalls: Defect = {
  id: 'backup-offers-lost-calls',
  title: 'While the primary is gone the backup shows and offers the calls that were parked there',
  turnsRed: [
    'DR-21/no-ghost-during-failover',
    'DR-21/no-ghost-after-failover',
    'DR-22/none-during-failover',
    'DR-22/none-after-failover',
  ],
  behaviour: sharedTable,
};

function hasTakenOver(mode: Mode | undefined): boolean {
  return mode === 'failover-resiliency' || mode === 'failed-over';
}

function sharedTable(): Partial<Behaviour> {
  let copies: (() => readonly Copy[]) | undefined;
  let mode: (() => Mode) | undefined;
  const inherited = (): readonly Copy[] => (hasTakenOver(mode?.()) ? (copies?.() ?? []) : []);
  return {
    answersForOrbit: (orbit, own) => inRange(own, orbit) || inherited().some((call) => call.orbit === orbit),
    shows: (calls) => [...calls, ...inherited()],
    retrieve(incoming, orbit, service) {
      const copy = inherited().find((call) => call.orbit === orbit);
      if (copy === undefined) retrieveByRedirect(incoming, orbit, service);
      else incoming.redirect(`<${wayTo(copy)}>`);
    },
    companion(parts) {
      const store = replica(parts);
      [copies, mode] = [store.copies, parts.pool.mode];
      return store.companion;
    },
  };
}
