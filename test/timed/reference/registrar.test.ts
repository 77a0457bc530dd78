import { afterEach, describe, expect, test } from '@jest/globals';
import type { Pool } from '../../../src/reference/reference-pool.ts';
import { authorization, parseChallenge } from '../../../src/sip/digest.ts';
import type { FinalOutcome } from '../../../src/sip/endpoint.ts';
import { header, headerValues } from '../../../src/sip/message/headers.ts';
import { closeBed, openPair, type Phone, phone, register, statusOf, tell, until } from './bed.ts';

afterEach(closeBed);

function raw(
  who: Phone,
  pool: Pool,
  cseq: number,
  headers: ReadonlyArray<readonly [string, string]>,
): Promise<FinalOutcome> {
  const { endpoint, name } = who;
  return endpoint.request(
    {
      kind: 'request',
      method: 'REGISTER',
      uri: 'sip:park.example',
      headers: [
        ['From', `<sip:${name}@park.example>;tag=1`],
        ['To', `<sip:${name}@park.example>`],
        ['Call-ID', `registration-of-${name}`],
        ['CSeq', `${cseq} REGISTER`],
        ['Max-Forwards', '70'],
        ...headers,
      ].map(([field = '', value = '']) => ({ name: field, value })),
      body: new Uint8Array(0),
    },
    pool.sip,
  ).final;
}

function said(outcome: FinalOutcome, name: string): string[] {
  return outcome.kind === 'response' ? headerValues(outcome.response, name) : [];
}

describe('registration', () => {
  test('binds a user to a contact and says for how long', async () => {
    const { primary } = await openPair();
    const alice = await phone('alice');
    const outcome = await register(alice, primary, 120);
    expect(statusOf(outcome)).toBe(200);
    expect(said(outcome, 'Contact')).toEqual([`<${alice.ua.contact}>;expires=120`]);
    expect(primary.status().registered).toEqual(['alice']);
  });

  test('is announced as added first and as refreshed then', async () => {
    const { primary } = await openPair();
    const alice = await phone('alice');
    const state = async () => said(await register(alice, primary), 'Presence-State')[0];
    expect(await state()).toContain('register-action="added"');
    expect(await state()).toContain('register-action="refreshed"');
  });

  test('ends when the user says so, for one contact or for all', async () => {
    const { primary } = await openPair();
    const [alice, bob] = [await phone('alice'), await phone('bob')];
    await register(alice, primary);
    await raw(bob, primary, 1, [['Contact', '<sip:bob@127.0.0.1:1>, <sip:bob@127.0.0.1:2>']]);
    await register(alice, primary, 0);
    expect(primary.status().registered).toEqual(['bob']);
    expect(statusOf(await raw(bob, primary, 2, [['Contact', '*']]))).toBe(400);
    const all = await raw(bob, primary, 3, [
      ['Contact', '*'],
      ['Expires', '0'],
    ]);
    expect([statusOf(all), said(all, 'Contact')]).toEqual([200, []]);
    expect(primary.status().registered).toEqual([]);
  });

  test('lists every contact of the user, and only lists them when none is given', async () => {
    const { primary } = await openPair();
    const bob = await phone('bob');
    await raw(bob, primary, 1, [['Contact', '<sip:bob@127.0.0.1:1>;expires=60']]);
    await raw(bob, primary, 2, [
      ['Contact', '<sip:bob@127.0.0.1:2>'],
      ['Expires', '90'],
    ]);
    expect(said(await raw(bob, primary, 3, []), 'Contact')).toEqual([
      '<sip:bob@127.0.0.1:1>;expires=60',
      '<sip:bob@127.0.0.1:2>;expires=90',
    ]);
  });

  test('fails when an older REGISTER of the same phone comes late', async () => {
    const { primary } = await openPair();
    const bob = await phone('bob');
    await raw(bob, primary, 7, [['Contact', '<sip:bob@127.0.0.1:1>']]);
    expect(statusOf(await raw(bob, primary, 6, [['Contact', '<sip:bob@127.0.0.1:1>;expires=0']]))).toBe(500);
    expect(primary.status().registered).toEqual(['bob']);
  });

  test('is refused for a contact that is none, for another domain, and for too many contacts', async () => {
    const { primary } = await openPair();
    const bob = await phone('bob');
    expect(statusOf(await raw(bob, primary, 1, [['Contact', '<tel:+1>']]))).toBe(400);
    const many = Array.from({ length: 11 }, (_, index) => `<sip:bob@127.0.0.1:${index + 1}>`).join(', ');
    expect(statusOf(await raw(bob, primary, 2, [['Contact', many]]))).toBe(503);
    const elsewhere = await bob.ua.request({ method: 'REGISTER', uri: 'sip:other.example', next: primary.sip });
    expect(statusOf(elsewhere)).toBe(403);
    const stranger = await bob.ua.request({
      method: 'REGISTER',
      uri: 'sip:park.example',
      to: 'sip:bob@other.example',
      next: primary.sip,
    });
    expect(statusOf(stranger)).toBe(404);
  });
});

describe('a registrar with a password', () => {
  const both = { password: 'park-and-ride' };

  test('accepts who knows it', async () => {
    const { primary } = await openPair({ both });
    expect(statusOf(await register(await phone('alice', { password: 'park-and-ride' }), primary))).toBe(200);
  });

  test.each([
    ['another password', { password: 'wrong' }],
    ["another user's name", { password: 'park-and-ride', username: 'bob' }],
    ['none', {}],
  ])('refuses a user with %s', async (_what, credentials) => {
    const { primary } = await openPair({ both });
    expect(statusOf(await register(await phone('alice', credentials), primary))).toBe(401);
    expect(primary.status().registered).toEqual([]);
  });

  test('offers SHA-256 before MD5, and takes either', async () => {
    const { primary } = await openPair({ both });
    const bob = await phone('bob');
    const contact = ['Contact', '<sip:bob@127.0.0.1:1>'] as const;
    const challenges = said(await raw(bob, primary, 1, [contact]), 'WWW-Authenticate').map(parseChallenge);
    expect(challenges.map((challenge) => challenge?.algorithm)).toEqual(['SHA-256', 'MD5']);
    for (const [index, challenge] of challenges.entries()) {
      const credentials = authorization({
        challenge: challenge!,
        username: 'bob',
        password: 'park-and-ride',
        method: 'REGISTER',
        uri: 'sip:park.example',
        nc: 1,
        cnonce: 'abc',
      });
      // oxlint-disable-next-line no-await-in-loop -- one after the other, with rising numbers
      expect(statusOf(await raw(bob, primary, index + 2, [contact, ['Authorization', credentials]]))).toBe(200);
    }
  });

  test.each([
    ['SHA-256', 'MD5'],
    ['MD5', 'SHA-256'],
  ] as const)('that is told to offer %s alone, and takes no %s', async (offered, other) => {
    const { primary } = await openPair({ both: { ...both, digest: [offered] } });
    const bob = await phone('bob');
    const contact = ['Contact', '<sip:bob@127.0.0.1:1>'] as const;
    const challenges = said(await raw(bob, primary, 1, [contact]), 'WWW-Authenticate').map(parseChallenge);
    expect(challenges.map((challenge) => challenge?.algorithm)).toEqual([offered]);
    const answered = (algorithm: typeof offered): readonly [string, string] => {
      const challenge = { ...challenges[0]!, algorithm };
      const credentials = { username: 'bob', password: 'park-and-ride', method: 'REGISTER', uri: 'sip:park.example' };
      return ['Authorization', authorization({ ...credentials, challenge, nc: 1, cnonce: 'abc' })];
    };
    expect(statusOf(await raw(bob, primary, 2, [contact, answered(other)]))).toBe(401);
    expect(statusOf(await raw(bob, primary, 3, [contact, answered(offered)]))).toBe(200);
  });

  test('takes no nonce that it did not make', async () => {
    const { primary } = await openPair({ both });
    const bob = await phone('bob');
    const credentials = authorization({
      challenge: {
        realm: 'park.example',
        nonce: `${Date.now().toString(36)}.${'00'.repeat(16)}`,
        algorithm: 'MD5',
        qop: ['auth'],
        stale: false,
      },
      username: 'bob',
      password: 'park-and-ride',
      method: 'REGISTER',
      uri: 'sip:park.example',
      nc: 1,
      cnonce: 'abc',
    });
    expect(statusOf(await raw(bob, primary, 1, [['Authorization', credentials]]))).toBe(401);
  });
});

describe('users who come to the wrong pool', () => {
  test('are redirected by the backup while the primary is alive', async () => {
    const { primary, backup } = await openPair();
    const outcome = await register(await phone('alice'), backup);
    expect(statusOf(outcome)).toBe(302);
    expect(said(outcome, 'Contact')).toEqual([`<sip:127.0.0.1:${primary.sip.port}>`]);
  });

  test('are refused by the backup when the primary is dead and failover has not begun', async () => {
    const { primary, backup } = await openPair();
    await primary.close();
    await until(() => backup.status().peer === 'dead');
    const outcome = await register(await phone('alice'), backup);
    expect(statusOf(outcome)).toBe(503);
    expect(outcome.kind === 'response' && header(outcome.response, 'Warning')).toContain('does not serve users');
  });

  test('are redirected by a primary whose backup has taken over', async () => {
    const { primary, backup } = await openPair();
    await tell(backup, '/failover');
    await until(() => primary.status().mode === 'away');
    const outcome = await register(await phone('alice'), primary);
    expect([statusOf(outcome), said(outcome, 'Contact')]).toEqual([302, [`<sip:127.0.0.1:${backup.sip.port}>`]]);
  });
});
