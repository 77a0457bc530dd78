/** How a phone speaks TLS: what it shows of itself, and whom it speaks to. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { TlsProfile } from '../../candidate/tls-profile.ts';
import { selfMadeCertificate } from '../../sip/transport/self-made-certificate.ts';
import { identitiesOf, isFor } from '../../sip/transport/tls-identity.ts';
import type { KeyPair, Shown, TlsSettings } from '../../sip/transport/tls-settings.ts';

/** Nobody's name (RFC 2606 2). */
const PHONE = 'phone.parkspec.invalid';

let made: KeyPair | undefined;

/** Throws where a file of the candidate cannot be read any more. */
export function tlsOfPhone(profile: TlsProfile): TlsSettings {
  const { ca, certificate, key, name } = profile;
  const given =
    certificate === undefined || key === undefined
      ? undefined
      : { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') };
  const own = given ?? (made ??= selfMadeCertificate({ names: [PHONE] }));
  return {
    own,
    client: given,
    ca: ca === undefined ? undefined : readFileSync(ca, 'utf8'),
    serverName: name,
    // Phones call each other as well, and share their certificate.
    distrusts: (shown) => (isOwn(shown, own) ? undefined : distrust(profile, shown)),
  };
}

function isOwn({ certificate }: Shown, own: KeyPair): boolean {
  return certificate?.raw.equals(new X509Certificate(own.certificate).raw) === true;
}

/** Why a server is not spoken to: what was observed, what was expected, what to try. */
export function distrust({ ca, fingerprints, name }: TlsProfile, { certificate, fault }: Shown): string | undefined {
  if (certificate === undefined) return 'the server shows no certificate';
  const is = `subject ${line(certificate.subject)}, issuer ${line(certificate.issuer)}, SHA-256 ${certificate.fingerprint256}`;
  const told = (observed: string, expected: string, advice: string): string =>
    `the certificate is not accepted: ${observed} (${is}); expected: ${expected}; try: ${advice}`;
  const pin = `\`tls: { fingerprint: "${certificate.fingerprint256}" }\` in the candidate file, if it is the right one`;
  if (fingerprints?.includes(certificate.fingerprint256) === false) {
    return told('it is another one', `SHA-256 ${fingerprints.join(' or ')}`, pin);
  }
  // Where the very certificate is named, nobody needs to vouch for it.
  if (fingerprints !== undefined && ca === undefined) return undefined;
  if (fault === 'CERT_HAS_EXPIRED' || fault === 'CERT_NOT_YET_VALID') {
    const { validFrom, validTo } = certificate;
    return told(
      `it is valid from ${validFrom} to ${validTo}`,
      'one that is valid now',
      'a new certificate, and the clocks',
    );
  }
  if (fault !== undefined) {
    const authority = ca === undefined ? 'an authority that Node.js knows' : `an authority of ${ca}`;
    const advice = `the certificate of its issuer as \`ca\` of \`tls\` in the candidate file, or ${pin}`;
    return told(`nobody who is trusted vouches for it, ${fault}`, `one that ${authority} vouches for`, advice);
  }
  if (isFor(certificate, name)) return undefined;
  const [first] = identitiesOf(certificate);
  const advice =
    first === undefined ? pin : `\`tls: { name: ${line(first)} }\` in the candidate file, if that is who it should be`;
  return told(`it is for ${identities(certificate)}`, `one for ${name} (RFC 5922 7)`, advice);
}

function identities(certificate: X509Certificate): string {
  const found = identitiesOf(certificate);
  return found.length === 0 ? 'no domain' : found.map(line).join(', ');
}

/** In characters. */
const LONGEST = 120;

/** It is a stranger's text. */
function line(text: string): string {
  const plain = text.replace(/[\p{Cc}\s]+/gu, ', ');
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
}
