import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { selfMadeCertificate } from '../../../src/sip/transport/self-made-certificate.ts';

describe('a certificate that vouches for itself', () => {
  test('is one that OpenSSL reads, and signed by its own key', () => {
    const { certificate, key } = selfMadeCertificate({ names: ['park.example', 'b.example'] });
    const read = new X509Certificate(certificate);
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.checkPrivateKey(createPrivateKey(key))).toBe(true);
    expect(read).toMatchObject({
      subject: 'CN=park.example',
      issuer: 'CN=park.example',
      subjectAltName: 'DNS:park.example, DNS:b.example',
    });
  });

  test('is valid from when it was told to until then', () => {
    const [from, until] = [Date.parse('2031-01-02T03:04:05Z'), Date.parse('2032-02-03T04:05:06Z')];
    const { certificate } = selfMadeCertificate({ names: ['a.example'], from, until });
    const { validFrom, validTo } = new X509Certificate(certificate);
    expect([Date.parse(validFrom), Date.parse(validTo)]).toEqual([from, until]);
  });

  test('is another one each time, with another key, and may have many names', () => {
    const names = Array.from({ length: 60 }, (_, n) => `host-${n}.park.example`);
    const [one, other] = [selfMadeCertificate({ names }), selfMadeCertificate({ names })];
    expect(one.key).not.toBe(other.key);
    const [a, b] = [new X509Certificate(one.certificate), new X509Certificate(other.certificate)];
    expect(a.serialNumber).not.toBe(b.serialNumber);
    expect(a.subjectAltName?.split(', ')).toHaveLength(60);
  });
});
