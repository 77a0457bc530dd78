import type { IncomingInvite } from '../sip/ua/user-agent.ts';
import { answerCaller } from './answer-caller.ts';
import { describeDialog } from './describe-dialog.ts';
import { offerTo } from './joined-call.ts';
import type { ParkService } from './park-service.ts';

/** A party takes the place of another in a call that was joined, as at the end of an attended transfer (RFC 3891). */
export async function exchangeParty(
  incoming: IncomingInvite,
  contactUser: string,
  service: ParkService,
): Promise<void> {
  const { replaces } = incoming;
  const joined = replaces && service.joinedBy(replaces);
  if (replaces === undefined || joined === undefined) return incoming.reject(403, 'Retrieve From The Parked Party');
  const stays = joined.otherThan(replaces);
  const before = replaces.remoteSdp;
  const accepting = (): void => joined.letGo(replaces);
  const place = service.placeOfCall(contactUser);
  const descriptions = await describeDialog(service.pool);
  const newcomer = await answerCaller(incoming, stays, { descriptions, place, accepting });
  if (typeof newcomer !== 'string') joined.put(newcomer, replaces);
  else if (replaces.state === 'ended') joined.end();
  else if (newcomer === 'gone' && before !== undefined) await offerTo(stays, before);
}
