import { conforming } from '../../behaviour.ts';
import type { ShownCall } from '../../orbit-document.ts';
import { newTag } from '../../../sip/token.ts';
import type { Defect } from '../defect.ts';

/** The orbit is reserved before the mode is looked at, and the refusal forgets to give it back. */
export const refusedParksUseOrbits: Defect = {
  id: 'refused-parks-use-orbits',
  title: 'A park in resiliency mode is refused, but an orbit is shown as in use from then on',
  turnsRed: [
    'DR-12/park-refused',
    'DR-12/aftermath',
    'DR-13/park-refused',
    'DR-13/aftermath',
    'DR-S1/park-refused',
    'DR-S1/aftermath',
  ],
  behaviour: () => {
    const leaked: ShownCall[] = [];
    return {
      refusePark: (incoming, refusal, service) => {
        conforming.refusePark(incoming, refusal, service);
        const orbit = service.orbits.take();
        if (orbit !== undefined) leaked.push(phantomAt(orbit));
      },
      shows: (calls) => [...calls, ...leaked],
    };
  },
};

function phantomAt(orbit: number): ShownCall {
  return {
    orbit,
    callId: newTag(),
    localTag: newTag(),
    remoteTag: newTag(),
    localTarget: `sip:${orbit}@park.invalid`,
    remoteTarget: 'sip:nobody@park.invalid',
  };
}
