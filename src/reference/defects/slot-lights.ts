import type { ShownCall } from '../orbit-document.ts';
import { checks, PARKABLE } from './checks.ts';
import { type Deviation, family, turnsRed } from './defect-table.ts';

/** In ms: longer than a parker waits. */
const LATE = 3_000;

/** The checks that look a parked call up beside those of the park itself. */
const LOOKED_UP = checks`DR-23/still-parked DR-23/still-parked-after DR-S4/first-waits DR-S4/second-waits DR-S4/second-waits-on
  DR-S5/second-waits-on DR-S8/second-waits DR-S8/parkable-again`;
/** A leg of a parker may be left at the end. */
const LEGS_LEFT = checks`DR-12/aftermath DR-13/aftermath DR-23/aftermath DR-33/aftermath DR-S2/aftermath DR-S3/aftermath
  DR-S4/aftermath DR-S5/aftermath DR-S6/aftermath DR-S8/aftermath DR-S9/aftermath`;

/** What a key of a phone shows of a slot, or what a parker is told of it, comes late or never. */
export const slotLightDefects = family({
  // The state is published by a service of its own, which looks at the slots every few seconds.
  'shows-slots-late: The state of a slot changes three seconds after a call was parked there': turnsRed`${PARKABLE}`(
    showsLate,
    { candidate: 'b2bua-slot', mayTurnRed: LOOKED_UP },
  ),
  // The state is that of an extension of another name, to which no slot is joined.
  'never-shows-slots: The state of a slot is free while a call waits there':
    turnsRed`${PARKABLE} DR-S4/first-waits DR-S4/second-waits`(
      { shows: () => [] },
      {
        candidate: 'b2bua-slot',
        mayTurnRed: LOOKED_UP.filter((check) => check !== 'DR-S4/first-waits' && check !== 'DR-S4/second-waits'),
      },
    ),
  // The word to the parker waits for the end of the announcement that tells the slot.
  'reports-parks-late: A parker is told three seconds after the park that its call is parked': turnsRed`${PARKABLE}`(
    {
      companion: () => ({ parked: () => new Promise((resolve) => setTimeout(resolve, LATE)) }),
    },
    {
      candidate: 'b2bua-slot',
      mayTurnRed: checks`DR-S8/refused-when-full DR-S8/parkable-again ${LEGS_LEFT}`,
    },
  ),
  // Each of the two waits for the other to end a call that nothing is left of.
  'keeps-the-leg-of-the-parker: A party that parks by a code stays in its call, which the pool does not end':
    turnsRed`${PARKABLE} DR-23/still-parked DR-S8/second-waits`(
      { endsLegOfParker: () => false },
      { candidate: 'b2bua-feature-code', mayTurnRed: checks`DR-S8/parkable-again ${LEGS_LEFT}` },
    ),
});

function showsLate(): Deviation {
  const parkedAt = new Map<string, number>();
  const isOld = ({ callId }: ShownCall): boolean =>
    performance.now() - (parkedAt.get(callId) ?? Number.POSITIVE_INFINITY) >= LATE;
  return {
    shows: (calls) => calls.filter(isOld),
    companion: ({ service }) => ({
      async parked({ orbit, session }) {
        parkedAt.set(session.callId, performance.now());
        setTimeout(() => {
          if (service.at(orbit) !== undefined) service.watchers.changed(orbit);
        }, LATE + 1).unref();
      },
    }),
  };
}
