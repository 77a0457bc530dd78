import { audioOf, audioOffer } from '../../../sip/sdp.ts';
import type { Session } from '../../../sip/ua/user-agent.ts';
import type { Defect } from '../defect.ts';

/** Music on hold is a conference room, and who comes into it is not muted. */
export const joinsParkedParties: Defect = {
  id: 'joins-parked-parties',
  title: 'Two parked parties hear each other',
  turnsRed: ['DR-S4/first-waits', 'DR-S4/second-waits', 'DR-S4/first-retrievable', 'DR-S4/aftermath'],
  behaviour: {
    companion: ({ service }) => ({
      async parked(call) {
        const other = service
          .parked()
          .map((orbit) => service.at(orbit))
          .find((each) => each !== call);
        if (other === undefined) return;
        await Promise.all([connect(call.session, other.session), connect(other.session, call.session)]);
      },
    }),
  },
};

/** Has the one speak to the other's ear. */
async function connect(one: Session, other: Session): Promise<void> {
  const audio = other.remoteSdp && audioOf(other.remoteSdp);
  if (audio === undefined) return;
  const { address, port } = audio;
  await one.reinvite(audioOffer({ address, port, sessionId: Date.now(), version: 2, direction: 'sendrecv' }));
}
