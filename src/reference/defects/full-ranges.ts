import { conforming } from '../behaviour.ts';
import { checks } from './checks.ts';
import { family, turnsRed } from './defect-table.ts';

/** The answer to a call that is to be parked at an orbit where another one waits. */
const IN_USE = 486;

/** The last orbit of a range is in use, and the next call comes. */
export const fullRangeDefects = family({
  // The range is read as one that ends before its last number.
  'gives-one-orbit-too-few: The last orbit of a range is never given to a call': turnsRed`DR-S4/second-parkable`({
    takeOrbit({ orbits }) {
      const orbit = orbits.take();
      if (orbit !== orbits.range.last) return orbit;
      const other = orbits.take();
      orbits.free(orbit);
      return other;
    },
  }),
  // The counter goes back to the first number, and whether that is free is not looked at.
  'shares-orbits-when-full: When every orbit is in use the next call is put beside the first':
    turnsRed`DR-S8/refused-when-full`(
      {
        takeOrbit: ({ orbits }) => orbits.take() ?? orbits.range.first,
      },
      { mayTurnRed: checks`DR-S8/first-retrievable DR-S8/second-waits DR-S8/parkable-again DR-S8/aftermath` },
    ),
  // A ring of orbits, in which the oldest entry gives way.
  'drops-the-oldest-call-when-full: When every orbit is in use the call in the first one is ended for the next':
    turnsRed`DR-S8/refused-when-full DR-S8/first-retrievable DR-S8/second-waits DR-S8/parkable-again
      DR-S8/aftermath`({
      takeOrbit(service) {
        const free = service.orbits.take();
        if (free !== undefined) return free;
        const { first } = service.orbits.range;
        void service.at(first)?.drop('given-up');
        return first;
      },
    }),
  // The numbers go on, and the dial plan does not.
  'goes-beyond-its-range-when-full: When every orbit is in use the next call gets the number after the last':
    turnsRed`DR-S8/refused-when-full`({
      takeOrbit: ({ orbits }) => orbits.take() ?? orbits.range.last + 1,
    }),
  // The answer is sent before an orbit is looked for, and there is no other one.
  'accepts-parks-when-full: When every orbit is in use a park is answered 202, and nothing is heard of it again':
    turnsRed`DR-S8/refused-when-full`({
      refuseForFullRange: (incoming) => void incoming.accept(202),
      refuseOrder(order, refusal, service) {
        if (order.of === 'range') order.accept();
        else conforming.refuseOrder(order, refusal, service);
      },
    }),
  // The queue waits for a free orbit, and its parker for an answer.
  'keeps-parkers-waiting-when-full: When every orbit is in use a park is not answered':
    turnsRed`DR-S8/refused-when-full`({
      refuseForFullRange: () => undefined,
      refuseCaller(incoming, refusal, service) {
        if (refusal.status !== IN_USE) conforming.refuseCaller(incoming, refusal, service);
      },
      refuseOrder(order, refusal, service) {
        if (order.of !== 'range') conforming.refuseOrder(order, refusal, service);
      },
    }),
  // A call that was retrieved still counts, as one that may come back.
  'uses-orbits-up: An orbit is not given to another call when its call has been retrieved':
    turnsRed`DR-S8/parkable-again`({ freesOrbit: (end) => end !== 'left' && end !== 'joined' }),
});
