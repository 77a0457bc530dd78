/** A certificate that vouches for itself (RFC 5280), for who listens and was given none. Its key is never written anywhere. */
import { generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import type { KeyPair } from './tls-settings.ts';

const SEQUENCE = 0x30;
const SET = 0x31;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const IDENTIFIER = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const EXPLICIT_0 = 0xa0;
const EXPLICIT_3 = 0xa3;
const DNS_NAME = 0x82;

/** id-at-commonName, id-ce-subjectAltName and ecdsa-with-SHA256, as DER has them. */
const COMMON_NAME = Buffer.from([0x55, 0x04, 0x03]);
const ALTERNATIVE_NAMES = Buffer.from([0x55, 0x1d, 0x11]);
const ECDSA_WITH_SHA256 = Buffer.from([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]);

const DAY = 86_400_000;

export interface SelfMade {
  readonly names: readonly string[];
  /** First and last moment at which it is valid, ms since 1970; by default yesterday and in ten days. */
  readonly from?: number;
  readonly until?: number;
}

/** @param names  DNS names; the first one is its common name too */
export function selfMadeCertificate({
  names,
  from = Date.now() - DAY,
  until = Date.now() + 10 * DAY,
}: SelfMade): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = der(SEQUENCE, der(IDENTIFIER, ECDSA_WITH_SHA256));
  const name = der(
    SEQUENCE,
    der(SET, der(SEQUENCE, der(IDENTIFIER, COMMON_NAME), der(UTF8_STRING, Buffer.from(names[0] ?? '')))),
  );
  const alternatives = der(SEQUENCE, ...names.map((each) => der(DNS_NAME, Buffer.from(each, 'latin1'))));
  const toBeSigned = der(
    SEQUENCE,
    // Version 3.
    der(EXPLICIT_0, der(INTEGER, Buffer.from([2]))),
    // Positive, and without zeros before it.
    der(INTEGER, Buffer.concat([Buffer.from([0x40]), randomBytes(15)])),
    algorithm,
    name,
    der(SEQUENCE, time(from), time(until)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(EXPLICIT_3, der(SEQUENCE, der(SEQUENCE, der(IDENTIFIER, ALTERNATIVE_NAMES), der(OCTET_STRING, alternatives)))),
  );
  const signature = sign('sha256', toBeSigned, privateKey);
  const whole = der(SEQUENCE, toBeSigned, algorithm, der(BIT_STRING, Buffer.from([0]), signature));
  return {
    certificate: new X509Certificate(whole).toString(),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content]);
}

/** X.690 8.1.3: one octet up to 127; else how many octets the length has, and these. */
function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

/** RFC 5280 4.1.2.5.1, until 2049: `261201074500Z` */
function time(at: number): Buffer {
  const digits = new Date(at).toISOString().slice(2).replace(/\.\d+/, '').replace(/[-:T]/g, '');
  return der(UTC_TIME, Buffer.from(digits));
}
