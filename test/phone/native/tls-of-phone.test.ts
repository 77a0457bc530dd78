import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { distrust, tlsOfPhone } from '../../../src/phone/native/tls-of-phone.ts';
import { selfMadeCertificate } from '../../../src/sip/transport/self-made-certificate.ts';
import { identitiesOf, isFor } from '../../../src/sip/transport/tls-identity.ts';

const made = (names: readonly string[], valid: { from?: number; until?: number } = {}): X509Certificate =>
  new X509Certificate(selfMadeCertificate({ names, ...valid }).certificate);

const right = made(['park.example']);
const trusted = { certificate: right, fault: undefined };
const stranger = { certificate: right, fault: 'DEPTH_ZERO_SELF_SIGNED_CERT' };

describe('the certificate of a pool', () => {
  test('is accepted where somebody who is trusted vouches for it and it is for the right domain', () => {
    expect(distrust({ name: 'park.example' }, trusted)).toBeUndefined();
    expect(distrust({ name: 'PARK.example' }, trusted)).toBeUndefined();
  });

  test('is accepted by its fingerprint alone', () => {
    const pinned = { name: 'other.example', fingerprints: [right.fingerprint256] };
    expect(distrust(pinned, stranger)).toBeUndefined();
    expect(distrust(pinned, { ...stranger, certificate: made(['other.example']) })).toMatch(
      /it is another one .*; expected: SHA-256 .*; try: `tls: \{ fingerprint: /,
    );
  });

  test('is one of those that are pinned, where each pool has its own', () => {
    const other = made(['other.example']);
    const pinned = { name: 'park.example', fingerprints: [other.fingerprint256, right.fingerprint256] };
    expect(distrust(pinned, stranger)).toBeUndefined();
    expect(distrust(pinned, { ...stranger, certificate: other })).toBeUndefined();
    expect(distrust(pinned, { ...stranger, certificate: made(['third.example']) })).toContain(
      `expected: SHA-256 ${other.fingerprint256} or ${right.fingerprint256}`,
    );
  });

  test('needs all that the file names', () => {
    const both = { name: 'park.example', fingerprints: [right.fingerprint256], ca: '/ca.pem' };
    expect(distrust(both, trusted)).toBeUndefined();
    expect(distrust(both, stranger)).toMatch(/vouches for/);
    expect(distrust({ ...both, name: 'b.example' }, trusted)).toMatch(/expected: one for b\.example/);
  });

  test('of nobody who is trusted says whom to name', () => {
    expect(distrust({ name: 'park.example', ca: '/etc/ca.pem' }, stranger)).toBe(
      `the certificate is not accepted: nobody who is trusted vouches for it, DEPTH_ZERO_SELF_SIGNED_CERT (subject CN=park.example, issuer CN=park.example, SHA-256 ${right.fingerprint256}); expected: one that an authority of /etc/ca.pem vouches for; try: the certificate of its issuer as \`ca\` of \`tls\` in the candidate file, or \`tls: { fingerprint: "${right.fingerprint256}" }\` in the candidate file, if it is the right one`,
    );
  });

  test('of another domain says which', () => {
    expect(distrust({ name: 'b.example' }, trusted)).toMatch(
      /it is for park\.example \(.*expected: one for b\.example \(RFC 5922 7\); try: `tls: \{ name: park\.example \}`/,
    );
  });

  test('that is over says until when it was valid', () => {
    const over = made(['park.example'], { until: Date.parse('2020-01-01T00:00:00Z') });
    expect(distrust({ name: 'park.example' }, { certificate: over, fault: 'CERT_HAS_EXPIRED' })).toMatch(
      /to Jan {2}1 00:00:00 2020 GMT .*expected: one that is valid now/,
    );
  });

  test('that is none is told', () => {
    expect(distrust({ name: 'park.example' }, { certificate: undefined, fault: undefined })).toMatch(/no certificate/);
  });

  test('cannot break the line that tells of it', () => {
    const odd = made([`a\nb ${'x'.repeat(500)}`]);
    const told = distrust({ name: 'park.example' }, { certificate: odd, fault: 'ANY' }) ?? '';
    expect(told).not.toContain('\n');
    expect(told.length).toBeLessThan(1_000);
  });
});

describe('whom a certificate is for (RFC 5922 7)', () => {
  // A certificate with more kinds of names than we make.
  const shown = (subject: string, subjectAltName: string | undefined) =>
    ({ subject, subjectAltName, checkIP: (ip: string) => (ip === '::1' ? ip : undefined) }) as X509Certificate;

  test.each([
    ['names and SIP URIs count', 'CN=x', 'DNS:a.example, URI:sip:b.example', ['a.example', 'b.example']],
    ['not those of users, nor of other schemes', 'CN=x', 'URI:sip:bob@b.example, URI:https://c.example', []],
    ['the common name counts where there are no others', 'C=DE\nCN=park.example', undefined, ['park.example']],
    ['and only then', 'CN=park.example', 'email:a@b.example', []],
    [
      'a comma in quotation marks parts nothing',
      'CN=x',
      'DNS:"a.example, DNS:evil.example"',
      ['"a.example, DNS:evil.example"'],
    ],
  ])('%s', (_, subject, names, expected) => {
    expect(identitiesOf(shown(subject, names))).toEqual(expected);
  });

  test('a star stands for nothing', () => {
    expect(isFor(shown('CN=x', 'DNS:*.example'), 'park.example')).toBe(false);
  });

  test('an address is no name', () => {
    expect(isFor(shown('CN=x', 'DNS:127.0.0.1'), '127.0.0.1')).toBe(false);
    expect(isFor(shown('CN=x', 'IP Address:0:0:0:0:0:0:0:1'), '::1')).toBe(true);
  });
});

test('phones show the certificate that the file gives them, and trust the authorities of its `ca`', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parkspec-phone-'));
  const pair = selfMadeCertificate({ names: ['phone.example'] });
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  writeFileSync(certificate, `text before it\n${pair.certificate}`);
  writeFileSync(key, pair.key, { mode: 0o600 });
  const { own, client, ca, distrusts } = tlsOfPhone({ name: 'park.example', ca: certificate, certificate, key });
  rmSync(folder, { recursive: true });
  expect([own.key, client, ca]).toEqual([pair.key, own, own.certificate]);
  const shown = new X509Certificate(pair.certificate);
  expect(distrusts({ certificate: shown, fault: 'DEPTH_ZERO_SELF_SIGNED_CERT' })).toBeUndefined();
});

test('phones trust each other, and show nothing to a pool where the file gives them nothing', () => {
  const settings = tlsOfPhone({ name: 'park.example' });
  const own = new X509Certificate(settings.own.certificate);
  expect(settings.client).toBeUndefined();
  expect(settings.distrusts({ certificate: own, fault: 'DEPTH_ZERO_SELF_SIGNED_CERT' })).toBeUndefined();
  expect(settings.distrusts({ certificate: right, fault: 'DEPTH_ZERO_SELF_SIGNED_CERT' })).toMatch(/not accepted/);
});
