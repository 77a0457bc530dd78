/** A candidate for tests that need none in particular. */
import type { Candidate } from '../../src/candidate/candidate.ts';
import { buildDialect } from '../../src/candidate/dialect/build-dialect.ts';

const settings = { pickupTimeout: 30_000, pickupAttempts: 1, timeoutTarget: undefined, musicOnHold: undefined };
const nothing = { actions: [], proofs: [], within: 1000 };

export const SAMPLE: Candidate = {
  name: 'Sample park server',
  version: '1.0',
  file: '/candidates/sample/candidate.yaml',
  runtime: 'process',
  dialect: buildDialect({}),
  domain: 'park.example',
  password: undefined,
  process: undefined,
  pools: {
    primary: { name: 'primary', transport: 'udp', port: 'auto', http: undefined, orbits: { first: 100, last: 199 } },
    backup: { name: 'backup', transport: 'udp', port: 'auto', http: undefined, orbits: { first: 200, last: 299 } },
  },
  transitions: { outage: nothing, failover: nothing, 'failed-over': nothing, failback: nothing, restored: nothing },
  homes: {
    normal: 'primary',
    outage: 'primary',
    failover: 'backup',
    'failed-over': 'backup',
    failback: 'primary',
    restored: 'primary',
  },
  capabilities: ['hold'],
  settings: { primary: settings, backup: settings },
  bounds: { start: 10_000, park: 4000, disconnect: 8000, gap: 1000, setup: 2000, probe: 1000, cell: 20_000 },
};

/** Calls are retrieved by calling their orbit. */
export const ORBIT_CALLED: Pick<Candidate, 'dialect'> = { dialect: buildDialect({ retrieve: { by: 'invite' } }) };
