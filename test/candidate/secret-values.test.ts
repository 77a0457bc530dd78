/* oxlint-disable no-template-curly-in-string -- placeholders of candidate files */
import { describe, expect, test } from '@jest/globals';
import type { Candidate } from '../../src/candidate/candidate.ts';
import { exposedSecrets } from '../../src/candidate/exposed-secrets.ts';
import { loadCandidate } from '../../src/candidate/load-candidate.ts';
import { missingVariables, withPasswords } from '../../src/candidate/passed-variables.ts';
import { recordedCandidate } from '../../src/candidate/recorded-candidate.ts';
import { addSecrets, secretsOf, secretValues } from '../../src/candidate/secret-values.ts';
import { Secrets } from '../../src/secrets.ts';
import { renderDiagnostics } from '../../src/suite/diagnostic.ts';

const BASE = `name: X
runtime: process
pools: { primary: { sip: udp:auto, orbits: 100-199 }, backup: { sip: udp:auto, orbits: 200-299 } }
`;

function refusal(more: string): string {
  const reading = loadCandidate(`${BASE}${more}`, 'x.yaml');
  return 'diagnostics' in reading ? renderDiagnostics(reading.diagnostics) : 'none';
}

function load(more: string): Candidate {
  const reading = loadCandidate(`${BASE}${more}`, 'x.yaml');
  if ('candidate' in reading) return reading.candidate;
  throw new Error(renderDiagnostics(reading.diagnostics));
}

function valuesOf(more: string, env: NodeJS.ProcessEnv = {}): readonly string[] {
  return secretValues(load(more), env).map(({ value }) => value);
}

describe('secret is', () => {
  test('the password of all and those of users', () => {
    const accounts = 'accounts: { password: for-all, users: { bob: { password: of-bob } } }';
    expect(valuesOf(`process: { command: [x] }\n${accounts}\n`)).toEqual(['for-all', 'of-bob']);
  });

  test('what `secrets` names, of each `env`', () => {
    const text = `process: { command: [x], env: { A: of-process, B: open } }
scripts: { env: { C: of-scripts } }
secrets: [A, C]
`;
    expect(valuesOf(text)).toEqual(['of-process', 'of-scripts']);
  });

  test('what is passed on from the shell, in an `env` and in a password, but not what everything finds', () => {
    const text = `process: { command: [x], env: { A: "x\${env:TOKEN}y", H: "\${env:HOME}" } }
accounts: { password: "\${env:PASS}" }
`;
    expect(valuesOf(text, { TOKEN: 'token-1', PASS: 'pass-1', HOME: '/home/me' })).toEqual(['pass-1', 'token-1']);
    expect(valuesOf(text)).toEqual([]);
  });

  test('what a pool is started with, where only its start tells', () => {
    const candidate = load('process: { command: [x], env: { A: "${pool}-token" } }\nsecrets: [A]\n');
    const secrets = secretsOf(candidate, {});
    addSecrets(secrets, candidate, { A: 'the-token-of-it', B: 'something' });
    expect(secrets.hide('the-token-of-it something')).toBe('*** something');
  });
});

test('a name in `secrets` that no `env` has is refused, with what was meant', () => {
  const text =
    'process: { command: [x], env: { TOKEN: abc, N: "${env:CI_TOKEN}" } }\nsecrets: [TOKEN, CI_TOKEN, TOKAN]\n';
  expect(refusal(text)).toContain('x.yaml:5:28: no `env` of this file has a variable TOKAN');
  expect(refusal(text)).toContain('did you mean TOKEN?');
});

test('a password is passed on from the shell, and missed where it is not set', () => {
  const candidate = load('process: { command: [x] }\naccounts: { password: "a-${env:PASS}" }\n');
  expect(withPasswords(candidate, { PASS: 'b' }, () => undefined).password).toBe('a-b');
  expect(missingVariables(candidate, {})).toEqual(['PASS']);
  expect(missingVariables(candidate, { PASS: 'b' })).toEqual([]);
});

describe('a candidate as it is recorded', () => {
  const text = `process: { command: [x, --key, of-process-1], env: { A: of-process-1, B: open } }
accounts: { password: pw, users: { bob: { password: of-bob } } }
scripts: { env: { C: of-scripts } }
secrets: [A]
`;
  const recorded = recordedCandidate(load(text), secretsOf(load(text), {}));

  test('has no password and no value of an `env`, and says that there were some', () => {
    expect(recorded.password).toBe('***');
    expect(recorded.users?.bob.password).toBe('***');
    expect(recorded.process?.env).toEqual({ A: '***', B: '***' });
    expect(recorded.scripts?.env).toEqual({ C: '***' });
  });

  test('has no secret elsewhere', () => {
    expect(recorded.process?.command.at(-1)).toBe('***');
  });

  test('is otherwise what it was', () => {
    const plain = load('process: { command: [x] }\n');
    expect(recordedCandidate(plain, new Secrets())).toEqual(plain);
  });
});

describe('it is told of a secret that cannot be kept', () => {
  test.each([
    'short',
    '1234567',
    'INVITE',
    'park.example',
    'alice',
    'Lab Bob',
    '10.20.30.40',
    'udp:10.20.30.40:5060',
    'http://[fd00::1]:8080/',
    'fd00::1:2',
  ])('since it is common: %s', (password) => {
    const candidate = load(
      `process: { command: [x] }\naccounts: { password: "${password}", users: { bob: { display-name: A Lab Bob } } }\n`,
    );
    expect(exposedSecrets(candidate, {})).toEqual([expect.stringMatching(/^the password of `accounts` is not hidden/)]);
    expect(secretsOf(candidate, {}).hide(`a ${password} b`)).toBe(`a ${password} b`);
  });

  test('since it stands in a command line', () => {
    const candidate = load('process: { command: [x, "--pw=${password}"] }\naccounts: { password: hunter2-canary }\n');
    expect(exposedSecrets(candidate, {})).toEqual([
      expect.stringContaining('can read ${password} in `process.command`'),
    ]);
  });

  test('and of no other', () => {
    const candidate = load(
      'process: { command: [x], env: { P: "${password}" } }\naccounts: { password: hunter2-canary }\n',
    );
    expect(exposedSecrets(candidate, {})).toEqual([]);
  });
});

test('a mistake is shown without the secrets that stand beside it', () => {
  const text = 'process: { command: [x], env: { A: of-process-1, B: [] } }\nsecrets: [A]\n';
  expect(refusal(text)).toContain('env: { A: ************, B: [] }');
  expect(refusal('process: { command: [x] }\naccounts: { password: hunter2-canary, uers: 1 }\n')).not.toContain(
    'hunter2',
  );
});
