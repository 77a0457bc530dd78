/** The look-ups of a candidate: at the DNS servers that its file names, or at those of the system. */
import { getServers } from 'node:dns';
import { parseResolver } from '../candidate/resolver-address.ts';
import { NameLookups } from './name-lookups.ts';

export function lookupsFor({ resolvers }: { readonly resolvers?: readonly string[] }): NameLookups {
  return new NameLookups((resolvers ?? getServers()).flatMap((text) => parseResolver(text) ?? []));
}
