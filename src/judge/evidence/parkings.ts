/** Every attempt to park: what was asked, what was answered, and where the parkee went. */
import { parseNameAddr } from '../../sip/fields/name-addr.ts';
import type { SipRequest, SipResponse } from '../../sip/message/message.ts';
import { parseSipfrag } from '../../sip/sipfrag.ts';
import { parseUri } from '../../sip/uri.ts';
import type { Party, PoolName } from '../../suite/cell.ts';
import type { Action } from './actions.ts';
import type { Leg } from './legs.ts';
import type { Lookup } from './lookups.ts';
import { isRequest, type Messages, type Seen } from './seen-messages.ts';
import type { Owners } from './ownership.ts';

/** A NOTIFY of a refer subscription (RFC 3515): how far the request got. */
export interface Progress {
  readonly seen: Seen<SipRequest>;
  readonly status: number;
  readonly reason: string;
  /** User part of the Contact that the sipfrag shows. */
  readonly contactUser: string | undefined;
}

export interface Referral {
  readonly refer: Seen<SipRequest> | undefined;
  readonly answer: Seen<SipResponse> | undefined;
  /** The first final one. */
  readonly outcome: Progress | undefined;
}

export interface Parking extends Referral {
  readonly action: Action;
  readonly call: string;
  readonly parker: Party;
  readonly pool: PoolName;
  /** The parkee's leg with whoever took the parker's place. */
  readonly takeover: Leg | undefined;
  /** Where the call went, as the pool said: by sipfrag, else by dialog-info. */
  readonly orbit: string | undefined;
  readonly orbitEvidence: number | undefined;
}

interface Sources {
  readonly actions: readonly Action[];
  readonly messages: Messages;
  readonly owners: Owners;
  readonly lookups: readonly Lookup[];
  readonly poolAt: (address: string) => PoolName | undefined;
}

export function parkingsOf(sources: Sources): readonly Parking[] {
  const parks = sources.actions.filter(({ verb }) => verb === 'park');
  return parks.flatMap((action) => {
    const next = parks.find(({ call, asked }) => call === action.call && asked.n > action.asked.n);
    return readParking(action, next?.asked.n ?? Number.POSITIVE_INFINITY, sources) ?? [];
  });
}

function readParking(action: Action, until: number, sources: Sources): Parking | undefined {
  const { call, by: parker, callId } = action;
  if (call === undefined || parker === undefined || callId === undefined) return undefined;
  const referral = readReferral(sources.messages, parker, callId);
  const { refer, outcome } = referral;
  const asked = action.asked.pool ?? 'primary';
  const pool = (refer === undefined ? undefined : sources.poolAt(refer.remote)) ?? asked;
  const takeover = refer === undefined ? undefined : takeoverAfter(refer, until, sources.owners, call);
  const where = outcome === undefined || outcome.status >= 300 ? undefined : orbitOf(outcome, takeover, until, sources);
  return {
    ...referral,
    action,
    call,
    parker,
    pool,
    takeover,
    orbit: where?.orbit,
    orbitEvidence: where?.n,
  };
}

/** The last REFER of a Call-ID, after a challenge was met, and what came of it. */
export function readReferral(messages: Messages, by: Party, callId: string, after = 0): Referral {
  const refer = messages.requests(by, callId, 'REFER', 'out').findLast((seen) => seen.n >= after);
  if (refer === undefined) return { refer, answer: undefined, outcome: undefined };
  const progress = messages
    .of(by, callId)
    .filter((seen): seen is Seen<SipRequest> => isRequest(seen) && seen.method === 'NOTIFY' && seen.direction === 'in')
    .filter((seen) => seen.n > refer.n)
    .flatMap((seen) => readProgress(seen) ?? []);
  return { refer, answer: messages.final(refer), outcome: progress.find(({ status }) => status >= 200) };
}

function readProgress(seen: Seen<SipRequest>): Progress | undefined {
  const fragment = parseSipfrag(Buffer.from(seen.message.body).toString('utf8'));
  if (fragment === undefined) return undefined;
  const contact = fragment.headers.find(({ name }) => /^(contact|m)$/i.test(name));
  const uri = contact === undefined ? undefined : parseNameAddr(contact.value)?.uri;
  const { status, reason } = fragment;
  return { seen, status, reason, contactUser: uri === undefined ? undefined : parseUri(uri)?.user };
}

/** The INVITE with Replaces that took the parker's leg over at the parkee's phone. */
function takeoverAfter(refer: Seen, until: number, owners: Owners, call: string): Leg | undefined {
  const taken = [...owners].find(
    ([leg, owner]) =>
      owner === call &&
      leg.replaced !== undefined &&
      // A leg that the pool made since then is replaced when the call is handed on, not when it is parked.
      leg.replaced.accept.n < refer.n &&
      leg.tap !== refer.tap &&
      leg.invite.n > refer.n &&
      leg.invite.n < until,
  );
  return taken?.[0];
}

function orbitOf(
  outcome: Progress,
  takeover: Leg | undefined,
  until: number,
  { lookups }: Sources,
): { orbit: string; n: number } | undefined {
  if (outcome.contactUser !== undefined) return { orbit: outcome.contactUser, n: outcome.seen.n };
  for (const { action, shown, notify } of lookups) {
    if (notify === undefined || action.asked.n < outcome.seen.n || action.asked.n > until) continue;
    const found = shown.find((dialog) => takeover !== undefined && dialog.callId === takeover.callId);
    if (found?.orbit !== undefined) return { orbit: found.orbit, n: notify.n };
  }
  return undefined;
}
