/** Refreshes of sessions (RFC 4028 10): re-INVITEs that a phone sends by itself, and that ask for nothing else. */
import { header } from '../../sip/message/headers.ts';
import type { SipRequest } from '../../sip/message/message.ts';
import type { Action } from './actions.ts';
import type { Ending } from './legs.ts';
import type { Messages, Seen } from './seen-messages.ts';

interface Known {
  readonly actions: readonly Action[];
  readonly messages: Messages;
}

/** Verbs that ask a phone for nothing. */
const WATCHES: ReadonlySet<Action['verb']> = new Set(['check', 'watch', 'listen']);

/** True for a re-INVITE that keeps a session timer, sent while nothing was asked of that leg. */
export function isRefresh({ actions }: Pick<Known, 'actions'>, { n, tap, callId, message }: Seen<SipRequest>): boolean {
  if (header(message, 'Session-Expires') === undefined) return false;
  return !actions.some(
    ({ verb, by, callIds, range }) =>
      by === tap && !WATCHES.has(verb) && callIds.includes(callId) && range.from < n && n < range.to,
  );
}

/** A refresh was answered that there is no such call (RFC 5057 5.1). */
export function isEndedByRefresh(known: Known, { how, message }: Ending): boolean {
  const [refresh] = how === 'error' ? known.messages.answeredBy(message) : [];
  return refresh !== undefined && (refresh.method === 'UPDATE' || isRefresh(known, refresh));
}
