import type { Behaviour, ParkEnd } from '../../behaviour.ts';
import type { ShownCall } from '../../orbit-document.ts';
import type { ParkedCall } from '../../parked-call.ts';

/** A pool that goes on showing the calls that have ended in a certain way. */
export function showsAfter(end: ParkEnd): Partial<Behaviour> {
  const known = new Map<ParkedCall, ShownCall>();
  const over: ShownCall[] = [];
  return {
    shows: (calls) => [...calls, ...over],
    companion: ({ service }) => ({
      parked: async (call) => {
        const shown = service.shown().find(({ callId }) => callId === call.session.callId);
        if (shown !== undefined) known.set(call, shown);
      },
      left(call, how) {
        const shown = known.get(call);
        if (how === end && shown !== undefined) over.push(shown);
      },
    }),
  };
}
