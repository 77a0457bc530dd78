/** An orbit that turns occupied while a park lasts, as the subscriptions that the parker holds tell it. */
import type { Dialect } from '../../candidate/dialect/dialect-table.ts';
import type { Action } from '../../judge/evidence/actions.ts';
import type { Messages, Seen } from '../../judge/evidence/seen-messages.ts';
import { WORDS } from '../../judge/sentences/field-words.ts';
import { bodyOf } from '../../sip/body.ts';
import type { SipRequest } from '../../sip/message/message.ts';
import { isOccupied } from '../shown-state.ts';
import type { Known, Lookup, ParkOrder } from '../reading.ts';
import type { AskedToPark } from './read-park-requests.ts';

/** A park that its state must prove too: what the candidate says of it counts when an orbit has turned occupied. */
export function alsoByState(dialect: Dialect, action: Action, asked: AskedToPark, known: Known): AskedToPark {
  const { request, told, orbit } = asked;
  if (request === undefined || told?.parked !== true) return asked;
  const turned = turnedOccupied(dialect, action, { request, orbit }, known);
  if (turned === undefined) {
    const words = WORDS.withoutOccupied(told.words);
    return { ...asked, told: undefined, reply: { kind: 'evaded', n: told.seen.n, words, pending: true } };
  }
  const { seen } = turned;
  const last = seen.n > told.seen.n ? seen : told.seen;
  return { ...asked, told: { ...told, seen: last }, orbit: orbit ?? turned.orbit, orbitSeen: seen.n };
}

interface Turned {
  readonly orbit: string;
  readonly seen: Seen;
}

function turnedOccupied(
  { state }: Dialect,
  { by, range, asked: { pool } }: Action,
  { request, orbit }: Pick<AskedToPark, 'orbit'> & { readonly request: ParkOrder },
  { lookups, messages }: Known,
): Turned | undefined {
  const before = lookups.filter(
    ({ action, pool: asked }) => action.by === by && asked === pool && action.range.to < request.n,
  );
  // Of an orbit the last look counts: one that was occupied then does not turn.
  const last = new Map(before.map((lookup) => [lookup.orbit, lookup]));
  const free = [...last.values()].filter(({ shown }) => shown.length === 0);
  const turned = free.flatMap((lookup): readonly Turned[] => {
    if (lookup.orbit === undefined || (orbit !== undefined && lookup.orbit !== orbit)) return [];
    const seen = toldSince(messages, lookup, request.n, range.to).find((notify) => showsCall(notify, state));
    return seen === undefined ? [] : [{ orbit: lookup.orbit, seen }];
  });
  return turned.toSorted((a, b) => a.seen.n - b.seen.n)[0];
}

function toldSince(messages: Messages, { request }: Lookup, n: number, to: number): ReadonlyArray<Seen<SipRequest>> {
  if (request === undefined) return [];
  const notifies = messages.requests(request.tap, request.callId, 'NOTIFY', 'in');
  return notifies.filter((notify) => notify.n > n && notify.n <= to && messages.isTaken(notify));
}

function showsCall({ message }: Seen<SipRequest>, state: Dialect['state']): boolean {
  const body = bodyOf(message, state.accept);
  return body !== undefined && isOccupied(body, state);
}
