import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Candidate, CAPABILITIES, effectOf, type Transition } from '../../src/candidate/candidate.ts';
import { usersOf } from '../../src/candidate/users.ts';
import { loadCandidate } from '../../src/candidate/load-candidate.ts';
import { renderDiagnostics } from '../../src/suite/diagnostic.ts';

const BASE = `name: Some server
runtime: process
process: { command: [some-server] }
pools:
  primary: { sip: udp:5060, http: 8080, orbits: 100-199 }
  backup:  { sip: udp:5062, http: 8081, orbits: 200-299 }
`;

function load(source: string, file = '/somewhere/candidate.yaml'): Candidate {
  const reading = loadCandidate(source, file);
  if ('diagnostics' in reading) throw new Error(renderDiagnostics(reading.diagnostics));
  return reading.candidate;
}

describe('a candidate file that says little', () => {
  const candidate = load(BASE);

  test('gets the usual values', () => {
    expect(candidate).toMatchObject({
      version: 'unknown',
      dialect: { name: 'rfc5359', park: { to: 'park' }, retrieve: { by: 'replaces' } },
      domain: 'park.example',
      password: undefined,
      capabilities: [],
      bounds: { park: 4_000, disconnect: 8_000, gap: 1_000, setup: 4_000, probe: 2_000, cell: 60_000 },
      settings: { primary: { pickupTimeout: undefined, musicOnHold: undefined } },
      homes: {
        normal: 'primary',
        failover: 'backup',
        'failed-over': 'backup',
        failback: 'primary',
        restored: 'primary',
      },
    });
  });

  test('does nothing and still has each phase proven', () => {
    expect(candidate.transitions).toEqual({
      outage: { actions: [], proofs: [{ kind: 'silent', pool: 'primary' }], within: 10_000 },
      failover: { actions: [], proofs: [{ kind: 'registered', pool: 'backup' }], within: 10_000 },
      'failed-over': { actions: [], proofs: [{ kind: 'registered', pool: 'backup' }], within: 10_000 },
      failback: {
        actions: [],
        proofs: [
          { kind: 'answers', pool: 'primary' },
          { kind: 'registered', pool: 'primary' },
        ],
        within: 10_000,
      },
      restored: { actions: [], proofs: [{ kind: 'registered', pool: 'primary' }], within: 10_000 },
    });
  });
});

test('a phone may grant brief session intervals', () => {
  expect(load(BASE).phones).toBeUndefined();
  expect(load(`${BASE}phones: {}\n`).phones).toBeUndefined();
  expect(load(`${BASE}phones: { min-session-expires: 2s }\n`).phones).toEqual({ minSessionExpires: 2_000 });
});

test('phones may stay in their calls', () => {
  const policy = { move: 'after-calls', return: 'at-once', invite: 'backup' };
  expect(load(`${BASE}phones: { move: after-calls, return: at-once, invite: backup }\n`).phones).toEqual(policy);
  expect(load(`${BASE}phones: { register: both }\n`).phones).toEqual({ register: 'both' });
});

function transition(text: string, phase: keyof Candidate['transitions'] = 'outage', more = ''): Transition {
  return load(`${BASE}${more}transitions: { ${phase}: ${text} }\n`).transitions[phase];
}

describe('transitions', () => {
  test.each(['kill', 'stop'])('a pool that is taken down by %s must be seen gone', (action) => {
    expect(transition(`{ do: { ${action}: primary } }`).proofs).toEqual([
      { kind: 'exited', pool: 'primary' },
      { kind: 'silent', pool: 'primary' },
    ]);
  });

  test('a paused pool need not have exited', () => {
    expect(transition('{ do: { pause: primary } }').proofs).toEqual([{ kind: 'silent', pool: 'primary' }]);
  });

  test('proofs that are given replace the usual ones', () => {
    expect(
      transition(
        '{ until: [ { answers: primary }, { http: { get: backup/a/b, contains: ok } }, { header: { name: X, contains: y } } ] }',
      ).proofs,
    ).toEqual([
      { kind: 'answers', pool: 'primary' },
      { kind: 'http', pool: 'backup', path: 'a/b', contains: 'ok' },
      { kind: 'header', name: 'X', contains: 'y' },
    ]);
  });

  test.each([
    ['{ http: { post: backup/fail/over } }', { kind: 'http', method: 'POST', pool: 'backup', path: 'fail/over' }],
    ['{ http: { put: primary/ } }', { kind: 'http', method: 'PUT', pool: 'primary', path: '' }],
    ['{ http: { get: primary/x } }', { kind: 'http', method: 'GET', pool: 'primary', path: 'x' }],
    ['{ unpause: backup }', { kind: 'unpause', pool: 'backup' }],
    ['{ run: [./fail.sh, ./here, a b] }', { kind: 'run', command: ['/somewhere/fail.sh', './here', 'a b'] }],
    ['{ run: [fail, "${domain}"] }', { kind: 'run', command: ['fail', 'park.example'] }],
    ['{ run: ["${node}", x.js] }', { kind: 'run', command: [process.execPath, 'x.js'] }],
    ['{ run: [x], within: 90s }', { kind: 'run', command: ['x'], within: 90_000 }],
    // Filled in when it is run.
    ['{ run: [kill, "${primary.pid}"] }', { kind: 'run', command: ['kill', '${primary.pid}'] }],
  ])('the action %s', (text, action) => {
    expect(transition(`{ do: ${text} }`, 'failover').actions).toEqual([action]);
  });

  /** What each action does to which pool: `takes primary`. */
  function effects(text: string, phase: keyof Candidate['transitions'] = 'outage', more = ''): readonly string[] {
    return transition(`{ do: ${text} }`, phase, more).actions.map((action) => {
      const found = effectOf(action);
      return found === undefined ? 'nothing' : `${found.effect} ${found.pool}`;
    });
  }

  test.each([
    ['{ run: [off] }', ['takes primary']],
    ['[ { run: [off] }, { http: { post: primary/off } } ]', ['takes primary', 'takes primary']],
    ['[ { run: [off] }, { kill: primary } ]', ['nothing', 'takes primary']],
    ['[ { run: [tell] }, { run: [off], takes: primary } ]', ['nothing', 'takes primary']],
    ['[ { run: [off-both], takes: backup }, { run: [off] } ]', ['takes backup', 'takes primary']],
  ])('the outage %s', (text, expected) => {
    expect(effects(text)).toEqual(expected);
  });

  test.each([
    ['{ run: [on] }', ['returns primary']],
    ['[ { start: primary }, { http: { post: primary/failback } } ]', ['returns primary', 'nothing']],
    ['[ { run: [on], returns: primary }, { run: [tell] } ]', ['returns primary', 'nothing']],
  ])('the failback %s', (text, expected) => {
    expect(effects(text, 'failback')).toEqual(expected);
  });

  test('a failback of which a later phase brings the primary back need not do so', () => {
    const both = `${BASE}transitions: { failback: { do: { run: [tell] } }, restored: { do: { start: primary } } }\n`;
    expect(load(both).transitions.failback.actions.map(effectOf)).toEqual([undefined]);
  });

  test('within is a time', () => {
    expect(transition('{ within: 250ms }').within).toBe(250);
  });

  test('phones that are served by the backup during failback are waited for there', () => {
    expect(transition('{}', 'failback', 'homes: { failback: backup }\n').proofs).toContainEqual({
      kind: 'registered',
      pool: 'backup',
    });
  });
});

test('users need not be of our choosing, and have what the file says for all of them where they say nothing', () => {
  const more = `domain: lab.example
accounts:
  password: common
  users:
    alice: { user: "2001", display-name: Alice, auth-user: lab-2001, password: own, domain: other.example }
    bob: { user: "2002" }
`;
  const users = usersOf(load(BASE + more));
  expect(users.alice).toEqual({
    name: '2001',
    domain: 'other.example',
    displayName: 'Alice',
    authName: 'lab-2001',
    password: 'own',
  });
  expect(users.bob).toMatchObject({ name: '2002', domain: 'lab.example', password: 'common' });
  expect(users.frank).toMatchObject({ name: 'frank', domain: 'lab.example', password: 'common' });
  expect(usersOf(load(`${BASE}accounts: { password: all }\n`)).carol).toEqual({
    name: 'carol',
    domain: 'park.example',
    password: 'all',
  });
});

test('paths are resolved against the folder of the file', () => {
  const source = BASE.replace('command: [some-server]', 'command: [./bin/server, ./as-it-is], cwd: data');
  expect(load(source, 'containers/x/candidate.yaml').process).toEqual({
    command: [resolve('containers/x/bin/server'), './as-it-is'],
    cwd: resolve('containers/x/data'),
    env: {},
  });
  expect(load(BASE, 'containers/x/candidate.yaml').process?.cwd).toBe(resolve('containers/x'));
});

test('the reference server claims everything there is', () => {
  const file = 'containers/reference/candidate.yaml';
  const candidate = load(readFileSync(file, 'utf8'), file);
  expect(candidate.capabilities).toEqual(CAPABILITIES);
  expect(candidate.settings).toEqual({
    primary: { pickupTimeout: 8_000, pickupAttempts: 2, timeoutTarget: 'carol', musicOnHold: 1_750 },
    backup: { pickupTimeout: 5_000, pickupAttempts: 1, timeoutTarget: 'dave', musicOnHold: 2_050 },
  });
  expect(candidate.transitions.failback.actions.map(({ kind }) => kind)).toEqual(['start', 'http']);
  expect(JSON.parse(JSON.stringify(candidate))).toEqual(candidate);
});
