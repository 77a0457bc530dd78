/** Requests inside a dialog (RFC 3261 12.2.1.1). */
import { cseq } from '../fields/cseq.ts';
import { buildRequest } from '../message/build.ts';
import type { SipRequest } from '../message/message.ts';
import type { Dialog } from './dialog.ts';
import { routed } from './route-set.ts';

export type HeaderList = ReadonlyArray<readonly [name: string, value: string]>;

export interface Extras {
  readonly headers?: HeaderList;
  readonly body?: Uint8Array;
}

/** The next request of our side and the dialog that has used its sequence number. */
export function inDialogRequest(dialog: Dialog, method: string, extras: Extras = {}): [Dialog, SipRequest] {
  const next = { ...dialog, localSeq: dialog.localSeq + 1 };
  return [next, build(next, method, next.localSeq, extras)];
}

/** The ACK for a 2xx to `invite`: its number, the dialog's route, and the credentials the INVITE had (RFC 3261 13.2.2.4). */
export function ackFor(dialog: Dialog, invite: SipRequest, extras: Extras = {}): SipRequest {
  const credentials: HeaderList = invite.headers
    .filter(({ name }) => /^(proxy-)?authorization$/i.test(name))
    .map(({ name, value }) => [name, value]);
  const headers = [...credentials, ...(extras.headers ?? [])];
  return build(dialog, 'ACK', cseq(invite)?.seq ?? 0, { ...extras, headers });
}

function build(dialog: Dialog, method: string, seq: number, { headers = [], body }: Extras): SipRequest {
  const { uri, route } = routed(dialog);
  return buildRequest({
    method,
    uri,
    headers: [
      ['Max-Forwards', '70'],
      ...route.map((hop): [string, string] => ['Route', hop]),
      ['From', party(dialog.localUri, dialog.localTag)],
      ['To', party(dialog.remoteUri, dialog.remoteTag)],
      ['Call-ID', dialog.callId],
      ['CSeq', `${seq} ${method}`],
      ...headers,
    ],
    ...(body && { body }),
  });
}

function party(uri: string, tag: string): string {
  return tag === '' ? `<${uri}>` : `<${uri}>;tag=${tag}`;
}
