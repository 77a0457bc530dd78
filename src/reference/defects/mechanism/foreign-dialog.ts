import type { Dialog } from '../../../sip/dialog/dialog.ts';
import { ackFor, inDialogRequest } from '../../../sip/dialog/request.ts';
import type { Endpoint } from '../../../sip/endpoint.ts';
import { formatSdp, parseSdp, type Sdp } from '../../../sip/sdp.ts';
import { destinationAt } from '../../location.ts';
import type { ShownCall } from '../../orbit-document.ts';

/** High enough for a dialog in which the other side of it has counted so far. */
const SEQ = 10_000;

/** A dialog of others, seen from the side that the pool speaks for. */
export type ForeignDialog = Pick<ShownCall, 'callId' | 'localTag' | 'remoteTag' | 'localTarget' | 'remoteTarget'>;

export function byeIn(endpoint: Endpoint, foreign: ForeignDialog): void {
  const [, bye] = inDialogRequest(dialogOf(foreign), 'BYE');
  const to = destinationAt(foreign.remoteTarget);
  if (to !== undefined) endpoint.request(bye, to.next);
}

/** Offers media in the dialog and moves its target to `contact`; returns the answer once it is acknowledged. */
export async function reinviteIn(endpoint: Endpoint, foreign: ForeignDialog, offer: Sdp, contact: string) {
  const to = destinationAt(foreign.remoteTarget);
  if (to === undefined) return undefined;
  const headers = Object.entries({ Contact: `<${contact}>`, 'Content-Type': 'application/sdp' });
  const body = new TextEncoder().encode(formatSdp(offer));
  const [dialog, invite] = inDialogRequest(dialogOf(foreign), 'INVITE', { headers, body });
  const outcome = await endpoint.request(invite, to.next).final;
  if (outcome.kind !== 'response' || outcome.response.status >= 300) return undefined;
  endpoint.sendAck(ackFor(dialog, invite), to.next);
  return parseSdp(outcome.response.body);
}

/** Its URIs are the targets: a dialog is known by its Call-ID and tags (RFC 3261 12). */
function dialogOf({ callId, localTag, remoteTag, localTarget: localUri, remoteTarget }: ForeignDialog): Dialog {
  const [remoteUri, remoteSeq] = [remoteTarget, undefined];
  const ids = { callId, localTag, remoteTag, localUri, remoteUri, remoteTarget };
  return { ...ids, localSeq: SEQ, remoteSeq, routeSet: [], secure: false };
}
