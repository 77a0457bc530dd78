import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { missingVariables } from '../../src/candidate/passed-variables.ts';
import { aorOf, usersOf } from '../../src/candidate/users.ts';
import { loadCandidate } from '../../src/candidate/load-candidate.ts';
import { selfMadeCertificate } from '../../src/sip/transport/self-made-certificate.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkspec-tls-'));
  const [one, other] = [selfMadeCertificate({ names: ['a.example'] }), selfMadeCertificate({ names: ['b.example'] })];
  writeFileSync(join(folder, 'one.pem'), one.certificate);
  writeFileSync(join(folder, 'key.pem'), one.key);
  writeFileSync(join(folder, 'other-key.pem'), other.key);
  writeFileSync(join(folder, 'cut.pem'), `${one.certificate}\n${one.certificate.replace(/\n.{10}/, '\nAAAAAAAAAA')}`);
});
afterAll(() => rmSync(folder, { recursive: true }));

function load(tls: string): ReturnType<typeof loadCandidate> {
  const source = `name: Some server
runtime: process
domain: park.example
process: { command: [some-server] }
pools:
  primary: { sip: tls:auto, orbits: 100-199 }
  backup:  { sip: tls:5061, orbits: 200-299 }
${tls}`;
  return loadCandidate(source, join(folder, 'candidate.yaml'));
}

const mistakes = (tls: string): readonly string[] => {
  const reading = load(tls);
  return 'candidate' in reading
    ? []
    : reading.diagnostics.map(({ line, column, message }) => `${line}:${column} ${message}`);
};

describe('the section `tls`', () => {
  test('may be left out: the domain of the users is the name then', () => {
    const reading = load('');
    expect('candidate' in reading && reading.candidate).toMatchObject({
      pools: { primary: { transport: 'tls', port: 'auto' }, backup: { transport: 'tls', port: 5061 } },
      tls: { name: 'park.example' },
    });
  });

  test('may have the phones use SIPS, which is for pools that speak TLS', () => {
    const reading = load('tls: { scheme: sips }');
    if (!('candidate' in reading)) throw new Error('refused');
    expect(aorOf(usersOf(reading.candidate).alice)).toBe('sips:alice@park.example');
    const plain = load('tls: { scheme: sip }');
    expect('candidate' in plain && aorOf(usersOf(plain.candidate).alice)).toBe('sip:alice@park.example');
    expect(mistakes('tls: { scheme: http }')).toEqual([expect.stringMatching(/^8:16 `scheme`/)]);
    const source = `name: x
runtime: process
process: { command: [some-server] }
pools: { primary: { sip: udp:auto, orbits: 1-2 }, backup: { sip: udp:auto, orbits: 3-4 } }
tls: { scheme: sips }`;
    expect(loadCandidate(source, 'x.yaml')).toMatchObject({
      diagnostics: [
        {
          line: 5,
          column: 16,
          message: 'the phones would use `sips` addresses, which are for TLS, and no pool speaks TLS',
          hint: 'write `sip: tls:auto` for both pools, or leave `tls` out',
        },
      ],
    });
  });

  test('names files beside the candidate file, and a fingerprint in either spelling', () => {
    const octets = Array.from({ length: 32 }, (_, n) => (n + 170).toString(16));
    const reading = load(
      `tls: { ca: one.pem, certificate: ./one.pem, key: key.pem, fingerprint: "${octets.join('')}" }`,
    );
    expect('candidate' in reading && reading.candidate.tls).toEqual({
      name: 'park.example',
      ca: join(folder, 'one.pem'),
      certificate: join(folder, 'one.pem'),
      key: join(folder, 'key.pem'),
      fingerprints: [octets.join(':').toUpperCase()],
    });
  });

  test('is refused where the key is of another certificate, and where a certificate is damaged', () => {
    expect(mistakes('tls: { certificate: one.pem, key: other-key.pem }')).toEqual([
      '8:35 the key is not that of the certificate',
    ]);
    expect(mistakes('tls: { ca: cut.pem }')).toEqual(['8:12 certificate 2 of the file cannot be read']);
  });

  test('may pass on a variable, which a run needs then', () => {
    const name = 'PARKSPEC_TEST_TLS';
    delete process.env[name];
    const unset = load(`tls: { ca: "\${env:${name}}/one.pem" }`);
    expect('candidate' in unset && missingVariables(unset.candidate, {})).toEqual([name]);
    process.env[name] = folder;
    const reading = load(`tls: { ca: "\${env:${name}}/one.pem" }`);
    expect('candidate' in reading && reading.candidate.tls?.ca).toBe(join(folder, 'one.pem'));
    expect(mistakes(`tls: { ca: "\${env:${name}}/two.pem" }`)).toEqual([
      '8:13 the file cannot be read: there is no such file',
    ]);
    delete process.env[name];
  });
});
