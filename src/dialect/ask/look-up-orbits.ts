/** Looking at the orbits of a pool by an event package (RFC 4235), as a poll (RFC 6665 section 4.4.3) or by a subscription that is held. */
import { schemeOf } from '../../candidate/tls-profile.ts';
import { fillInTemplate } from '../uri-template.ts';
import type { Dialect } from '../../candidate/dialect/dialect-table.ts';
import type { DialogEntry } from '../../sip/dialog-info.ts';
import { encodeText } from '../../sip/message/octets.ts';
import { parseUri } from '../../sip/uri.ts';
import type { FoundDialog, HeldLookup, LookupRequest, LookupResult, ParkedParty } from '../dialect.ts';
import { readOrbitDocument } from '../shown-state.ts';
import { following } from './follow-redirects.ts';
import { hookReply } from './hook-reply.ts';

export async function lookUpOrbits(request: LookupRequest): Promise<LookupResult> {
  const { candidate, phone, pool } = request;
  const { event, accept, held, hook } = candidate.dialect.state;
  if (hook !== undefined) return askHook(request, hook);
  const result = await following(request, resourceOf(request), (to) =>
    phone.poll({ ...to, pool, event, accept, held }),
  );
  switch (result.kind) {
    case 'notified':
      return dialogsIn(result.body, request);
    case 'no-notify':
      return { kind: 'answered', status: result.status, reason: 'but no NOTIFY came' };
    case 'answered':
    case 'silent':
    case 'unreachable':
      return result;
  }
}

export function heldCallId(request: HeldLookup): string | undefined {
  return request.phone.heldCallId({ uri: resourceOf(request), next: request.next, pool: request.pool });
}

function resourceOf({ candidate, orbit }: Pick<LookupRequest, 'candidate' | 'orbit'>): string {
  const { dialect, domain } = candidate;
  const { subscribe, all = subscribe } = dialect.state;
  return fillInTemplate(orbit === undefined ? all : subscribe, { domain, scheme: schemeOf(candidate), orbit });
}

/** A hook tells whether a call is at an orbit, and not which. */
async function askHook(
  { runHook, candidate, pool, orbit = '' }: LookupRequest,
  { order, match }: NonNullable<Dialect['state']['hook']>,
): Promise<LookupResult> {
  const { domain } = candidate;
  if (runHook === undefined) return { kind: 'unreachable', why: 'nobody runs hooks' };
  const end = await runHook('state', order, { pool, orbit, slot: orbit, domain });
  if (end.outcome !== 'done') return hookReply(end);
  return { kind: 'dialogs', dialogs: new RegExp(match).test(end.output) ? [{ orbit }] : [] };
}

function dialogsIn(body: string, request: LookupRequest): LookupResult {
  const shown = readOrbitDocument(encodeText(body), request.candidate.dialect.state);
  if (shown === undefined) return { kind: 'answered', status: 200, reason: 'but the NOTIFY holds no dialog-info' };
  return { kind: 'dialogs', dialogs: shown.dialogs.flatMap((entry) => found(entry, request)) };
}

function found(entry: DialogEntry, { candidate, orbit: asked }: LookupRequest): readonly FoundDialog[] {
  const { callId, localTag, remoteTag } = entry;
  const { parked } = candidate.dialect.state;
  const remoteTarget = entry.remoteTarget ?? entry.remoteIdentity;
  if (!parked.some((state) => state === entry.state)) return [];
  const named = callId !== undefined && localTag !== undefined && remoteTag !== undefined && remoteTarget !== undefined;
  const orbit = userOf(entry.localTarget) ?? userOf(entry.localIdentity) ?? asked;
  if (orbit === undefined && !named) return [];
  return [
    {
      ...(orbit === undefined ? {} : { orbit }),
      ...(named ? { dialog: { callId, localTag, remoteTag, remoteTarget } } : {}),
    },
  ];
}

export function holding(shown: readonly FoundDialog[], { contact, callId }: ParkedParty): FoundDialog | undefined {
  return shown.find(
    ({ dialog }) => dialog !== undefined && (dialog.callId === callId || dialog.remoteTarget === contact),
  );
}

function userOf(uri: string | undefined): string | undefined {
  return uri === undefined ? undefined : parseUri(uri)?.user;
}
