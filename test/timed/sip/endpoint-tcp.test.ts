import { describe, expect, test } from '@jest/globals';
import type { IncomingRequest } from '../../../src/sip/endpoint.ts';
import { excessText } from '../../../src/sip/excess.ts';
import { opened, rawRequest, rawResponse, requestOf, responseOf, tcpPeer } from './endpoint-kit.ts';
import { closing, rawTcpTo, until } from './transport/raw-peer.ts';

const via = (n: number) => `SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bKt${n}`;

describe('a server over TCP', () => {
  test('cuts messages out of the stream, however it was cut, and taps each by itself', async () => {
    const { endpoint, records } = await opened({ transport: 'tcp' });
    endpoint.onRequest = ({ request, respond }) => respond(responseOf(request, 200));
    const requests = [1, 2, 3].map((n) => rawRequest('OPTIONS', { via: via(n), callId: `call-${n}` }));
    const stream = requests.join('\r\n');
    for (const size of [1, 7, 100, stream.length]) {
      records.length = 0;
      const { socket, inbox } = await rawTcpTo(endpoint.address.port);
      for (let at = 0; at < stream.length; at += size) {
        socket.write(stream.slice(at, at + size));
        // Its own segment, or nearly always.
        await new Promise(setImmediate);
      }
      expect(
        await until(
          () =>
            (
              inbox.all
                .map((each) => each.text)
                .join('')
                .match(/200 OK/g) ?? []
            ).length === 3,
        ),
      ).toBe(true);
      const tapped = records.filter((record) => record.direction === 'in');
      expect(tapped.map((record) => Buffer.from(record.bytes).toString())).toEqual(requests);
      socket.destroy();
    }
  });

  test('answers a damaged request that has an end, taps it by itself, and goes on', async () => {
    const { endpoint, records } = await opened({ transport: 'tcp' });
    endpoint.onRequest = ({ request, respond }) => respond(responseOf(request, 200));
    const { socket, inbox } = await rawTcpTo(endpoint.address.port);
    const damaged = rawRequest('OPTIONS', { via: via(1) })
      .replace('CSeq: 9 OPTIONS', 'CSeq: 9 REGISTER')
      .replace('Content-Length: 0', 'l: 4')
      .concat('body');
    const sound = rawRequest('OPTIONS', { via: via(2) });
    socket.write(damaged + sound);
    const text = () => inbox.all.map((each) => each.text).join('');
    expect(await until(() => text().includes('200 OK'))).toBe(true);
    expect(text()).toMatch(/^SIP\/2\.0 400 /);
    const tapped = records.filter((record) => record.direction === 'in');
    expect(tapped.map((record) => Buffer.from(record.bytes).toString())).toEqual([damaged, sound]);
    socket.destroy();
  });

  test.each([
    ['no SIP', `${'rubbish '.repeat(10)}\r\n\r\n`],
    ['a request without Content-Length', rawRequest('OPTIONS', { via: via(1) }).replace('Content-Length: 0\r\n', '')],
    ['a head that never ends', `OPTIONS sip:bob@127.0.0.1 SIP/2.0\r\nX: ${'x'.repeat(200_000)}`],
    [
      'a body beyond all bounds',
      rawRequest('OPTIONS', { via: via(1) }).replace('Content-Length: 0', 'Content-Length: 999999999'),
    ],
  ])('closes the connection at %s, and only that one', async (_what, bytes) => {
    const { endpoint, records, troubles } = await opened({ transport: 'tcp' });
    endpoint.onRequest = ({ request, respond }) => respond(responseOf(request, 200));
    const reasons: string[] = [];
    endpoint.onGarbage = (_bytes, _from, reason) => reasons.push(reason);
    const bad = await rawTcpTo(endpoint.address.port);
    const good = await rawTcpTo(endpoint.address.port);
    const closed = closing(bad.socket);
    bad.socket.write(bytes);
    await closed;
    good.socket.write(rawRequest('OPTIONS', { via: via(2) }));
    expect((await good.inbox.next()).text).toMatch(/^SIP\/2\.0 200 /);
    expect(reasons).toHaveLength(1);
    expect(records.flatMap(({ unreadable }) => unreadable ?? [])).toEqual(reasons);
    expect(troubles).toEqual([]);
    // What was dropped was on the wire, so the tap had it, at most as long as a message may be and a chunk.
    const dropped = records.find((record) => record.direction === 'in')?.bytes ?? new Uint8Array();
    expect(bytes.startsWith(Buffer.from(dropped).toString())).toBe(true);
    expect(dropped.length).toBeGreaterThan(0);
    expect(dropped.length).toBeLessThanOrEqual(2 * 65_536);
    good.socket.destroy();
  });

  test('keeps no more than one message of a peer that never finishes it', async () => {
    const { endpoint } = await opened({ transport: 'tcp', limits: { message: 20_000, head: 10_000 } });
    const { socket } = await rawTcpTo(endpoint.address.port);
    let written = 0;
    const endless = setInterval(() => {
      written += 1000;
      socket.write('x'.repeat(1000));
    }, 1);
    await closing(socket);
    clearInterval(endless);
    expect(written).toBeLessThan(1_000_000);
  });

  test('taps what a peer left behind unfinished', async () => {
    const { endpoint, records } = await opened({ transport: 'tcp' });
    const { socket } = await rawTcpTo(endpoint.address.port);
    socket.end('INVITE sip:bob@127.0');
    expect(await until(() => records.length === 1)).toBe(true);
    expect(Buffer.from(records[0]?.bytes ?? []).toString()).toBe('INVITE sip:bob@127.0');
  });

  test('answers over a new connection to sent-by when the old one is gone (18.2.2)', async () => {
    const peer = await tcpPeer();
    const { endpoint } = await opened({ transport: 'tcp' });
    const held: IncomingRequest[] = [];
    endpoint.onRequest = (incoming) => held.push(incoming);
    const { socket } = await rawTcpTo(endpoint.address.port);
    socket.write(rawRequest('OPTIONS', { via: `SIP/2.0/TCP 127.0.0.1:${peer.port};branch=z9hG4bKgone` }));
    expect(await until(() => held.length === 1)).toBe(true);
    socket.destroy();
    await closing(socket);
    // The endpoint hears of it a moment later; a request that it cannot have missed comes after.
    const probe = await rawTcpTo(endpoint.address.port);
    probe.socket.write(rawRequest('OPTIONS', { via: via(2) }));
    expect(await until(() => held.length === 2)).toBe(true);
    held[0]?.respond(responseOf(held[0].request, 200));
    const back = await peer.accept();
    expect((await back.inbox.next()).text).toMatch(/^SIP\/2\.0 200 /);
    back.socket.destroy();
    probe.socket.destroy();
  });
});

describe('a client over TCP', () => {
  test('a refused connection is a transport outcome at once', async () => {
    const { endpoint, lines, troubles } = await opened({ transport: 'tcp' });
    const gone = await tcpPeer();
    await gone.close();
    const target = { ...endpoint.address, port: gone.port };
    const finals = ['INVITE', 'OPTIONS'].map((method) => endpoint.request(requestOf(method), target).final);
    for (const outcome of await Promise.all(finals)) {
      expect(outcome).toMatchObject({ kind: 'transport', why: expect.stringMatching(/refused/i) });
    }
    // They were sent all the same, as they would have been over UDP: nobody was there to take them.
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['out', 'out']);
    expect(troubles).toEqual([]);
  });

  test('a connection that breaks ends what was asked over it', async () => {
    const peer = await tcpPeer();
    const { endpoint } = await opened({ transport: 'tcp' });
    const target = { ...endpoint.address, port: peer.port };
    const finals = ['INVITE', 'OPTIONS'].map((method) => endpoint.request(requestOf(method), target).final);
    const { socket, inbox } = await peer.accept();
    await inbox.next();
    socket.resetAndDestroy();
    for (const outcome of await Promise.all(finals)) expect(outcome).toMatchObject({ kind: 'transport' });
  });

  test('uses its connection again, and makes a new one when the old is gone', async () => {
    const peer = await tcpPeer();
    const { endpoint } = await opened({ transport: 'tcp' });
    const target = { ...endpoint.address, port: peer.port };
    const first = endpoint.request(requestOf('OPTIONS'), target);
    const one = await peer.accept();
    one.socket.write(rawResponse((await one.inbox.next()).text, '200 OK'));
    await first.final;
    const second = endpoint.request(requestOf('OPTIONS'), target);
    one.socket.end(rawResponse((await one.inbox.next()).text, '200 OK'));
    expect(await second.final).toMatchObject({ response: { status: 200 } });
    await closing(one.socket);
    const third = endpoint.request(requestOf('OPTIONS'), target);
    const two = await peer.accept();
    two.socket.write(rawResponse((await two.inbox.next()).text, '200 OK'));
    expect(await third.final).toMatchObject({ response: { status: 200 } });
    two.socket.destroy();
  });

  test('gives up a peer that does not read', async () => {
    const peer = await tcpPeer();
    const told: string[] = [];
    const { endpoint } = await opened({ transport: 'tcp', onExcess: (excess) => told.push(excessText(excess)) });
    const target = { ...endpoint.address, port: peer.port };
    const first = endpoint.request(requestOf('OPTIONS'), target);
    const { socket } = await peer.accept();
    socket.pause();
    const body = new Uint8Array(60_000);
    const flood = Array.from({ length: 500 }, () => endpoint.request(requestOf('MESSAGE', body), target).final);
    for (const outcome of await Promise.all([first.final, ...flood]))
      expect(outcome).toMatchObject({ kind: 'transport' });
    expect(told).toEqual(['more than 8,388,608 octets that a TCP peer does not read: 1 connections closed']);
    socket.destroy();
  });
});

test('connections beyond a bound are turned away, and those that stand go on', async () => {
  const { endpoint } = await opened({ transport: 'tcp' });
  endpoint.onRequest = ({ request, respond }) => respond(responseOf(request, 200));
  const first = await rawTcpTo(endpoint.address.port);
  first.socket.write(rawRequest('OPTIONS', { via: via(1) }));
  await first.inbox.next();
  const crowd = await Promise.all(Array.from({ length: 140 }, () => rawTcpTo(endpoint.address.port)));
  expect(await until(() => crowd.filter(({ socket }) => socket.destroyed || socket.readableEnded).length >= 13)).toBe(
    true,
  );
  first.socket.write(rawRequest('OPTIONS', { via: via(2), callId: 'again' }));
  expect((await first.inbox.next()).text).toContain('200 OK');
  for (const { socket } of [first, ...crowd]) socket.destroy();
});
