import type { IncomingInvite } from '../sip/ua/user-agent.ts';
import { answerCaller } from './answer-caller.ts';
import { describeDialog } from './describe-dialog.ts';
import { exchangeParty } from './exchange-party.ts';
import type { Side } from './joined-call.ts';
import type { ParkService } from './park-service.ts';
import type { ParkedCall } from './parked-call.ts';

/** Answers a retriever itself, and joins it with the parkee. */
export function retrieveByJoining(incoming: IncomingInvite, orbit: number, service: ParkService): void {
  if (incoming.replaces !== undefined) return void exchangeParty(incoming, String(orbit), service);
  const call = service.at(orbit);
  if (call === undefined) return incoming.reject(404);
  if (!call.claim()) return incoming.reject(486, 'Being Retrieved');
  return void retrieve(incoming, call, service);
}

async function retrieve(incoming: IncomingInvite, call: ParkedCall, service: ParkService): Promise<void> {
  const { session, music, orbit } = call;
  const parkee: Side = { session, descriptions: music.descriptions };
  const place = service.placeOfCall(String(orbit));
  session.moveTo(place);
  const descriptions = await describeDialog(service.pool);
  const caller = await answerCaller(incoming, parkee, { descriptions, place });
  if (typeof caller === 'string' || session.state === 'ended') {
    if (typeof caller !== 'string') void caller.session.bye();
    session.moveTo({ contactUser: String(orbit) });
    // The parkee has been told of a caller that is gone.
    if (caller === 'gone') await call.playAgain();
    return call.unclaim();
  }
  call.release();
  service.join([parkee, caller], () => music.stop());
}
