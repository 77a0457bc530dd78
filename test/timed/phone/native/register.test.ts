import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { buildResponse } from '../../../../src/sip/message/build.ts';
import { challenge, verify } from '../../../../src/sip/digest.ts';
import { header, headerValues } from '../../../../src/sip/message/headers.ts';
import { newTag } from '../../../../src/sip/token.ts';
import type { IncomingRequest } from '../../../../src/sip/endpoint.ts';
import type { SipRequest } from '../../../../src/sip/message/message.ts';
import { inTime } from '../../patience.ts';
import { Bench, passed, until } from '../bench.ts';
import type { SmallPool } from '../small-pool.ts';

function answer(
  incoming: IncomingRequest,
  status: number,
  headers: ReadonlyArray<readonly [string, string]> = [],
): true {
  incoming.respond(buildResponse(incoming.request, status, undefined, { toTag: newTag(), headers }));
  return true;
}

function redirectTo(pool: SmallPool): (incoming: IncomingRequest) => boolean {
  const { host, port } = pool.endpoint.address;
  return (incoming) => answer(incoming, 302, [['Contact', `<sip:${host}:${port}>`]]);
}

describe('registering a native phone', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await Bench.open();
  });
  afterEach(async () => {
    await bench.close();
  });

  test('makes the first pool that accepts its home', async () => {
    const { phone } = await bench.phone('alice');
    expect(phone.home).toBeUndefined();
    expect(await phone.register(['primary', 'backup'], { within: 2000 })).toMatchObject({ status: 200 });
    expect(phone.home).toBe('primary');
    expect(phone.aor).toBe('sip:alice@park.example');
    expect(bench.primary.requests.map(({ uri }) => uri)).toEqual(['sip:park.example']);
    expect(bench.backup.requests).toEqual([]);
  });

  test('goes on to the other pool soon when the first is dead', async () => {
    const { phone } = await bench.phone('alice');
    bench.primary.intercept = () => true;
    const registered = phone.register(['primary', 'backup'], { within: 60_000 });
    expect(await inTime(registered, 900)).toMatchObject({ status: 200 });
    expect(phone.home).toBe('backup');
  });

  test('waits for a slow pool when the other one is busy', async () => {
    const { phone } = await bench.phone('alice');
    bench.primary.intercept = (incoming) => {
      // After the other pool was asked.
      setTimeout(() => answer(incoming, 200, [['Contact', `<${phone.contact}>;expires=60`]]), 400);
      return true;
    };
    bench.backup.intercept = (incoming) => answer(incoming, 503);
    expect(await phone.register(['primary', 'backup'], { within: 4000 })).toMatchObject({ status: 200 });
    expect(phone.home).toBe('primary');
  });

  test('does not wait long for a pool that is dead when the other one is busy', async () => {
    const { phone } = await bench.phone('alice');
    bench.primary.intercept = () => true;
    bench.backup.intercept = (incoming) => answer(incoming, 503);
    const registered = phone.register(['primary', 'backup'], { within: 60_000 });
    expect(await inTime(registered, 2_500)).toMatchObject({ status: 503 });
  });

  test('asks a pool no more once it is given up, so that it registers nobody late', async () => {
    const [alice, bob] = await Promise.all([bench.phone('alice'), bench.phone('bob')]);
    bench.primary.intercept = () => true;
    const given = [alice.phone.register(['primary'], { within: 50 }), bob.phone.register(['primary'], { within: 900 })];
    await until(() => passed(bob).length === 2, 'bob asks a second time');
    expect(passed(alice)).toEqual(['out REGISTER']);
    await Promise.all(given);
  });

  test('goes on to the other pool when the first is busy, but not when it refuses', async () => {
    const { phone } = await bench.phone('alice');
    bench.primary.intercept = (incoming) => answer(incoming, 503);
    expect(await phone.register(['primary', 'backup'], { within: 2000 })).toMatchObject({ status: 200 });
    expect(phone.home).toBe('backup');
    bench.primary.intercept = (incoming) => answer(incoming, 403);
    expect(await phone.register(['primary', 'backup'], { within: 2000 })).toMatchObject({ status: 403 });
    expect(phone.home).toBe('backup');
  });

  test('goes on to the other pool when the user is not available at the first', async () => {
    const { phone } = await bench.phone('alice');
    bench.primary.intercept = (incoming) => answer(incoming, 480);
    expect(await phone.register(['primary', 'backup'], { within: 2000 })).toMatchObject({ status: 200 });
    expect(phone.home).toBe('backup');
  });

  test('asks a pool no more that has asked for time, and goes to the other one at once', async () => {
    const { phone } = await bench.phone('alice');
    bench.primary.intercept = (incoming) => answer(incoming, 503, [['Retry-After', '60']]);
    expect(await phone.register(['primary', 'backup'], { within: 2000 })).toMatchObject({ status: 200 });
    bench.backup.intercept = redirectTo(bench.primary);
    expect(await phone.register(['primary', 'backup'], { within: 2000 })).toMatchObject({ status: 302 });
    expect(await phone.register(['primary'], { within: 2000 })).toMatchObject({ kind: 'unreachable' });
    expect(bench.primary.requests).toHaveLength(1);
  });

  test('is silent when no pool answers, within its bound', async () => {
    const { phone } = await bench.phone('alice');
    bench.primary.intercept = () => true;
    bench.backup.intercept = () => true;
    const registered = phone.register(['primary', 'backup'], { within: 300 });
    expect(await inTime(registered, 500)).toEqual({ kind: 'silent' });
    expect(phone.home).toBeUndefined();
  });

  test('stays for as long as the registrar demands when its time is too brief', async () => {
    const { phone } = await bench.phone('alice');
    bench.primary.intercept = (incoming) =>
      Number(header(incoming.request, 'Expires')) < 7200 && answer(incoming, 423, [['Min-Expires', '7200']]);
    expect(await phone.register(['primary'], { within: 2000 })).toMatchObject({ status: 200 });
    expect(bench.primary.requests.map((request) => header(request, 'Expires'))).toEqual(['3600', '7200']);
  });

  test.each(['60', 'soon', '99999999999'])('takes a 423 that demands %s as its answer', async (demand) => {
    const { phone } = await bench.phone('alice');
    bench.primary.intercept = (incoming) => answer(incoming, 423, [['Min-Expires', demand]]);
    expect(await phone.register(['primary'], { within: 2000 })).toMatchObject({ status: 423 });
  });

  test('follows a redirect to the other pool', async () => {
    const { phone } = await bench.phone('alice');
    bench.primary.intercept = redirectTo(bench.backup);
    expect(await phone.register(['primary', 'backup'], { within: 2000 })).toMatchObject({ status: 200 });
    expect(phone.home).toBe('backup');
  });

  test('follows a 305 to the other pool', async () => {
    const { phone } = await bench.phone('alice');
    const { host, port } = bench.backup.endpoint.address;
    bench.primary.intercept = (incoming) => answer(incoming, 305, [['Contact', `<sip:${host}:${port}>`]]);
    expect(await phone.register(['primary'], { within: 2000 })).toMatchObject({ status: 200 });
    expect(phone.home).toBe('backup');
  });

  test('follows of several Contacts the one with the highest q', async () => {
    const { phone } = await bench.phone('alice');
    const [low, high] = [bench.primary, bench.backup].map(({ endpoint: { address } }) => address);
    bench.primary.intercept = (incoming) =>
      answer(incoming, 302, [
        ['Contact', `<sip:${low?.host}:${low?.port}>;q=0.2`],
        ['Contact', `<sip:${high?.host}:${high?.port}>;q=0.3`],
      ]);
    expect(await phone.register(['primary'], { within: 2000 })).toMatchObject({ status: 200 });
    expect(phone.home).toBe('backup');
  });

  test('gives up when the pools redirect to each other', async () => {
    const { phone } = await bench.phone('alice');
    bench.primary.intercept = redirectTo(bench.backup);
    bench.backup.intercept = redirectTo(bench.primary);
    expect(await phone.register(['primary'], { within: 2000 })).toMatchObject({ status: 302 });
    expect(bench.primary.requests.length + bench.backup.requests.length).toBe(3);
  });

  test('registers as the user that it is given, with the name and the credentials of that user', async () => {
    const user = {
      name: '2001',
      domain: 'lab.example',
      displayName: 'Alice',
      authName: 'lab\\2001',
      password: 'secret',
    };
    const { phone } = await bench.phone('alice', { user });
    bench.primary.intercept = (incoming) => {
      if (header(incoming.request, 'Authorization') !== undefined) return false;
      const nonce = challenge({ realm: 'lab.example', nonce: 'abc', algorithm: 'SHA-256', qop: 'auth' });
      return answer(incoming, 401, [['WWW-Authenticate', nonce]]);
    };
    expect(await phone.register(['primary'], { within: 2000 })).toMatchObject({ status: 200 });
    const request = bench.primary.requests.at(-1);
    expect(request?.uri).toBe('sip:lab.example');
    expect(request && header(request, 'From')).toMatch(/^"Alice" <sip:2001@lab\.example>;tag=/);
    expect(request && header(request, 'Contact')).toMatch(/^<sip:2001@/);
    expect(request && header(request, 'Authorization')).toContain('username="lab\\\\2001"');
    expect(phone.aor).toBe('sip:2001@lab.example');
  });

  test('answers a digest challenge with the password of the party', async () => {
    const { phone } = await bench.phone('alice', {
      user: { name: 'alice', domain: 'park.example', password: 'secret' },
    });
    bench.primary.intercept = (incoming) => {
      const credentials = header(incoming.request, 'Authorization');
      const known = { method: 'REGISTER', password: 'secret', nonceOk: () => true };
      if (credentials !== undefined && verify(credentials, known)) return false;
      const nonce = challenge({ realm: 'park.example', nonce: 'abc', algorithm: 'SHA-256', qop: 'auth' });
      return answer(incoming, 401, [['WWW-Authenticate', nonce]]);
    };
    expect(await phone.register(['primary'], { within: 2000 })).toMatchObject({ status: 200 });
    expect(bench.primary.requests).toHaveLength(2);
  });

  test('over TCP is unreachable where nobody listens', async () => {
    const tcp = await Bench.open('tcp');
    const { phone } = await tcp.phone('alice');
    await tcp.primary.close();
    expect(await phone.register(['primary'], { within: 2000 })).toMatchObject({ kind: 'unreachable' });
    expect(await phone.register(['primary', 'backup'], { within: 2000 })).toMatchObject({ status: 200 });
    await tcp.close();
  });

  describe('for a short time', () => {
    /** Grants so many seconds, in a Contact with a parameter of the registrar's own. */
    function granting(seconds: number): (incoming: IncomingRequest) => boolean {
      return (incoming) => {
        const [contact = ''] = headerValues(incoming.request, 'Contact');
        const others = `<sip:alice@192.0.2.1:5060>;expires=1`;
        return answer(incoming, 200, [['Contact', `${others}, ${contact};expires=${seconds};q=0.5`]]);
      };
    }

    function registersOf(pool: SmallPool, user: string): readonly SipRequest[] {
      return pool.requests.filter((request) => header(request, 'To')?.includes(`sip:${user}@`));
    }

    /** The refreshes of another phone tell that the time is over in which one of this phone would have come. */
    async function pass(pool: SmallPool): Promise<void> {
      const before = registersOf(pool, 'bob').length;
      await until(() => registersOf(pool, 'bob').length >= before + 2, 'two refreshes of bob');
    }

    test('refreshes it at the same registrar in half of that time, with a higher CSeq', async () => {
      const { phone } = await bench.phone('alice');
      bench.primary.intercept = granting(1);
      await phone.register(['primary', 'backup'], { within: 2000 });
      await until(() => bench.primary.requests.length === 3, 'two refreshes');
      const sequence = bench.primary.requests.map((request) => header(request, 'CSeq'));
      expect(sequence).toEqual(['1 REGISTER', '2 REGISTER', '3 REGISTER']);
      expect(new Set(bench.primary.requests.map((request) => header(request, 'Call-ID'))).size).toBe(1);
      expect(bench.backup.requests).toEqual([]);
    });

    test('lets it lapse when the refresh is refused', async () => {
      const [alice, bob] = [await bench.phone('alice'), await bench.phone('bob')];
      const grant = granting(1);
      bench.primary.intercept = (incoming) =>
        registersOf(bench.primary, 'alice').length > 1 && header(incoming.request, 'To')?.includes('alice') === true
          ? answer(incoming, 403)
          : grant(incoming);
      await alice.phone.register(['primary'], { within: 2000 });
      await bob.phone.register(['primary'], { within: 2000 });
      await until(() => registersOf(bench.primary, 'alice').length === 2, 'a refresh');
      await pass(bench.primary);
      expect(registersOf(bench.primary, 'alice')).toHaveLength(2);
    });

    test('refreshes it no more once it is registered elsewhere', async () => {
      const [alice, bob] = [await bench.phone('alice'), await bench.phone('bob')];
      bench.primary.intercept = granting(1);
      await alice.phone.register(['primary'], { within: 2000 });
      await bob.phone.register(['primary'], { within: 2000 });
      await alice.phone.register(['backup'], { within: 2000 });
      await pass(bench.primary);
      expect(registersOf(bench.primary, 'alice')).toHaveLength(1);
    });

    test.each([
      ['no time', ''],
      ['a time that cannot be read', ';expires=soon'],
    ])('does not refresh it for %s', async (_, parameter) => {
      const [alice, bob] = [await bench.phone('alice'), await bench.phone('bob')];
      const grant = granting(1);
      bench.primary.intercept = (incoming) =>
        header(incoming.request, 'To')?.includes('alice') === true
          ? answer(incoming, 200, [['Contact', `<${alice.phone.contact}>${parameter}`]])
          : grant(incoming);
      await alice.phone.register(['primary'], { within: 2000 });
      await bob.phone.register(['primary'], { within: 2000 });
      await pass(bench.primary);
      expect(registersOf(bench.primary, 'alice')).toHaveLength(1);
    });
  });

  describe('that gives its registration up', () => {
    /** The pool grants what `grant` makes of the time that is asked for, in s. */
    function granting(phone: { readonly contact: string }, grant: (asked: number) => number): string[] {
      const asked: string[] = [];
      bench.primary.intercept = (incoming) => {
        const expires = header(incoming.request, 'Expires') ?? '';
        asked.push(expires);
        const granted = grant(Number(expires));
        return answer(incoming, 200, granted === 0 ? [] : [['Contact', `<${phone.contact}>;expires=${granted}`]]);
      };
      return asked;
    }

    test('asks for the shortest time, and refreshes it no more', async () => {
      const { phone } = await bench.phone('alice');
      const asked = granting(phone, (seconds) => seconds);
      await phone.register(['primary', 'backup'], { within: 2000 });
      expect(phone.registeredAt('primary')).toBeLessThanOrEqual(performance.now());
      expect(await phone.lapse('primary', { within: 2000 })).toMatchObject({ reply: { status: 200 }, left: 1000 });
      expect(phone.registeredAt('primary')).toBeUndefined();
      await new Promise((resolve) => void setTimeout(resolve, 700));
      expect(asked).toEqual(['3600', '1']);
    });

    test('removes it where the pool grants longer', async () => {
      const { phone } = await bench.phone('alice');
      const asked = granting(phone, (seconds) => (seconds === 0 ? 0 : 60));
      expect(await phone.lapse('primary', { within: 2000 })).toMatchObject({ reply: { status: 200 }, left: 0 });
      expect(asked).toEqual(['1', '0']);
    });

    test('removes it where the pool finds the time too brief', async () => {
      const { phone } = await bench.phone('alice');
      const asked: string[] = [];
      bench.primary.intercept = (incoming) => {
        const expires = header(incoming.request, 'Expires') ?? '';
        asked.push(expires);
        return expires === '0' ? answer(incoming, 200) : answer(incoming, 423, [['Min-Expires', '60']]);
      };
      expect(await phone.lapse('primary', { within: 2000 })).toMatchObject({ reply: { status: 200 }, left: 0 });
      expect(asked).toEqual(['1', '0']);
    });

    test('tells that the pool refused it', async () => {
      const { phone } = await bench.phone('alice');
      bench.primary.intercept = (incoming) => answer(incoming, 403);
      expect(await phone.lapse('primary', { within: 2000 })).toMatchObject({ reply: { status: 403 }, left: 0 });
    });
  });

  test('is registered no more when its pool does not let it refresh', async () => {
    const { phone } = await bench.phone('alice');
    let round = 0;
    bench.primary.intercept = (incoming) => {
      round += 1;
      return round === 1 ? answer(incoming, 200, [['Contact', `<${phone.contact}>;expires=1`]]) : answer(incoming, 403);
    };
    await phone.register(['primary', 'backup'], { within: 2000 });
    expect(phone.registeredAt('primary')).toBeDefined();
    await until(() => phone.registeredAt('primary') === undefined, 'the refusal of the refresh');
    expect([round, phone.home]).toEqual([2, 'primary']);
  });
});
