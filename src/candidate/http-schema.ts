/** The form of a request in a candidate file: where it goes, and what it says beside its place. */
import { z } from 'zod';

const text = z.string().min(1, 'must not be empty');
const STATUS = /^[1-5]\d\d(?:-[1-5]\d\d)?$/;
const PRINTABLE = /^[^\p{Cc}]*$/u;
const FINGERPRINT = /^(?:sha256[:/ ]?)?(?:[0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$/i;

export const httpPlace = z
  .string()
  .regex(
    /^(?:(?:primary|backup)\/[^\s?#]*|https?:\/\/[^\s#]+)$/,
    'name the pool and the path, such as backup/failover, or a whole address, such as https://lab.example/api/outage',
  )
  .describe('the pool whose administration is asked, a slash, and the path; or a whole address');

const status = z.union([
  z.int().min(100, 'a status has three digits').max(599, 'a status has three digits'),
  z.string().regex(STATUS, 'a status, or a first and a last one, such as 200-299'),
]);

export const httpDetails = {
  headers: z
    .record(z.string(), z.string().regex(PRINTABLE, 'a header field is one line of text'))
    .describe('header fields of the request')
    .meta({ examples: [{ 'X-Token': '${env:TOKEN}' }] }),
  body: z
    .string()
    .describe('the body of the request')
    .meta({ examples: ['{"pool":"primary"}'] }),
  type: text
    .regex(/^[\w.+-]+\/[\w.+-]+(?:;.*)?$/, 'a media type, such as application/json')
    .describe('the media type of the body; application/json for a body that is JSON, else text/plain')
    .meta({ examples: ['application/json'] }),
  basic: z
    .strictObject({ user: text.regex(/^[^:\p{Cc}]*$/u, 'a user name without a colon'), password: text })
    .describe('user name and password (RFC 7617)')
    .meta({ examples: [{ user: 'admin', password: '${env:ADMIN}' }] }),
  bearer: text
    .regex(/^[^\s]+$/, 'a token is one word')
    .describe('a token (RFC 6750)')
    .meta({ examples: ['${env:TOKEN}'] }),
  ca: text
    .describe('the file with the certificates of those who may have signed that of the server (PEM)')
    .meta({ examples: ['./lab-ca.pem'] }),
  fingerprint: z
    .string()
    .regex(FINGERPRINT, 'the SHA-256 of a certificate has 64 hexadecimal digits, perhaps with colons between each two')
    .describe('SHA-256 of the one certificate that the server may have'),
  expect: z
    .union([status, z.array(status).min(1, 'name at least one status')])
    .describe('the statuses that are no complaint: 204, 200-299, or a list; 200-299 where it is left out')
    .meta({ examples: ['200-299'] }),
} as const;

export const httpDetailsForm = z.strictObject(httpDetails).partial();

export type HttpDetailsSource = z.output<typeof httpDetailsForm>;
