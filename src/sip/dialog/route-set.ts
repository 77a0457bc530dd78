/** Request-URI and Route of a request in a dialog, for loose and strict routers (RFC 3261 12.2.1.1, 16.12.1). */
import { parseNameAddr } from '../fields/name-addr.ts';
import { cutUri, parseUri } from '../uri.ts';
import type { Dialog } from './dialog.ts';

export interface Routed {
  readonly uri: string;
  /** Values of Route, first hop first. */
  readonly route: readonly string[];
}

export function routed({ remoteTarget, routeSet }: Pick<Dialog, 'remoteTarget' | 'routeSet'>): Routed {
  const target = requestUri(remoteTarget);
  const [first, ...rest] = routeSet;
  if (first === undefined) return { uri: target, route: [] };
  const firstUri = parseNameAddr(first)?.uri ?? first;
  if (parseUri(firstUri)?.params.has('lr') ?? true) return { uri: target, route: routeSet };
  // A strict router finds itself in the Request-URI and the target at the end of the route.
  return { uri: requestUri(firstUri), route: [...rest, `<${target}>`] };
}

/** `text` without what a Request-URI may not carry: header fields and the method parameter (RFC 3261 19.1.1, table 1). */
export function requestUri(text: string): string {
  const uri = parseUri(text);
  if (uri === undefined) return text;
  if (!text.includes('?') && !uri.params.has('method')) return text;
  return cutUri(text, 'method');
}
