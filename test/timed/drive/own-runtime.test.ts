/**
 * The port of a runtime suffices for a system that is there already: one that is not started, has users of its own,
 * becomes fresh in its own way, and can suffer only what it says.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Candidate, TransitionProof } from '../../../src/candidate/candidate.ts';
import { eachParty, type Users } from '../../../src/candidate/users.ts';
import { runCell } from '../../../src/drive/run-cell.ts';
import type { HistoryEvent } from '../../../src/history/event.ts';
import { readHistory } from '../../../src/history/read-history.ts';
import { judge } from '../../../src/judge/judge.ts';
import type { Pool, PoolState } from '../../../src/runtime/pool.ts';
import type { Pools, Runtime } from '../../../src/runtime/pools.ts';
import { PARTIES, type PoolName } from '../../../src/suite/cell.ts';
import { closeBed, openPair, type TestPair } from '../reference/bed.ts';
import { cell, path, reference } from '../../drive/reference.ts';

const never = new AbortController().signal;
const closers: Array<() => void> = [];
let folder = '';
const before = process.env['XDG_CACHE_HOME'];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkspec-own-'));
  // A lab that is not brought back is remembered there, for runs of the same user.
  process.env['XDG_CACHE_HOME'] = join(folder, 'cache');
});
afterEach(async () => {
  await closeBed();
  for (const close of closers.splice(0)) close();
  if (before === undefined) delete process.env['XDG_CACHE_HOME'];
  else process.env['XDG_CACHE_HOME'] = before;
  rmSync(folder, { recursive: true, force: true });
});

const USERS: Users = eachParty((party) => ({
  name: String(2001 + PARTIES.indexOf(party)),
  domain: 'lab.example',
  displayName: `Desk of ${party}`,
  password: 's3cret',
}));

/** A lab with two pools in this process. They run before any cell does, and after it. */
class Lab implements Runtime {
  readonly pair: TestPair;
  /** Port of an administration that is not the pools' own. */
  readonly admin: number | undefined;
  /** How long the pools had to be ready each time, and to come back, in ms. */
  readonly resets: number[] = [];
  readonly starts: number[] = [];

  constructor(pair: TestPair, admin?: number) {
    this.pair = pair;
    this.admin = admin;
  }

  async prepare(): Promise<Pools> {
    const byName = { primary: this.#pool('primary'), backup: this.#pool('backup') };
    return {
      byName,
      phonesAt: '127.0.0.1',
      addresses: ['127.0.0.1'],
      users: USERS,
      reset: async (within) => {
        this.resets.push(within);
        return { kind: 'up' };
      },
      close: async () => undefined,
    };
  }

  #pool(name: PoolName): Pool {
    const { pair, starts } = this;
    const { sip, http } = pair[name];
    let state: PoolState = 'running';
    return {
      name,
      address: sip,
      http: { host: sip.host, port: this.admin ?? http },
      // Of a command that never ends.
      exec: (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
      get state() {
        return state;
      },
      pid: undefined,
      faults: {
        stop: {
          apply: async () => {
            await pair[name].close();
            state = 'gone';
          },
        },
      },
      look: async () => state,
      start: async (within) => {
        starts.push(within);
        await pair.reopen(name);
        state = 'running';
        return { kind: 'up' };
      },
      strays: () => [],
      lastWords: () => '',
    };
  }
}

/** The reference server with what a lab would say of itself. */
function labCandidate(outage: Candidate['transitions']['outage']['actions']): Candidate {
  const { process: _, ...known } = reference();
  const transitions = { ...known.transitions, outage: { ...known.transitions.outage, actions: outage, proofs: [] } };
  const bounds = { ...known.bounds, gap: 1_000, start: 12_000 };
  return { ...known, process: undefined, runtime: 'remote', domain: 'lab.example', transitions, bounds };
}

async function run(lab: Lab, candidate: Candidate): Promise<readonly HistoryEvent[]> {
  const retrieved = cell(readFileSync(path('specs/dr-table/retrieved.failback.yaml'), 'utf8'));
  await runCell({ cell: retrieved, candidate, directory: folder, signal: never, runtime: lab });
  return readHistory(readFileSync(join(folder, 'history.jsonl'), 'utf8')).events;
}

async function openLab(admin?: number): Promise<Lab> {
  return new Lab(await openPair({ both: { domain: 'lab.example', password: 's3cret' } }), admin);
}

/** Takes every request and answers none. */
async function openMuteAdmin(): Promise<number> {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

test('a cell runs on a runtime of somebody else, with users of its own', async () => {
  const lab = await openLab();
  const events = await run(lab, labCandidate([{ kind: 'stop', pool: 'primary' }]));
  const { checks } = judge(events);
  expect(checks.filter(({ verdict }) => verdict !== 'pass').map(({ id, reason }) => `${id}: ${reason}`)).toEqual([]);
  expect(lab.resets).toEqual([12_000]);
  expect(lab.starts).toEqual([12_000]);
  const invite = events.find((event) => event.kind === 'sip' && event.text.startsWith('INVITE sip:2002@lab.example '));
  expect(invite).toMatchObject({
    tap: 'alice',
    text: expect.stringContaining('From: "Desk of alice" <sip:2001@lab.example>'),
  });
  expect(events[0]).toMatchObject({
    kind: 'run',
    candidate: { runtime: 'remote', users: { frank: { name: '2006' } } },
  });
});

test.each<[string, TransitionProof, RegExp]>([
  [
    'a command',
    { kind: 'exec', pool: 'backup', command: ['wait'] },
    /^phase failover .*wait in backup has not ended within \d+ ms/,
  ],
  [
    'an answer',
    { kind: 'http', pool: 'backup', path: 'never', contains: 'x' },
    /^phase failover .*GET backup\/never does not show "x": .*(timeout|aborted)/,
  ],
])('%s that never comes is waited for no longer than the proofs may take', async (_, proof, expected) => {
  const lab = await openLab(await openMuteAdmin());
  const candidate = labCandidate([{ kind: 'stop', pool: 'primary' }]);
  const failover = { actions: [], proofs: [proof], within: 600 };
  const events = await run(lab, { ...candidate, transitions: { ...candidate.transitions, failover } });
  const of = (state: string): number =>
    events.find((event) => event.kind === 'phase' && event.phase === 'failover' && event.state === state)?.t ?? 0;
  expect(of('missed') - of('entering')).toBeGreaterThan(500);
  expect(of('missed') - of('entering')).toBeLessThan(5_000);
  expect(judge(events).checks[0]?.reason).toMatch(expected);
});

test('a fault that the runtime does not have is refused before anything is done', async () => {
  const lab = await openLab();
  const events = await run(lab, labCandidate([{ kind: 'pause', pool: 'primary' }]));
  expect(lab.resets).toEqual([]);
  expect(events.map(({ kind }) => kind)).toEqual(['run', 'note', 'end']);
  expect(events[1]).toMatchObject({
    level: 'trouble',
    stage: 'transition',
    text: 'the runtime of the primary pool has no `pause`',
  });
  expect(judge(events).checks[0]).toMatchObject({
    verdict: 'error',
    reason: expect.stringMatching(/^the bench failed \(transition\): the runtime of the primary pool has no `pause`; /),
  });
});
