/** Requests of a candidate file: what they become, and that nothing of them is told that is secret. */
import { expect, test } from '@jest/globals';
import type { Candidate } from '../../src/candidate/candidate.ts';
import { exposedSecrets } from '../../src/candidate/exposed-secrets.ts';
import { loadCandidate } from '../../src/candidate/load-candidate.ts';
import { missingVariables } from '../../src/candidate/passed-variables.ts';
import { recordedCandidate } from '../../src/candidate/recorded-candidate.ts';
import { secretsOf } from '../../src/candidate/secret-values.ts';
import { candidateForm } from '../../src/history/candidate-form.ts';
import { renderDiagnostics } from '../../src/suite/diagnostic.ts';

const BEGIN = `name: x
runtime: process
process: { command: [x] }
pools: { primary: { sip: udp:auto, http: auto, orbits: 1-2 }, backup: { sip: udp:auto, http: auto, orbits: 3-4 } }
`;

function loaded(transitions: string, more = ''): Candidate {
  const reading = loadCandidate(`${BEGIN}${more}transitions:\n${transitions}`, '/lab/candidate.yaml');
  if ('diagnostics' in reading) throw new Error(renderDiagnostics(reading.diagnostics));
  return reading.candidate;
}

const LAB = String.raw`  outage:
    do:
      http:
        post: https://lab.example:8443/api/outage?key=${'${env:KEY}'}
        headers: { X-Token: "${'${env:TOKEN}'}", Accept: text/html }
        body: '{"pool":"primary","pid":${'${primary.pid}'}}'
        basic: { user: admin, password: plain-4711-x }
        fingerprint: sha256:${'AB:'.repeat(31)}AB
        expect: [200-299, 304]
  failover:
    until: { http: { get: 'https://lab.example/status', bearer: bearer-0815-y, contains: backup } }
`;

const ENVIRONMENT = { KEY: 'key-in-query-9', TOKEN: 'token-in-field-8' };

test('a request has its parts, and the short forms stay what they were', () => {
  const { outage, failover } = loaded(LAB).transitions;
  expect(outage.actions).toEqual([
    {
      kind: 'http',
      takes: 'primary',
      method: 'POST',
      url: 'https://lab.example:8443/api/outage?key=${env:KEY}',
      details: {
        headers: { 'X-Token': '${env:TOKEN}', Accept: 'text/html' },
        body: '{"pool":"primary","pid":${primary.pid}}',
        type: 'application/json',
        basic: { user: 'admin', password: 'plain-4711-x' },
        fingerprint: 'ab'.repeat(32),
        expect: [
          [200, 299],
          [304, 304],
        ],
      },
    },
  ]);
  expect(failover.proofs).toEqual([
    { kind: 'http', url: 'https://lab.example/status', details: { bearer: 'bearer-0815-y' }, contains: 'backup' },
  ]);
  expect(loaded('  failover: { do: { http: { post: backup/failover } } }\n').transitions.failover.actions).toEqual([
    { kind: 'http', method: 'POST', pool: 'backup', path: 'failover' },
  ]);
});

test('variables that are not set are told by name', () => {
  expect(missingVariables(loaded(LAB), { KEY: 'x' })).toEqual(['TOKEN']);
  expect(missingVariables(loaded(LAB), ENVIRONMENT)).toEqual([]);
});

const SPELLINGS = ['key-in-query-9', 'token-in-field-8', 'plain-4711-x', 'bearer-0815-y'].flatMap((secret) => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('hex'),
  Buffer.from(secret).toString('base64'),
]);

test.each([...SPELLINGS, Buffer.from('admin:plain-4711-x').toString('base64')])('%s is hidden', (spelling) => {
  const secrets = secretsOf(loaded(LAB), ENVIRONMENT);
  expect(secrets.hide(`it says ${spelling}, as it was told`)).toMatch(/^it says \*\*\*.*, as it was told$/);
});

test('of a password that is too short to be looked for, the word of Basic is hidden all the same', () => {
  const file = '  outage: { do: { http: { post: "https://lab.example/", basic: { user: admin, password: abc } } } }\n';
  const word = Buffer.from('admin:abc').toString('base64');
  expect(secretsOf(loaded(file), {}).hide(`<${word}>`)).toBe('<***>');
  expect(exposedSecrets(loaded(file), {})).toEqual([
    expect.stringContaining('the password of POST https://lab.example/ is not hidden'),
  ]);
});

test('what is recorded has nothing of it, and is read again as it is', () => {
  const candidate = loaded(LAB, 'accounts: { password: abcdef }\n');
  const recorded = recordedCandidate(candidate, secretsOf(candidate, ENVIRONMENT));
  const text = JSON.stringify(recorded);
  for (const spelling of SPELLINGS) expect(text).not.toContain(spelling);
  expect(recorded.transitions.outage.actions[0]).toMatchObject({
    url: 'https://lab.example:8443/api/outage?…',
    details: { headers: { 'X-Token': '***' }, body: '***', basic: { user: 'admin', password: '***' } },
  });
  expect(candidateForm.parse(JSON.parse(text)).transitions).toEqual(JSON.parse(text).transitions);
});

test('credentials that go over a network as they are, are told of', () => {
  const file = (url: string): string =>
    `  outage: { do: { http: { post: "${url}", basic: { user: admin, password: abcdef-4711 } } } }\n`;
  expect(exposedSecrets(loaded(file('http://lab.example/outage')), {})).toEqual([
    'the credentials of POST http://lab.example/outage can be read on the network: use https',
  ]);
  expect(exposedSecrets(loaded(file('https://lab.example/outage')), {})).toEqual([]);
  expect(exposedSecrets(loaded(file('http://127.0.0.1:8080/outage')), {})).toEqual([]);
});

test('a file that holds no certificate is refused with the line', () => {
  const request = '{ http: { post: "https://lab.example/", ca: ./package.json } }';
  const reading = loadCandidate(`${BEGIN}transitions: { outage: { do: ${request} } }\n`, 'candidate.yaml');
  expect('diagnostics' in reading ? renderDiagnostics(reading.diagnostics) : '').toMatch(
    /^candidate\.yaml:5:\d+: the certificates cannot be read: there is no certificate in it\n/,
  );
});
