import { formatUri, parseUri } from '../../../sip/uri.ts';

/** The same place, for somebody else. */
export function uriWithUser(text: string, user: string): string {
  const uri = parseUri(text);
  return uri === undefined ? text : formatUri({ ...uri, user });
}
