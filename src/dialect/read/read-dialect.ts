/**
 * Parking, read out of a history as the dialect of the candidate says: the request to park, the dialog in which the parkee
 * waits, and the retrieval by Replaces or by calling a number.
 */
import type { Dialect } from '../../candidate/dialect/dialect-table.ts';
import type { Beside } from '../../history/event.ts';
import type { Invitation } from '../../judge/evidence/legs.ts';
import type { Messages } from '../../judge/evidence/seen-messages.ts';
import { redirectUris } from '../../sip/fields/contact.ts';
import { parseReplaces } from '../../sip/fields/replaces.ts';
import { parseUri } from '../../sip/uri.ts';
import type { Dial, DialectReader } from '../reading.ts';
import { readRetrieval, triesOf } from './read-dialling.ts';
import { byPool } from './read-pool-calls.ts';
import { explains } from './read-explained.ts';
import { readLookup } from './read-lookups.ts';
import { readParking } from './read-parkings.ts';

/** @param beside  whose calls at an orbit are none of the cell */
export function readDialect(dialect: Dialect, beside?: Beside): DialectReader {
  return {
    ownRules: (evidence) => [byPool(evidence)],
    readParking: (action, known) => readParking(dialect, action, known),
    readRetrieval,
    readLookup: (action, known) => readLookup(dialect, action, known, beside),
    readDial: (action, { dialogs, messages }) => {
      const tries = triesOf(dialogs, action);
      return { action, tries, sentOn: sentOn(messages, tries) };
    },
    explains,
  };
}

/** A redirect whose Contact names the dialog to take over. */
function sentOn(messages: Messages, tries: readonly Invitation[]): Dial['sentOn'] {
  for (const { invite } of tries) {
    const seen = messages.final(invite);
    if (seen === undefined || seen.message.status < 300 || seen.message.status >= 400) continue;
    const [contact = ''] = redirectUris(seen.message);
    const headers = parseUri(contact)?.headers ?? [];
    const value = headers.find(([name]) => name.toLowerCase() === 'replaces')?.[1];
    const named = value === undefined ? undefined : parseReplaces(value);
    if (named !== undefined) return { seen, callId: named.callId };
  }
  return undefined;
}
