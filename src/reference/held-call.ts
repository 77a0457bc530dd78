import { header } from '../sip/message/headers.ts';
import { audioOf } from '../sip/sdp.ts';
import type { IncomingInvite, Session } from '../sip/ua/user-agent.ts';
import type { JoinedCall } from './joined-call.ts';
import { userOf } from './park-request.ts';
import type { ParkService } from './park-service.ts';

/** A call that one of its parties has put on hold, to have it parked. */
export interface HeldCall {
  readonly joined: JoinedCall;
  readonly parker: Session;
}

/** The youngest call that a caller has put on hold. */
export function heldBy({ request }: Pick<IncomingInvite, 'request'>, { joined }: ParkService): HeldCall | undefined {
  const user = userOf(header(request, 'From'));
  if (user === undefined) return undefined;
  return [...joined]
    .toReversed()
    .flatMap((call) => call.sides.map(({ session }) => ({ joined: call, parker: session })))
    .find(({ parker }) => userOf(`<${parker.remoteUri}>`) === user && isHolding(parker));
}

function isHolding({ remoteSdp }: Session): boolean {
  const direction = remoteSdp && audioOf(remoteSdp)?.direction;
  return direction === 'sendonly' || direction === 'inactive';
}
