/** Where the phones of a cell have their sockets: on this machine, or in a container on the network of the cell. */
import type { Candidate } from '../../candidate/candidate.ts';
import { HarnessError } from '../../harness-error.ts';

export const PHONE_PLACES = ['host', 'container'] as const;
export type PhonePlaceName = (typeof PHONE_PLACES)[number];

/** `host` or `container`; `--phones-in` sets it. */
export const PHONES_IN_VARIABLE = 'PARKSPEC_PHONES_IN';

/** Throws HarnessError for a setting that cannot be read. */
export function phonesIn(setting = process.env[PHONES_IN_VARIABLE] ?? 'host'): PhonePlaceName {
  const found = PHONE_PLACES.find((place) => place === setting);
  if (found !== undefined) return found;
  throw new HarnessError('network', `${PHONES_IN_VARIABLE} is \`${setting}\``, {
    hint: `say one of: ${PHONE_PLACES.join(', ')}`,
  });
}

/** Why phones in a container cannot test this candidate; undefined where they can. */
export function unfitForContainer({
  runtime,
  pools,
  edge,
}: Pick<Candidate, 'runtime' | 'pools' | 'edge'>): string | undefined {
  if (runtime !== 'docker')
    return `phones in a container need pools in containers, and the candidate has \`runtime: ${runtime}\``;
  const isSecure = [pools.primary, pools.backup, edge].some((place) => place?.transport === 'tls');
  return isSecure ? 'phones in a container speak UDP and TCP, and the candidate wants TLS' : undefined;
}
