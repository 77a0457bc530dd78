import type { Dialog } from '../../../sip/dialog/dialog.ts';
import { ackFor, inDialogRequest } from '../../../sip/dialog/request.ts';
import type { Endpoint, FinalOutcome } from '../../../sip/endpoint.ts';
import { addressOf } from '../../../sip/route.ts';
import { formatSdp, type Sdp } from '../../../sip/sdp.ts';
import { parseUri } from '../../../sip/uri.ts';
import type { ShownCall } from '../../orbit-document.ts';

/** High enough for a dialog in which somebody else has counted so far. */
const SEQ = 1_000;

type Named = Pick<ShownCall, 'callId' | 'localTag' | 'remoteTag' | 'localTarget' | 'remoteTarget'>;

/** Hangs up in a dialog that this pool only knows of, as its pool's side. */
export function byeIn(endpoint: Endpoint, call: Named): void {
  const [, bye] = inDialogRequest(dialogOf(call), 'BYE');
  const next = addressOf(parseUri(call.remoteTarget));
  if (next !== undefined) endpoint.request(bye, next);
}

/** Offers media in such a dialog and takes its target over; acknowledges an answer. */
export async function reinviteIn(
  endpoint: Endpoint,
  call: Named,
  sdp: Sdp,
  contact: string,
): Promise<FinalOutcome | undefined> {
  const next = addressOf(parseUri(call.remoteTarget));
  if (next === undefined) return undefined;
  const body = new TextEncoder().encode(formatSdp(sdp));
  const headers = [
    ['Contact', `<${contact}>`],
    ['Content-Type', 'application/sdp'],
  ] as const;
  const [dialog, invite] = inDialogRequest(dialogOf(call), 'INVITE', { headers, body });
  const outcome = await endpoint.request(invite, next).final;
  if (outcome.kind === 'response' && outcome.response.status < 300) endpoint.sendAck(ackFor(dialog, invite), next);
  return outcome;
}

function dialogOf({ callId, localTag, remoteTag, localTarget, remoteTarget }: Named): Dialog {
  return {
    callId,
    localTag,
    remoteTag,
    localSeq: SEQ,
    remoteSeq: undefined,
    localUri: localTarget,
    remoteUri: remoteTarget,
    remoteTarget,
    routeSet: [],
    secure: false,
  };
}
