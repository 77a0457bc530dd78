import { retrieveByRedirect } from '../../orbit-door.ts';
import type { Behaviour } from '../../behaviour.ts';
import type { ShownCall } from '../../orbit-document.ts';
import type { Defect } from '../defect.ts';

/** The orbit is reserved for the retriever before it is found to be empty. */
export const leaksOrbitAfterFailedDial: Defect = {
  id: 'leaks-orbit-after-failed-dial',
  title: 'An orbit is shown in use after somebody has dialled it in vain',
  turnsRed: [
    'DR-12/aftermath',
    'DR-13/aftermath',
    'DR-21/no-ghost-during-failback',
    'DR-21/no-ghost-after-failback',
    'DR-21/aftermath',
    'DR-22/none-during-failback',
    'DR-22/none-after-failback',
    'DR-22/aftermath',
    'DR-23/aftermath',
    'DR-S3/aftermath',
    'DR-S4/aftermath',
  ],
  behaviour: reservations,
};

function reservations(): Partial<Behaviour> {
  const reserved: ShownCall[] = [];
  return {
    shows: (calls) => [...calls, ...reserved],
    retrieve(incoming, orbit, service) {
      if (service.at(orbit) === undefined) reserved.push(reservation(incoming.request.uri, orbit));
      retrieveByRedirect(incoming, orbit, service);
    },
  };
}

function reservation(localTarget: string, orbit: number): ShownCall {
  const callId = `reserved-${orbit}`;
  return { orbit, callId, localTag: 'reserved', remoteTag: 'nobody', localTarget, remoteTarget: localTarget };
}
