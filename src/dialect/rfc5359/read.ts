/**
 * Call park of RFC 5359 2.15, read out of a history: a REFER to the park server, the INVITE with Replaces with which it
 * takes the parkee over, or the dialog that a B2BUA has with the parkee already, and the retrieval by Replaces or by
 * dialling the orbit.
 */
import type { Invitation } from '../../judge/evidence/legs.ts';
import { ownersOf } from '../../judge/evidence/ownership.ts';
import type { Messages } from '../../judge/evidence/seen-messages.ts';
import { contactUri } from '../../sip/fields/contact.ts';
import { parseReplaces } from '../../sip/fields/replaces.ts';
import { parseUri } from '../../sip/uri.ts';
import type { Dial, ReadDialect } from '../reading.ts';
import { dialsOf, retrievalsOf } from '../shared/read-dialling.ts';
import { byPool } from '../shared/read-pool-calls.ts';
import { explainedCalls } from './read-explained.ts';
import { lookupsOf } from './read-lookups.ts';
import { parkingsOf } from './read-parkings.ts';

export const readRfc5359: ReadDialect = (evidence) => {
  const owners = ownersOf(evidence, [byPool(evidence)]);
  const lookups = lookupsOf(evidence);
  const parkings = parkingsOf(evidence, owners, lookups);
  return {
    owners,
    lookups,
    parkings,
    retrievals: retrievalsOf(evidence, owners),
    dials: dialsOf(evidence, (tries) => sentOn(evidence.messages, tries)),
    explained: explainedCalls(evidence, owners, parkings),
  };
};

/** A redirect whose Contact names the dialog to take over. */
function sentOn(messages: Messages, tries: readonly Invitation[]): Dial['sentOn'] {
  for (const { invite } of tries) {
    const seen = messages.final(invite);
    if (seen === undefined || seen.message.status < 300 || seen.message.status >= 400) continue;
    const headers = parseUri(contactUri(seen.message) ?? '')?.headers ?? [];
    const value = headers.find(([name]) => name.toLowerCase() === 'replaces')?.[1];
    const named = value === undefined ? undefined : parseReplaces(value);
    if (named !== undefined) return { seen, callId: named.callId };
  }
  return undefined;
}
