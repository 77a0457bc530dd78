import { describe, expect, jest, test } from '@jest/globals';
import { conforming } from '../../src/reference/behaviour.ts';
import type { Mode } from '../../src/reference/mode.ts';
import { Orbits } from '../../src/reference/orbit-numbers.ts';
import type { ParkService } from '../../src/reference/park-service.ts';
import type { PoolContext } from '../../src/reference/pool-context.ts';
import type { ParkPolicy, Settings } from '../../src/reference/settings.ts';
import { parsePeerStatus } from '../../src/reference/status.ts';

const MODES: readonly Mode[] = [
  'home',
  'away',
  'failback-resiliency',
  'standby',
  'failover-resiliency',
  'failed-over',
  'handing-back',
];
const SERVING: readonly Mode[] = ['home', 'failback-resiliency', 'failover-resiliency', 'failed-over'];
const PEERS: ParkPolicy = { pickupTimeout: 6000, pickupAttempts: 2, timeoutTarget: 'carol', ring: 100, music: 1750 };
const OWN: Settings = {
  ...PEERS,
  pickupTimeout: 4000,
  timeoutTarget: 'dave',
  pool: 'backup',
  sip: { transport: 'udp', host: '127.0.0.1', port: 0 },
  http: 0,
  peer: undefined,
  orbits: { first: 200, last: 299 },
  domain: 'park.example',
  password: undefined,
  digest: ['SHA-256', 'MD5'],
  dialect: 'rfc5359',
  calls: 'proxy',
  retrieve: 'redirect',
  defect: undefined,
};
const ASKED = {
  parkee: 'sip:alice@127.0.0.1',
  next: { transport: 'udp', host: '127.0.0.1', port: 5060 },
  replaces: 'x',
  call: 'x',
  referredBy: undefined,
  parker: 'bob',
} as const;

describe('a pool that conforms', () => {
  test.each(MODES)('takes up the mode %s when an event calls for it', (mode) => {
    expect(conforming.takesUp(mode, 'home')).toBe(mode);
  });

  test.each(MODES)('registers users in mode %s if they are at home there, known or not', (mode) => {
    for (const known of [true, false]) {
      const answers = [true, false].map((alive) => conforming.registration(mode, alive, { user: 'alice', known }));
      expect(answers).toEqual(SERVING.includes(mode) ? ['serve', 'serve'] : ['redirect', 'refuse']);
    }
    expect(conforming.listsBindings(mode)).toBe(true);
  });

  test.each(MODES)('parks in mode %s only when that is full service', (mode) => {
    expect(conforming.park(mode).kind).toBe(mode === 'home' || mode === 'failed-over' ? 'serve' : 'refuse');
  });

  test('ends the leg of a parkee whose call it has given away', () => {
    expect(conforming.endsHandedOverLeg()).toBe(true);
  });

  test.each(MODES)('puts calls between users through in mode %s', (mode) => {
    expect(conforming.deliversCalls(mode)).toBe(true);
  });

  test('calls the target of a transfer where it is, and tells 404 where it is nowhere or no call goes through', () => {
    const to = { uri: 'sip:carol@127.0.0.1:5060', next: { transport: 'udp', host: '127.0.0.1', port: 5060 } } as const;
    const parties = { transferor: 'bob', transferee: 'alice', target: 'carol' };
    const pool = { mode: () => 'home', behaviour: conforming } as unknown as PoolContext;
    const closed = { ...pool, behaviour: { ...conforming, deliversCalls: () => false } };
    expect(conforming.transfersTo(to, parties, pool)).toBe(to);
    expect(conforming.transfersTo(undefined, parties, pool)).toBe(404);
    expect(conforming.transfersTo(to, parties, closed)).toBe(404);
  });

  test.each(MODES)('hands out orbits of its own in mode %s, whatever its peer has', (mode) => {
    expect(
      conforming.takeOrbit({ orbits: new Orbits(OWN.orbits), at: () => undefined }, mode, { first: 100, last: 199 }),
    ).toBe(200);
  });

  test('parks with its own settings, whatever its peer has', () => {
    expect(conforming.parkSettings(OWN, PEERS)).toBe(OWN);
  });

  test('has done with a park that it has refused', () => {
    const carryOut = jest.fn();
    conforming.afterRefusing({ parkee: ASKED.parkee, carryOut }, {} as ParkService);
    expect(carryOut).not.toHaveBeenCalled();
  });

  test('takes a call over unless that is under way', () => {
    expect([true, false].map((underWay) => conforming.isFree(ASKED, underWay))).toEqual([false, true]);
  });
});

const status = (policy: unknown): string => JSON.stringify({ mode: 'home', policy });

describe('the Call Park settings in the status of a peer', () => {
  test('are read, with null for what it does not have', () => {
    expect(parsePeerStatus(status(PEERS))?.policy).toEqual(PEERS);
    const none = { timeoutTarget: undefined, music: undefined };
    expect(parsePeerStatus(status({ ...PEERS, timeoutTarget: null, music: null }))?.policy).toEqual({
      ...PEERS,
      ...none,
    });
  });

  test.each([undefined, null, 'x', {}, { ...PEERS, ring: 'long' }])('are not known from %j', (policy) => {
    const found = parsePeerStatus(status(policy));
    expect(found?.mode).toBe('home');
    expect(found?.policy).toBeUndefined();
  });
});
