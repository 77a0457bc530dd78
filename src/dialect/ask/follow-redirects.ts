import { cutUri, parseUri } from '../../sip/uri.ts';
import { parseReplaces, type Replaces } from '../../sip/fields/replaces.ts';
import { addressOr } from '../../sip/route.ts';
import type { SipAddress } from '../../candidate/sip-address.ts';
import type { Reply } from '../../phone/phone.ts';
import type { LookupRequest } from '../dialect.ts';

/** Redirects that are followed for one orbit; more are a loop between the pools. */
export const REDIRECTS = 3;

interface Redirect {
  readonly uri: string;
  /** The call to take over there. */
  readonly replaces?: Replaces;
}

interface Target extends Redirect {
  readonly callId: string;
  readonly next: SipAddress;
  /** ms */
  readonly within: number;
}

/** Sends a request, and one more for each redirect, each with a Call-ID of its own, as long as there are Call-IDs and time. */
export async function following<Result extends { readonly kind: string } | Reply>(
  { callIds: [first, ...others], next, within }: Pick<LookupRequest, 'callIds' | 'next' | 'within'>,
  uri: string,
  send: (to: Target) => Promise<Result>,
): Promise<Result> {
  const started = performance.now();
  let result = await send({ callId: first, uri, next, within });
  for (const callId of others) {
    const redirect = redirectOf(result);
    if (redirect === undefined) return result;
    const left = Math.max(0, within - (performance.now() - started));
    const address = addressOr(parseUri(redirect.uri), next);
    // oxlint-disable-next-line no-await-in-loop -- where to go next is known only from the answer
    result = await send({ ...redirect, callId, next: address, within: left });
  }
  return result;
}

function redirectOf(result: { readonly kind: string } | Reply): Redirect | undefined {
  if (!('contact' in result) || result.contact === undefined) return undefined;
  const uri = parseUri(result.contact);
  if (uri === undefined) return undefined;
  const value = uri.headers.find(([name]) => name.toLowerCase() === 'replaces')?.[1];
  const replaces = value === undefined ? undefined : parseReplaces(value);
  return { uri: cutUri(result.contact), ...(replaces === undefined ? {} : { replaces }) };
}
