import type { Behaviour } from '../../behaviour.ts';
import type { Companion, PoolParts } from '../../companion.ts';
import type { ParkService } from '../../park-service.ts';
import type { ParkedCall } from '../../parked-call.ts';
import type { IncomingRequest } from '../../../sip/endpoint.ts';
import { toTag } from '../../../sip/fields/tags.ts';
import { header, withoutHeader } from '../../../sip/message/headers.ts';
import type { SipRequest } from '../../../sip/message/message.ts';
import type { IncomingInvite } from '../../../sip/ua/user-agent.ts';

/** What becomes of somebody who wants the call that waits at an orbit; undefined: nobody waits there. */
export type Answer = (incoming: IncomingInvite, call: ParkedCall | undefined, service: ParkService) => void;

/**
 * A pool that keeps itself between the parties: dialog-info names the orbit at the pool as the parkee's address, so that
 * INVITEs with Replaces come here too. They are taken as if the orbit had been dialled.
 */
export function throughThePool(answer: Answer): Partial<Behaviour> {
  return {
    shows: (calls) => calls.map((call) => ({ ...call, remoteTarget: call.localTarget })),
    retrieve: (incoming, orbit, service) => answer(incoming, service.at(orbit), service),
    companion: (parts) => takeovers(parts),
  };
}

function takeovers({ agent }: PoolParts): Companion {
  return {
    takes(incoming) {
      const { request } = incoming;
      if (request.method !== 'INVITE' || toTag(request) !== undefined) return false;
      if (header(request, 'Replaces') === undefined) return false;
      return agent.receive(asked(incoming, withoutHeader(withoutHeader(request, 'Replaces'), 'Require')));
    },
  };
}

function asked(incoming: IncomingRequest, request: SipRequest): IncomingRequest {
  const other: IncomingRequest = { ...incoming, request };
  incoming.onCancel = () => other.onCancel?.();
  return other;
}
