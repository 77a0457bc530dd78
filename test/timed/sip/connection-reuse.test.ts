/** Which connection a message takes (RFC 3261 18.2.2, RFC 5923), and what keeps one alive (RFC 5626 4.4.1). */
import { describe, expect, test } from '@jest/globals';
import { opened, rawRequest, rawResponse, requestOf, responseOf, tcpPeer, udpPeer } from './endpoint-kit.ts';
import { closing, rawTcpTo, until } from './transport/raw-peer.ts';

const via = (port: number, params = '') => `SIP/2.0/TCP 127.0.0.1:${port};branch=z9hG4bKr${params}`;

describe('a keep-alive', () => {
  test('over TCP is answered with one empty line, and both are tapped', async () => {
    const { endpoint, records } = await opened({ transport: 'tcp' });
    const { socket, inbox } = await rawTcpTo(endpoint.address.port);
    for (const part of ['\r\n\r\n', '\r\n\r', '\n']) {
      socket.write(part);
      // Its own segment, or nearly always.
      await new Promise(setImmediate);
    }
    const text = () => inbox.all.map((each) => each.text).join('');
    expect(await until(() => text() === '\r\n\r\n')).toBe(true);
    const tapped = records.map(({ direction, bytes }) => [direction, Buffer.from(bytes).toString()]);
    expect(tapped).toEqual([
      ['in', '\r\n\r\n'],
      ['out', '\r\n'],
      ['in', '\r\n\r\n'],
      ['out', '\r\n'],
    ]);
    expect(records.flatMap(({ unreadable }) => unreadable ?? [])).toEqual([]);
    socket.destroy();
  });

  test('between two messages is answered between their answers', async () => {
    const { endpoint } = await opened({ transport: 'tcp' });
    endpoint.onRequest = ({ request, respond }) => respond(responseOf(request, 200));
    const { socket, inbox } = await rawTcpTo(endpoint.address.port);
    const ask = (n: number) => rawRequest('OPTIONS', { via: via(9, String(n)), callId: `call-${n}` });
    socket.write(`${ask(1)}\r\n\r\n${ask(2)}`);
    const text = () => inbox.all.map((each) => each.text).join('');
    expect(await until(() => text().endsWith('\r\n\r\n') && text().includes('call-2'))).toBe(true);
    expect(text()).toMatch(/^SIP[^]*call-1[^]*\r\n\r\n\r\nSIP[^]*call-2[^]*\r\n\r\n$/);
    socket.destroy();
  });

  test('that is none gets no answer over TCP', async () => {
    const { endpoint } = await opened({ transport: 'tcp' });
    endpoint.onRequest = ({ request, respond }) => respond(responseOf(request, 200));
    const { socket, inbox } = await rawTcpTo(endpoint.address.port);
    socket.write('\r\n');
    socket.write(rawRequest('OPTIONS', { via: via(9) }));
    expect((await inbox.next()).text).toMatch(/^SIP\/2\.0 200/);
    socket.destroy();
  });

  test('over UDP gets no answer, and is no garbage', async () => {
    const { endpoint } = await opened({ transport: 'udp' });
    endpoint.onRequest = ({ request, respond }) => respond(responseOf(request, 200));
    const garbage: string[] = [];
    endpoint.onGarbage = (_bytes, _from, reason) => garbage.push(reason);
    const peer = await udpPeer();
    peer.send('\r\n\r\n', endpoint.address.port);
    const sentBy = `SIP/2.0/UDP 127.0.0.1:${peer.port}`;
    peer.send(rawRequest('OPTIONS', { via: `${sentBy};branch=z9hG4bKu` }), endpoint.address.port);
    expect((await peer.inbox.next()).text).toMatch(/^SIP\/2\.0 200/);
    expect(garbage).toEqual([]);
  });
});

describe('a connection that a peer has opened', () => {
  test('carries requests to where the peer listens when its Via has an alias', async () => {
    const peer = await tcpPeer();
    const { endpoint } = await opened({ transport: 'tcp' });
    endpoint.onRequest = ({ request, respond }) => respond(responseOf(request, 200));
    const { socket, inbox } = await rawTcpTo(endpoint.address.port);
    socket.write(rawRequest('OPTIONS', { via: via(peer.port, ';alias') }));
    expect((await inbox.next()).text).toMatch(/^SIP\/2\.0 200/);
    const asked = endpoint.request(requestOf('OPTIONS'), { ...endpoint.address, port: peer.port });
    socket.write(rawResponse((await inbox.next()).text, '200 OK'));
    expect(await asked.final).toMatchObject({ response: { status: 200 } });
    socket.destroy();
  });

  test('carries none without', async () => {
    const peer = await tcpPeer();
    const { endpoint } = await opened({ transport: 'tcp' });
    endpoint.onRequest = ({ request, respond }) => respond(responseOf(request, 200));
    const { socket, inbox } = await rawTcpTo(endpoint.address.port);
    socket.write(rawRequest('OPTIONS', { via: via(peer.port) }));
    await inbox.next();
    endpoint.request(requestOf('OPTIONS'), { ...endpoint.address, port: peer.port });
    const other = await peer.accept();
    expect((await other.inbox.next()).text).toMatch(/^OPTIONS /);
    for (const each of [socket, other.socket]) each.destroy();
  });

  test('gives a peer what is meant for its own address only, whatever its Via says', async () => {
    const victim = await tcpPeer();
    const { endpoint } = await opened({ transport: 'tcp' });
    endpoint.onRequest = ({ request, respond }) => respond(responseOf(request, 200));
    const { socket, inbox } = await rawTcpTo(endpoint.address.port);
    socket.write(rawRequest('OPTIONS', { via: `SIP/2.0/TCP 127.0.0.2:${victim.port};branch=z9hG4bKv;alias` }));
    await inbox.next();
    const target = { ...endpoint.address, host: '127.0.0.2', port: victim.port };
    expect(await endpoint.request(requestOf('OPTIONS'), target).final).toMatchObject({
      kind: 'transport',
      why: expect.stringMatching(/refused/i),
    });
    socket.destroy();
  });

  test('does not take the place of the one that stands', async () => {
    const peer = await tcpPeer();
    const { endpoint } = await opened({ transport: 'tcp' });
    endpoint.onRequest = ({ request, respond }) => respond(responseOf(request, 200));
    const target = { ...endpoint.address, port: peer.port };
    const first = endpoint.request(requestOf('OPTIONS'), target);
    const one = await peer.accept();
    one.socket.write(rawResponse((await one.inbox.next()).text, '200 OK'));
    await first.final;
    const two = await rawTcpTo(endpoint.address.port);
    two.socket.write(rawRequest('OPTIONS', { via: via(peer.port, ';alias') }));
    await two.inbox.next();
    endpoint.request(requestOf('OPTIONS'), target);
    expect((await one.inbox.next()).text).toMatch(/^OPTIONS /);
    for (const { socket } of [one, two]) socket.destroy();
  });

  test('is used on when the peer opens another', async () => {
    const peer = await tcpPeer();
    const { endpoint } = await opened({ transport: 'tcp' });
    endpoint.onRequest = ({ request, respond }) => respond(responseOf(request, 200));
    const [one, two] = [await rawTcpTo(endpoint.address.port), await rawTcpTo(endpoint.address.port)];
    for (const [n, { socket, inbox }] of [one, two].entries()) {
      socket.write(rawRequest('OPTIONS', { via: via(peer.port, `${n};alias`) }));
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect((await inbox.next()).text).toMatch(/^SIP\/2\.0 200/);
    }
    endpoint.request(requestOf('OPTIONS'), { ...endpoint.address, port: peer.port });
    expect((await one.inbox.next()).text).toMatch(/^OPTIONS /);
    for (const { socket } of [one, two]) socket.destroy();
  });

  test('ends what was asked over it when it breaks', async () => {
    const peer = await tcpPeer();
    const { endpoint } = await opened({ transport: 'tcp' });
    endpoint.onRequest = ({ request, respond }) => respond(responseOf(request, 200));
    const { socket, inbox } = await rawTcpTo(endpoint.address.port);
    socket.write(rawRequest('OPTIONS', { via: via(peer.port, ';alias') }));
    await inbox.next();
    const target = { ...endpoint.address, port: peer.port };
    const finals = ['INVITE', 'OPTIONS'].map((method) => endpoint.request(requestOf(method), target).final);
    await inbox.next();
    socket.resetAndDestroy();
    for (const outcome of await Promise.all(finals)) expect(outcome).toMatchObject({ kind: 'transport' });
    // The next one finds the peer where it listens.
    endpoint.request(requestOf('OPTIONS'), target);
    const other = await peer.accept();
    expect((await other.inbox.next()).text).toMatch(/^OPTIONS /);
    other.socket.destroy();
  });
});

test('a connection that we have opened carries requests of the peer, as our Via says', async () => {
  const peer = await tcpPeer();
  const { endpoint } = await opened({ transport: 'tcp' });
  endpoint.onRequest = ({ request, respond }) => respond(responseOf(request, 200));
  endpoint.request(requestOf('OPTIONS'), { ...endpoint.address, port: peer.port });
  const { socket, inbox } = await peer.accept();
  expect((await inbox.next()).text).toMatch(/^Via: SIP\/2\.0\/TCP [^\r]*;alias\r$/m);
  socket.write(rawRequest('OPTIONS', { via: via(peer.port) }));
  expect((await inbox.next()).text).toMatch(/^SIP\/2\.0 200/);
  socket.destroy();
});

test('two endpoints that ask each other do with one connection', async () => {
  const [a, b] = [await opened({ transport: 'tcp' }), await opened({ transport: 'tcp' })];
  for (const { endpoint } of [a, b]) endpoint.onRequest = ({ request, respond }) => respond(responseOf(request, 200));
  const ask = (from: typeof a, to: typeof a) =>
    from.endpoint.request(requestOf('OPTIONS'), to.endpoint.address).final.then((outcome) => outcome.kind);
  expect([await ask(a, b), await ask(b, a), await ask(a, b)]).toEqual(['response', 'response', 'response']);
  // Whoever opened it knows the other by where it listens, who accepted it by the port that it came from.
  expect(new Set(a.records.map(({ remote }) => remote.port))).toEqual(new Set([b.endpoint.address.port]));
  expect(new Set(b.records.map(({ remote }) => remote.port)).size).toBe(1);
});

test('an answer that its connection does not take any more goes over a new one to sent-by (18.2.2)', async () => {
  const peer = await tcpPeer();
  const { endpoint, troubles } = await opened({ transport: 'tcp' });
  const { socket } = await rawTcpTo(endpoint.address.port);
  endpoint.onRequest = ({ request, respond }) => {
    // The reset is with the kernel, and not yet known here.
    socket.resetAndDestroy();
    respond(responseOf(request, 200));
  };
  socket.write(rawRequest('OPTIONS', { via: via(peer.port) }));
  const back = await peer.accept();
  expect((await back.inbox.next()).text).toMatch(/^SIP\/2\.0 200/);
  expect(troubles).toEqual([]);
  await closing(socket);
  back.socket.destroy();
});
