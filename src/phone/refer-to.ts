import { parseUri, withUriHeaders } from '../sip/uri.ts';
import type { DialogId } from './phone.ts';

/** A URI as a header field value; what has brackets keeps them. */
export function bracketed(uri: string): string {
  return uri.includes('<') ? uri : `<${uri}>`;
}

/** Refer-To of an attended transfer: `consult` is our dialog with the target, named as the target sees it (RFC 5589 7.3). */
export function takingOver(referTo: string, consult: DialogId): string {
  const target = referTo.replaceAll(/^.*<|>.*$/g, '');
  const uri = parseUri(target);
  if (uri === undefined) throw new TypeError(`Expected a SIP URI to transfer to, got ${referTo}`);
  const replaces = `${consult.callId};to-tag=${consult.remoteTag};from-tag=${consult.localTag}`;
  return `<${withUriHeaders(target, [...uri.headers, ['Replaces', replaces], ['Require', 'replaces']])}>`;
}
