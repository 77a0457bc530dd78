import { describe, expect, test } from '@jest/globals';
import type { IncomingRequest } from '../../../src/sip/endpoint.ts';
import { topVia } from '../../../src/sip/fields/via.ts';
import { header } from '../../../src/sip/message/headers.ts';
import { opened, quick, requestOf, responseOf } from './endpoint-kit.ts';
import { until } from './transport/raw-peer.ts';

const handles = () => process.getActiveResourcesInfo().filter((each) => /UDP|TCP|Timeout/.test(each)).length;

describe.each(['udp', 'tcp'] as const)('two endpoints over %s', (transport) => {
  test('a request is answered, and both taps see all of it in order', async () => {
    const a = await opened({ transport });
    const b = await opened({ transport });
    b.endpoint.onRequest = (incoming) => incoming.respond(responseOf(incoming.request, 200));
    const transaction = a.endpoint.request(requestOf('OPTIONS'), b.endpoint.address);
    expect(await transaction.final).toMatchObject({ kind: 'response', response: { status: 200 } });
    expect(a.lines).toEqual(['out OPTIONS sip:bob@127.0.0.1 SIP/2.0', 'in SIP/2.0 200 OK']);
    expect(b.lines).toEqual(['in OPTIONS sip:bob@127.0.0.1 SIP/2.0', 'out SIP/2.0 200 OK']);
    expect(a.records.map((record) => record.remote)).toEqual([b.endpoint.address, b.endpoint.address]);
    expect(a.records[0]?.bytes).toEqual(b.records[0]?.bytes);
    expect(a.records[0]?.now).toBeLessThanOrEqual(b.records[0]?.now ?? 0);
  });

  test('an INVITE that fails is acknowledged without its user', async () => {
    const a = await opened({ transport, timers: quick });
    const b = await opened({ transport, timers: quick });
    const seen: string[] = [];
    b.endpoint.onRequest = (incoming) => {
      seen.push(incoming.request.method);
      incoming.respond(responseOf(incoming.request, 180));
      incoming.respond(responseOf(incoming.request, 486));
    };
    const provisional: number[] = [];
    const transaction = a.endpoint.request(requestOf('INVITE'), b.endpoint.address);
    transaction.onProvisional = (response) => provisional.push(response.status);
    expect(await transaction.final).toMatchObject({ response: { status: 486 } });
    expect(provisional).toEqual([180]);
    expect(await until(() => b.lines.includes('in ACK sip:bob@127.0.0.1 SIP/2.0'))).toBe(true);
    expect(seen).toEqual(['INVITE']);
  });

  test('an INVITE that is accepted hands over further 2xx, and its ACK goes up on the other side', async () => {
    const a = await opened({ transport });
    const b = await opened({ transport });
    const acks: IncomingRequest[] = [];
    b.endpoint.onRequest = (incoming) => {
      if (incoming.request.method === 'ACK') acks.push(incoming);
      else for (const status of [200, 200]) incoming.respond(responseOf(incoming.request, status));
    };
    const transaction = a.endpoint.request(requestOf('INVITE'), b.endpoint.address);
    const repeated: number[] = [];
    transaction.onRepeated2xx = (response) => repeated.push(response.status);
    expect(await transaction.final).toMatchObject({ response: { status: 200 } });
    expect(await until(() => repeated.length === 1)).toBe(true);
    for (let copy = 0; copy < 2; copy += 1) a.endpoint.sendAck(requestOf('ACK'), b.endpoint.address);
    expect(await until(() => acks.length === 2)).toBe(true);
    acks[0]?.respond(responseOf(acks[0].request, 200));
    expect(b.lines.filter((line) => line.startsWith('out'))).toHaveLength(2);
    const branches = acks.map(({ request }) => topVia(request)?.params.get('branch'));
    expect(new Set([transaction.branch, ...branches]).size).toBe(3);
  });

  test('CANCEL waits for a provisional response, is answered below, and the owner answers 487', async () => {
    const a = await opened({ transport });
    const b = await opened({ transport });
    b.endpoint.onRequest = (incoming) => {
      incoming.onCancel = () => incoming.respond(responseOf(incoming.request, 487));
      incoming.respond(responseOf(incoming.request, 180));
    };
    const transaction = a.endpoint.request(requestOf('INVITE'), b.endpoint.address);
    transaction.cancel();
    expect(await transaction.final).toMatchObject({ response: { status: 487 } });
    expect(await until(() => b.lines.includes('in ACK sip:bob@127.0.0.1 SIP/2.0'))).toBe(true);
    expect(b.lines).toEqual([
      'in INVITE sip:bob@127.0.0.1 SIP/2.0',
      'out SIP/2.0 180 Ringing',
      'in CANCEL sip:bob@127.0.0.1 SIP/2.0',
      'out SIP/2.0 200 OK',
      'out SIP/2.0 487 Request Terminated',
      'in ACK sip:bob@127.0.0.1 SIP/2.0',
    ]);
  });

  test('a handler that throws is answered with 500 and reported', async () => {
    const a = await opened({ transport });
    const b = await opened({ transport });
    b.endpoint.onRequest = () => {
      throw new Error('mine');
    };
    const transaction = a.endpoint.request(requestOf('OPTIONS'), b.endpoint.address);
    expect(await transaction.final).toMatchObject({ response: { status: 500 } });
    expect(b.troubles).toEqual([new Error('mine')]);
  });

  test('a tap that throws is reported and stops nothing, even if the report throws too', async () => {
    const troubles: unknown[] = [];
    const broken = await opened({
      transport,
      tap: () => {
        throw new Error('tap');
      },
      onTrouble: (error) => {
        troubles.push(error);
        throw new Error('report');
      },
    });
    const b = await opened({ transport });
    b.endpoint.onRequest = (incoming) => incoming.respond(responseOf(incoming.request, 200));
    const transaction = broken.endpoint.request(requestOf('OPTIONS'), b.endpoint.address);
    expect(await transaction.final).toMatchObject({ response: { status: 200 } });
    expect(troubles).toEqual([new Error('tap'), new Error('tap')]);
  });

  test('an owner that has not come yet is busy', async () => {
    const a = await opened({ transport });
    const b = await opened({ transport });
    const transaction = a.endpoint.request(requestOf('OPTIONS'), b.endpoint.address);
    expect(await transaction.final).toMatchObject({ response: { status: 503 } });
  });

  test('nobody answers: the outcome is a timeout after 64*T1', async () => {
    const a = await opened({ transport, timers: { t1: 5, t2: 20, t4: 20 } });
    const b = await opened({ transport });
    b.endpoint.onRequest = () => {};
    const asked = performance.now();
    const transaction = a.endpoint.request(requestOf('OPTIONS'), b.endpoint.address);
    expect(await transaction.final).toMatchObject({ kind: 'timeout' });
    expect(performance.now() - asked).toBeGreaterThanOrEqual(64 * 5 - 2);
  });

  test('an abandoned transaction ends at once; what comes later is a stray', async () => {
    const a = await opened({ transport });
    const b = await opened({ transport });
    const held: IncomingRequest[] = [];
    b.endpoint.onRequest = (incoming) => held.push(incoming);
    const strays: number[] = [];
    a.endpoint.onStrayResponse = (response) => strays.push(response.status);
    const transaction = a.endpoint.request(requestOf('OPTIONS'), b.endpoint.address);
    expect(await until(() => held.length === 1)).toBe(true);
    transaction.abandon();
    expect(await transaction.final).toEqual({ kind: 'timeout', why: 'abandoned' });
    held[0]?.respond(responseOf(held[0].request, 200));
    expect(await until(() => strays.length === 1)).toBe(true);
  });

  test('closing ends what is open and leaves no timer and no socket', async () => {
    const before = handles();
    const a = await opened({ transport });
    const b = await opened({ transport });
    const held: IncomingRequest[] = [];
    b.endpoint.onRequest = (incoming) => held.push(incoming);
    const transactions = ['INVITE', 'OPTIONS', 'REGISTER'].map((method) =>
      a.endpoint.request(requestOf(method), b.endpoint.address),
    );
    expect(await until(() => held.length === 3)).toBe(true);
    await Promise.all([a.endpoint.close(), b.endpoint.close(), a.endpoint.close()]);
    const outcomes = await Promise.all(transactions.map((each) => each.final));
    expect(outcomes).toEqual(outcomes.map(() => ({ kind: 'transport', why: 'closed' })));
    held[0]?.respond(responseOf(held[0].request, 200));
    expect(await a.endpoint.request(requestOf('OPTIONS'), b.endpoint.address).final).toMatchObject({
      kind: 'transport',
    });
    // A timer of jest's own may come and go; one that a transaction left would stay for 32 s.
    expect(await until(() => handles() <= before, 1000)).toBe(true);
    expect([...a.troubles, ...b.troubles]).toEqual([]);
  });

  test('1,000 transactions at once all end with their own answer', async () => {
    const a = await opened({ transport });
    const b = await opened({ transport });
    const seen = new Map<string, number>();
    b.endpoint.onRequest = ({ request, respond }) => {
      const id = header(request, 'Call-ID') ?? '';
      seen.set(id, (seen.get(id) ?? 0) + 1);
      respond(responseOf(request, 200));
    };
    const requests = Array.from({ length: 1000 }, () => requestOf('OPTIONS'));
    const outcomes = await Promise.all(requests.map((each) => a.endpoint.request(each, b.endpoint.address).final));
    const answered = outcomes.map((each) => (each.kind === 'response' ? header(each.response, 'Call-ID') : each.why));
    expect(answered).toEqual(requests.map((each) => header(each, 'Call-ID')));
    expect([...seen.values()].every((count) => count === 1)).toBe(true);
  });

  test('a message that cannot be written ends as a transport outcome, not as an exception', async () => {
    const a = await opened({ transport });
    const broken = { ...requestOf('OPTIONS'), uri: 'sip:x\r\nEvil: yes' };
    expect(await a.endpoint.request(broken, a.endpoint.address).final).toMatchObject({ kind: 'transport' });
    expect(a.troubles).toHaveLength(1);
  });

  test('an address that no socket takes is a transport outcome', async () => {
    const a = await opened({ transport });
    const { address } = a.endpoint;
    for (const target of [
      { ...address, host: 'park.example' },
      { ...address, port: 0 },
      { ...address, port: 70_000 },
      { ...address, transport: transport === 'udp' ? 'tcp' : 'udp' } as const,
    ]) {
      expect(await a.endpoint.request(requestOf('OPTIONS'), target).final).toMatchObject({ kind: 'transport' });
    }
  });
});

test('an endpoint on both transports has one port and answers each by the way it was asked', async () => {
  const both = await opened({ transport: 'udp', transports: ['udp', 'tcp'] });
  both.endpoint.onRequest = (incoming) => incoming.respond(responseOf(incoming.request, 200));
  for (const transport of ['udp', 'tcp'] as const) {
    const a = await opened({ transport });
    const target = { ...both.endpoint.address, transport };
    expect(await a.endpoint.request(requestOf('OPTIONS'), target).final).toMatchObject({ response: { status: 200 } });
  }
});

test('a port is never shared', async () => {
  for (const transport of ['udp', 'tcp'] as const) {
    const { endpoint } = await opened({ transport });
    await expect(opened({ transport, port: endpoint.address.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  }
});
