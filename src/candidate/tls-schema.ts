/** The form of `tls` in a `candidate.yaml`. Which of its files can be used is checked in check-tls.ts. */
import { isIP } from 'node:net';
import { z } from 'zod';

const file = z.string().trim().min(1, 'must not be empty');
/** Of the addresses that phones use. */
export const SCHEMES = ['sip', 'sips'] as const;
export type Scheme = (typeof SCHEMES)[number];

const FINGERPRINT = /^[0-9A-Fa-f]{2}(?::?[0-9A-Fa-f]{2}){31}$/;
const NAME = /^(?:[A-Za-z0-9-]+\.)*[A-Za-z0-9-]+$/;

const fingerprint = z
  .string()
  .regex(FINGERPRINT, 'a fingerprint is the SHA-256 of a certificate, 32 octets in hexadecimal');

const tls = z
  .strictObject({
    ca: file
      .describe('a PEM file with the certificates of the authorities that vouch for those of the pools')
      .meta({ examples: ['./ca.pem'] }),
    fingerprint: z
      .union([fingerprint, z.array(fingerprint).min(1, 'name at least one')])
      .describe(
        'the SHA-256 of the one certificate that is accepted, as `openssl x509 -fingerprint -sha256` tells it, or a list of them',
      ),
    name: z
      .string()
      .refine((name) => NAME.test(name) || isIP(name) !== 0, 'a domain or a numeric address, such as park.example')
      .describe(
        'the domain or the address that the certificates are for; the domain of the users where it is left out',
      ),
    certificate: file.describe('a PEM file with the certificate that the phones show'),
    scheme: z
      .enum(SCHEMES)
      .describe('the scheme of the addresses that the phones use: sip, or sips (RFC 5630); sip where it is left out')
      .meta({ examples: [...SCHEMES] }),
    key: file.describe('a PEM file with the private key of that certificate'),
  })
  .partial()
  .optional()
  .describe('how the phones know the certificates of pools that speak TLS: tls: { ca: ./ca.pem, name: park.example }');

export const tlsKeys = { tls };
