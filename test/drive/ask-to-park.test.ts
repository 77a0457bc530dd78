/** Which pool a park is asked of, and which orbits its parker watches. */
import { expect, test } from '@jest/globals';
import { buildDialect } from '../../src/candidate/dialect/build-dialect.ts';
import type { PresetName } from '../../src/candidate/dialect/dialect-presets.ts';
import { askDialect } from '../../src/dialect/ask/ask-dialect.ts';
import type { FoundDialog, LookupRequest, ParkRequest } from '../../src/dialect/dialect.ts';
import { CallBook } from '../../src/drive/call-book.ts';
import { askToPark } from '../../src/drive/park.ts';
import type { Stage } from '../../src/drive/stage.ts';
import type { Phase, PoolName } from '../../src/suite/cell.ts';
import { SAMPLE } from '../candidate/sample.ts';

const ADDRESSES = {
  primary: { transport: 'udp', host: '127.0.0.1', port: 5060 },
  backup: { transport: 'udp', host: '127.0.0.1', port: 5070 },
} as const;

interface Bed {
  /** The preset of the candidate. */
  readonly dialect: PresetName;
  readonly phase: Phase;
  /** Where bob's call leads: to a pool, or to an address of the pair. */
  readonly leadsTo: PoolName | 'pair';
  /** Orbits that the pools show as occupied. */
  readonly occupied?: readonly string[];
  /** How a park that bob has asked for before, of another call, went. */
  readonly before?: 'refused' | 'silent';
}

/** The park that bob asks for in call A: a candidate refuses it, and shows its orbits before. */
async function parkAsked({ dialect, phase, leadsTo, occupied = [], before }: Bed): Promise<ParkRequest> {
  const asked: ParkRequest[] = [];
  const candidate = {
    ...SAMPLE,
    dialect: buildDialect({ dialect }),
    pools: {
      primary: { ...SAMPLE.pools.primary, orbits: { first: 100, last: 102 } },
      backup: { ...SAMPLE.pools.backup, orbits: { first: 200, last: 202 } },
    },
  };
  const book = new CallBook();
  book.open('A').legs.set('bob', 'a@bob');
  const { host, port } = leadsTo === 'pair' ? { host: '127.0.0.2', port: 5060 } : ADDRESSES[leadsTo];
  const leg = (callId: string) => ({ live: true, callId, remoteTarget: `sip:call@${host}:${port}` });
  let count = 0;
  const stage = {
    cell: { id: 'C' },
    candidate,
    book,
    phase,
    dialect: {
      ...askDialect(candidate.dialect),
      heldCallId: () => undefined,
      lookup: ({ orbit = '' }: LookupRequest) => {
        const dialogs: readonly FoundDialog[] = occupied.includes(orbit) ? [{ orbit }] : [];
        return Promise.resolve({ kind: 'dialogs', dialogs });
      },
      park: (request: ParkRequest) => {
        asked.push(request);
        if (request.leg.callId === 'b@bob' && before === 'silent') return Promise.resolve({ kind: 'silent' });
        return Promise.resolve({ kind: 'refused', status: 503, reason: 'Service Unavailable' });
      },
    },
    pools: { primary: { address: ADDRESSES.primary }, backup: { address: ADDRESSES.backup } },
    phones: new Map([['bob', { party: 'bob', leg, legs: () => [leg('a@bob'), leg('b@bob')] }]]),
    staying: new Map(),
    recorder: { append: () => undefined },
    receivedRequests: { mark: () => 0 },
    signal: new AbortController().signal,
    nextId: () => (count += 1),
  } as unknown as Stage;
  if (before !== undefined) {
    book.open('B').legs.set('bob', 'b@bob');
    await askToPark(stage, { verb: 'park', by: 'bob', call: 'B' }, undefined);
  }
  await askToPark(stage, { verb: 'park', by: 'bob', call: 'A' }, undefined);
  const request = asked.at(-1);
  if (request === undefined) throw new Error('no park was asked for');
  return request;
}

test.each([
  ['at which the call is, where the pool that is asked in the call chooses the orbit', 'asterisk-lot', 'backup'],
  ['that is the home of the phones, where the parker chooses the orbit', 'one-touch-slot', 'primary'],
  ['that is the home of the phones, where it is asked beside the call', 'rfc5359', 'primary'],
] as const)('a park is asked of the pool %s', async (_which, dialect, pool) => {
  const request = await parkAsked({ dialect, phase: 'restored', leadsTo: 'backup' });
  expect([request.pool, request.next]).toEqual([pool, ADDRESSES[pool]]);
});

test('a park is asked of the home of the phones, where the call leads to an address of the pair', async () => {
  expect((await parkAsked({ dialect: 'asterisk-lot', phase: 'failover', leadsTo: 'pair' })).pool).toBe('backup');
});

test('a parker watches the orbits that are free, and no other', async () => {
  const lot = { dialect: 'asterisk-lot', phase: 'normal', leadsTo: 'primary' } as const;
  expect((await parkAsked({ ...lot, occupied: ['101'] })).free).toEqual(['100', '102']);
  expect((await parkAsked({ ...lot, dialect: 'one-touch-slot' })).free).toEqual([]);
});

test.each([
  ['is free where a park was refused there', 'refused', '100'],
  ['may be in use where a park had no answer there', 'silent', '101'],
] as const)('an orbit that a parker chooses %s', async (_which, before, orbit) => {
  const chosen = { dialect: 'one-touch-slot', phase: 'normal', leadsTo: 'primary' } as const;
  expect((await parkAsked({ ...chosen, before })).orbit).toBe(orbit);
});
