/** Whom a certificate is for, as SIP reads it (RFC 5922 7). */
import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { parseUri } from '../uri.ts';

/** The SIP domains that it is for: of its alternative names, and its common name where it has none of these (7.1). */
export function identitiesOf(certificate: X509Certificate): readonly string[] {
  const { subjectAltName } = certificate;
  if (subjectAltName === undefined) return commonNames(certificate.subject);
  return namesIn(subjectAltName).flatMap(([kind, value]) => {
    if (kind === 'DNS') return [value];
    const uri = kind === 'URI' ? parseUri(value) : undefined;
    // One with a user part is for that user, and no domain's.
    return uri?.scheme === 'sip' && uri.user === undefined ? [uri.host] : [];
  });
}

/** Whether it is for this domain or numeric address. A `*` stands for nothing (7.2). */
export function isFor(certificate: X509Certificate, name: string): boolean {
  if (isIP(name) !== 0) return certificate.checkIP(name) !== undefined;
  return identitiesOf(certificate).some((identity) => identity.toLowerCase() === name.toLowerCase());
}

/** `DNS:park.example, URI:sip:park.example`; Node puts a value with a comma or a quotation mark into quotation marks. */
function namesIn(text: string): ReadonlyArray<readonly [kind: string, value: string]> {
  return [...text.matchAll(/(?:^|, )([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,]*)/g)].map(
    ([, kind = '', value = '']) => [kind, value] as const,
  );
}

/** Node writes one attribute a line: `CN=park.example`. */
function commonNames(subject: string): readonly string[] {
  return subject.split('\n').flatMap((line) => (line.startsWith('CN=') ? [line.slice(3)] : []));
}
