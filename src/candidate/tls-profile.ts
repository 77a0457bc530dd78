/** How phones know the pools over TLS, and how the pools know them. */
import { resolve } from 'node:path';
import type { CandidateSource } from './candidate-schema.ts';
import { listOf } from './list-of.ts';
import type { SipAddress } from './sip-address.ts';
import type { Scheme } from './tls-schema.ts';
import { type Environment, fillInText } from './passed-variables.ts';

/** Files are absolute paths; one that passes on a variable that is not set is as it was written. */
export interface TlsProfile {
  /** Of the authorities that vouch for the pools, PEM; those that Node knows where it is left out. */
  readonly ca?: string;
  /** SHA-256 of each certificate that is accepted: `AB:CD:…`, 32 octets; any where they are left out. */
  readonly fingerprints?: readonly string[];
  /** The domain or numeric address that certificates are for. */
  readonly name: string;
  /** What phones show, PEM; a certificate that they make themselves where it is left out. */
  readonly certificate?: string;
  readonly key?: string;
  /** Of the addresses that the phones use; `sip` where it is left out. */
  readonly scheme?: Scheme;
}

export function buildTls(
  { pools, tls = {} }: CandidateSource,
  folder: string,
  domain: string,
): { readonly tls?: TlsProfile } {
  if (!pools.primary.sip.startsWith('tls')) return {};
  const { ca, fingerprint, name = domain, certificate, key, scheme } = tls;
  const file = (text: string): string => tlsFile(text, folder) ?? text;
  return {
    tls: {
      name,
      ...(ca === undefined ? {} : { ca: file(ca) }),
      ...(fingerprint === undefined ? {} : { fingerprints: listOf(fingerprint).map(spelled) }),
      ...(certificate === undefined ? {} : { certificate: file(certificate) }),
      ...(key === undefined ? {} : { key: file(key) }),
      ...(scheme === undefined ? {} : { scheme }),
    },
  };
}

/** What is shown to a pool that asks for a certificate; nothing where phones have none but their own. */
export function clientOf({ certificate, key }: Partial<TlsProfile> = {}): Pick<SipAddress, 'client'> {
  return certificate === undefined || key === undefined ? {} : { client: { certificate, key } };
}

/** The file that a text names; undefined where it passes on a variable that is not set. */
export function tlsFile(text: string, folder: string, from: Environment = process.env): string | undefined {
  let missing = false;
  const filled = fillInText(text, from, () => {
    missing = true;
  });
  return missing ? undefined : resolve(folder, filled);
}

/** As Node spells it. */
function spelled(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toUpperCase().match(/../g)?.join(':') ?? '';
}

/** Of the addresses that the phones use for a candidate. */
export function schemeOf({ tls }: { readonly tls?: TlsProfile | undefined }): Scheme {
  return tls?.scheme ?? 'sip';
}
