import { toTag } from '../../../sip/fields/tags.ts';
import { header, withoutHeader } from '../../../sip/message/headers.ts';
import type { IncomingInvite } from '../../../sip/ua/user-agent.ts';
import type { ParkService } from '../../park-service.ts';
import type { ParkedCall } from '../../parked-call.ts';
import type { Behaviour } from '../../behaviour.ts';

/** The treatment of an INVITE for the call at an orbit; undefined: no call is parked there. */
export type Answer = (incoming: IncomingInvite, call: ParkedCall | undefined, service: ParkService) => void;

/**
 * A pool that keeps itself between the parties: dialog-info names the orbit at the pool as the parkee's address, so that
 * INVITEs with Replaces come here too. They are taken as if the orbit had been dialled.
 */
export function throughThePool(answer: Answer): Pick<Behaviour, 'shows' | 'retrieve' | 'companion'> {
  return {
    shows: (calls) => calls.map((call) => ({ ...call, remoteTarget: call.localTarget })),
    retrieve: (incoming, orbit, service) => answer(incoming, service.at(orbit), service),
    companion: ({ agent }) => ({
      takes(incoming) {
        const { request: asked } = incoming;
        if (asked.method !== 'INVITE' || toTag(asked) !== undefined || header(asked, 'Replaces') === undefined)
          return false;
        const dialled = { ...incoming, request: withoutHeader(withoutHeader(asked, 'Replaces'), 'Require') };
        incoming.onCancel = () => dialled.onCancel?.();
        return agent.receive(dialled);
      },
    }),
  };
}
