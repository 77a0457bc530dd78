/** The way that a phone's requests take outside of dialogs: outbound proxy (RFC 3261 8.1.2), Service-Route (RFC 3608), Path (RFC 3327). */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { buildResponse } from '../../../../src/sip/message/build.ts';
import { headerValues } from '../../../../src/sip/message/headers.ts';
import type { SipRequest } from '../../../../src/sip/message/message.ts';
import type { IncomingRequest } from '../../../../src/sip/endpoint.ts';
import { newCallId, newTag } from '../../../../src/sip/token.ts';
import { Bench, by, type TestPhone } from '../bench.ts';
import { openSmallPool, type SmallPool } from '../small-pool.ts';

const within = { within: 2_000 };

function routeAt({ endpoint }: SmallPool): string {
  return `<sip:${endpoint.address.host}:${endpoint.address.port};lr>`;
}

/** Accepts REGISTERs with these routes, and refuses all else. */
function granting(...routes: readonly string[]): (incoming: IncomingRequest) => boolean {
  return ({ request, respond }) => {
    const status = request.method === 'REGISTER' ? 200 : 404;
    const headers = status === 200 ? routes.map((route) => ['Service-Route', route] as const) : [];
    respond(buildResponse(request, status, undefined, { toTag: newTag(), headers }));
    return true;
  };
}

const routesOf = (requests: readonly SipRequest[], method: string): readonly string[][] =>
  requests.filter((request) => request.method === method).map((request) => headerValues(request, 'Route'));

describe('a native phone', () => {
  let bench: Bench;
  let proxy: SmallPool;
  beforeEach(async () => {
    bench = await Bench.open();
    proxy = await openSmallPool();
    bench.also(() => proxy.close());
    proxy.intercept = granting();
  });
  afterEach(async () => {
    await bench.close();
  });

  const call = (alice: TestPhone, pool: SmallPool) =>
    alice.phone.dial({ callId: newCallId('test'), ...by('bob', pool), ...within });

  test('says that it supports Path', async () => {
    await bench.registered('alice');
    expect(headerValues(bench.primary.requests[0] ?? never(), 'Supported')).toContain('path');
  });

  test('asks by the Service-Route of its registration, whatever it asks', async () => {
    const far = '<sip:far.example;lr>';
    bench.primary.intercept = granting(routeAt(proxy), far);
    const alice = await bench.registered('alice');
    await call(alice, bench.primary);
    const to = { callId: newCallId('test'), uri: 'sip:park@park.example', next: bench.primary.endpoint.address };
    await alice.phone.refer({ ...to, referTo: 'sip:bob@127.0.0.1', referredBy: alice.phone.aor, ...within });
    await alice.phone.poll({ ...to, callId: newCallId('test'), event: 'dialog', ...within });
    expect(bench.primary.requests.map(({ method }) => method)).toEqual(['REGISTER']);
    for (const method of ['INVITE', 'REFER', 'SUBSCRIBE'])
      expect(routesOf(proxy.requests, method)).toEqual([[routeAt(proxy), far]]);
    // The registration itself does not take that way (RFC 3608 6.1).
    await alice.phone.register(['primary'], within);
    expect(routesOf(bench.primary.requests, 'REGISTER')).toEqual([[], []]);
  });

  test('asks by it for a peer that it knows by address, and not at a pool where it is not registered', async () => {
    bench.primary.intercept = granting(routeAt(proxy));
    const alice = await bench.registered('alice');
    const peer = { transport: 'udp', host: '127.0.0.1', port: 9 } as const;
    await alice.phone.dial({ callId: newCallId('test'), uri: 'sip:bob@127.0.0.1:9', next: peer, ...within });
    expect(proxy.requests.filter(({ method }) => method === 'INVITE').map(({ uri }) => uri)).toEqual([
      'sip:bob@127.0.0.1:9',
    ]);
    await call(alice, bench.backup);
    expect(routesOf(bench.backup.requests, 'INVITE')).toEqual([[]]);
  });

  test('forgets the Service-Route when the next registration comes without', async () => {
    bench.primary.intercept = granting(routeAt(proxy));
    const alice = await bench.registered('alice');
    bench.primary.intercept = granting();
    await alice.phone.register(['primary'], within);
    await call(alice, bench.primary);
    expect(routesOf(bench.primary.requests, 'INVITE')).toEqual([[]]);
    expect(proxy.requests).toEqual([]);
  });

  test('goes through the outbound proxy of the pool that it asks, to register too', async () => {
    const far = '<sip:far.example;lr>';
    proxy.intercept = granting(far);
    const alice = await bench.phone('alice', { proxies: { primary: routeAt(proxy) } });
    expect(await alice.phone.register(['primary'], within)).toMatchObject({ status: 200 });
    await call(alice, bench.primary);
    expect(bench.primary.requests).toEqual([]);
    expect(routesOf(proxy.requests, 'REGISTER')).toEqual([[routeAt(proxy)]]);
    expect(routesOf(proxy.requests, 'INVITE')).toEqual([[routeAt(proxy), far]]);
    await call(alice, bench.backup);
    expect(routesOf(bench.backup.requests, 'INVITE')).toEqual([[]]);
  });

  test('acknowledges and cancels by the route of its INVITE', async () => {
    const alice = await bench.phone('alice', { proxies: { primary: routeAt(proxy) } });
    await alice.phone.register(['primary'], within);
    proxy.intercept = ({ request, respond }) => {
      respond(buildResponse(request, request.method === 'INVITE' ? 180 : 200, undefined, { toTag: 'b' }));
      return true;
    };
    await alice.phone.dial({ callId: newCallId('test'), ...by('bob', bench.primary), within: 200 });
    const cancels = alice.sip.filter(({ text }) => text.startsWith('CANCEL '));
    expect(cancels.map(({ text, remote }) => [/^Route: (.*)\r$/m.exec(text)?.[1], remote])).toEqual([
      [routeAt(proxy), `udp:127.0.0.1:${proxy.endpoint.address.port}`],
    ]);
  });

  test('takes the transport that a route asks for', async () => {
    const over = await openSmallPool('tcp');
    bench.also(() => over.close());
    over.intercept = granting();
    const { host, port } = over.endpoint.address;
    const route = `<sip:${host}:${port};transport=tcp;lr>`;
    const alice = await bench.phone('alice', { proxies: { primary: route } });
    expect(await alice.phone.register(['primary'], within)).toMatchObject({ status: 200 });
    expect(routesOf(over.requests, 'REGISTER')).toEqual([[route]]);
    expect(alice.sip.map(({ remote }) => remote)).toEqual([`tcp:${host}:${port}`, `tcp:${host}:${port}`]);
  });
});

function never(): never {
  throw new Error('nothing was sent');
}
