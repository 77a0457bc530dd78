import { describe, expect, test } from '@jest/globals';
import { header } from '../../../src/sip/message/headers.ts';
import type { SipRequest } from '../../../src/sip/message/message.ts';
import { opened, quick, rawRequest, rawResponse, requestOf, responseOf, udpPeer } from './endpoint-kit.ts';
import { until } from './transport/raw-peer.ts';

describe('a client over UDP', () => {
  test('retransmits when the first datagram is lost, byte for byte the same', async () => {
    const peer = await udpPeer();
    const { endpoint, lines } = await opened({ transport: 'udp', timers: quick });
    const target = { ...endpoint.address, port: peer.port };
    for (const method of ['OPTIONS', 'INVITE']) {
      const transaction = endpoint.request(requestOf(method), target);
      const lost = await peer.inbox.next();
      const copy = await peer.inbox.next();
      expect(copy.text).toBe(lost.text);
      peer.send(rawResponse(copy.text, '404 Not Found'), copy.port);
      expect(await transaction.final).toMatchObject({ response: { status: 404 } });
      expect(lines.filter((line) => line.startsWith(`out ${method}`)).length).toBeGreaterThanOrEqual(2);
    }
  });

  test('acknowledges a failure with the branch, the To tag and the route of its INVITE (17.1.1.3)', async () => {
    const peer = await udpPeer();
    const { endpoint } = await opened({ transport: 'udp' });
    const invite = requestOf('INVITE');
    const routed = {
      ...invite,
      headers: [{ name: 'Route', value: '<sip:127.0.0.1;lr>, <sip:two;lr>' }, ...invite.headers],
    };
    endpoint.request(routed, { ...endpoint.address, port: peer.port });
    const sent = await peer.inbox.next();
    peer.send(rawResponse(sent.text, '503 Service Unavailable'), sent.port);
    const ack = (await peer.inbox.next()).text.split('\r\n');
    const line = (name: string) => sent.text.split('\r\n').find((each) => each.startsWith(name));
    expect(ack[0]).toBe('ACK sip:bob@127.0.0.1 SIP/2.0');
    expect(ack).toContain(line('Via:'));
    expect(ack).toContain(line('From:'));
    expect(ack).toContain(line('Call-ID:'));
    expect(ack).toContain(`${line('To:')};tag=b`);
    expect(ack).toContain('CSeq: 1 ACK');
    expect(ack.filter((each) => each.startsWith('Route:')).join(', ')).toMatch(/127\.0\.0\.1;lr>.*two;lr>/);
    expect(ack.filter((each) => each.startsWith('Via:'))).toHaveLength(1);
  });

  test('takes no response that names another sender in its Via or another branch (18.1.2, 17.1.3)', async () => {
    const peer = await udpPeer();
    const { endpoint } = await opened({ transport: 'udp' });
    const strays: string[] = [];
    endpoint.onStrayResponse = (response) => strays.push(response.reason);
    const transaction = endpoint.request(requestOf('OPTIONS'), { ...endpoint.address, port: peer.port });
    const sent = await peer.inbox.next();
    const good = rawResponse(sent.text, '200 OK');
    peer.send(good.replace('200 OK', '200 Sender').replace(/UDP 127\.0\.0\.1:\d+/, 'UDP 127.0.0.1:9'), sent.port);
    peer.send(good.replace('200 OK', '200 Branch').replace(/branch=z9hG4bK\w+/, 'branch=z9hG4bKother'), sent.port);
    peer.send(good.replace('200 OK', '200 Method').replace('1 OPTIONS', '1 REGISTER'), sent.port);
    peer.send(good, sent.port);
    expect(await transaction.final).toMatchObject({ response: { reason: 'OK' } });
    expect(strays).toEqual(['Sender', 'Branch', 'Method']);
  });

  test('cannot send what fits no datagram, and says so', async () => {
    const { endpoint, lines } = await opened({ transport: 'udp' });
    const transaction = endpoint.request(requestOf('MESSAGE', new Uint8Array(66_000)), endpoint.address);
    expect(await transaction.final).toMatchObject({ kind: 'transport', why: expect.stringContaining('EMSGSIZE') });
    expect(lines).toEqual([]);
  });

  test('sends and takes a datagram of the largest size', async () => {
    const a = await opened({ transport: 'udp' });
    const b = await opened({ transport: 'udp' });
    let size = 0;
    b.endpoint.onRequest = ({ request, respond }) => {
      size = request.body.length;
      respond(responseOf(request, 200));
    };
    const transaction = a.endpoint.request(requestOf('MESSAGE', new Uint8Array(65_000)), b.endpoint.address);
    expect(await transaction.final).toMatchObject({ response: { status: 200 } });
    expect(size).toBe(65_000);
  });
});

describe('a server over UDP', () => {
  test('shows a request once, answers its copies with the same bytes', async () => {
    const peer = await udpPeer();
    const { endpoint } = await opened({ transport: 'udp' });
    let seen = 0;
    endpoint.onRequest = ({ request, respond }) => {
      seen += 1;
      respond(responseOf(request, 200));
    };
    const request = rawRequest('OPTIONS', { via: `SIP/2.0/UDP 127.0.0.1:${peer.port};branch=z9hG4bKx` });
    for (let copy = 0; copy < 3; copy += 1) peer.send(request, endpoint.address.port);
    const answers = [await peer.inbox.next(), await peer.inbox.next(), await peer.inbox.next()];
    expect(new Set(answers.map((each) => each.text)).size).toBe(1);
    expect(seen).toBe(1);
  });

  test('answers to the port of sent-by, or with rport to where the request came from (18.2.2, RFC 3581)', async () => {
    const [sender, named] = [await udpPeer(), await udpPeer()];
    const { endpoint } = await opened({ transport: 'udp' });
    endpoint.onRequest = ({ request, respond }) => respond(responseOf(request, 200));
    const via = `SIP/2.0/UDP 127.0.0.1:${named.port};branch=z9hG4bK`;
    sender.send(rawRequest('OPTIONS', { via: `${via}1` }), endpoint.address.port);
    expect((await named.inbox.next()).text).toContain(`Via: ${via}1\r\n`);
    sender.send(rawRequest('OPTIONS', { via: `${via}2;rport` }), endpoint.address.port);
    const answer = (await sender.inbox.next()).text;
    expect(answer).toMatch(/^Via: .*;received=127\.0\.0\.1/m);
    expect(answer).toMatch(new RegExp(`^Via: .*;rport=${sender.port}`, 'm'));
  });

  test('notes where a request came from that names a host by name (18.2.1)', async () => {
    const peer = await udpPeer();
    const { endpoint } = await opened({ transport: 'udp' });
    const seen: SipRequest[] = [];
    endpoint.onRequest = ({ request, respond }) => {
      seen.push(request);
      respond(responseOf(request, 200));
    };
    peer.send(
      rawRequest('OPTIONS', { via: `SIP/2.0/UDP alice.example:${peer.port};branch=z9hG4bK3` }),
      endpoint.address.port,
    );
    await peer.inbox.next();
    expect(header(seen[0] ?? requestOf('OPTIONS'), 'Via')).toContain('received=127.0.0.1');
  });

  test('an RFC 2543 client gets by without a branch: copies, ACK and CANCEL are matched all the same', async () => {
    const peer = await udpPeer();
    const { endpoint } = await opened({ transport: 'udp' });
    const seen: string[] = [];
    endpoint.onRequest = (incoming) => {
      seen.push(`${incoming.request.method} ${header(incoming.request, 'Call-ID')}`);
      incoming.onCancel = () => incoming.respond(responseOf(incoming.request, 487));
    };
    for (const [callId, branch] of [
      ['none', ''],
      ['bare', ';branch=z9hG4bK'],
    ] as const) {
      const via = `SIP/2.0/UDP 127.0.0.1:${peer.port}${branch}`;
      const { port } = endpoint.address;
      peer.send(rawRequest('INVITE', { via, callId }), port);
      peer.send(rawRequest('INVITE', { via, callId }), port);
      peer.send(rawRequest('CANCEL', { via, callId }), port);
      const answers = () => peer.inbox.all.filter(({ text }) => text.includes(`Call-ID: ${callId}`));
      expect(await until(() => answers().some(({ text }) => text.startsWith('SIP/2.0 487 ')))).toBe(true);
      expect(answers().some(({ text }) => /^SIP\/2\.0 200 [^]*CSeq: 9 CANCEL/.test(text))).toBe(true);
      peer.send(rawRequest('ACK', { via, callId, to: '<sip:bob@park.example>;tag=b' }), port);
    }
    // A last request shows that everything before it has been dealt with.
    peer.send(
      rawRequest('INVITE', { via: `SIP/2.0/UDP 127.0.0.1:${peer.port}`, callId: 'last' }),
      endpoint.address.port,
    );
    expect(await until(() => seen.includes('INVITE last'))).toBe(true);
    expect(seen).toEqual(['INVITE none', 'INVITE bare', 'INVITE last']);
  });

  test('two clients that use the same bare magic cookie do not get in each other’s way (RFC 4475 badbranch)', async () => {
    const peer = await udpPeer();
    const { endpoint } = await opened({ transport: 'udp' });
    const seen: string[] = [];
    endpoint.onRequest = ({ request, respond }) => {
      seen.push(header(request, 'Call-ID') ?? '');
      respond(responseOf(request, 200));
    };
    const via = `SIP/2.0/UDP 127.0.0.1:${peer.port};branch=z9hG4bK`;
    for (const callId of ['one', 'two']) peer.send(rawRequest('OPTIONS', { via, callId }), endpoint.address.port);
    await peer.inbox.next();
    await peer.inbox.next();
    expect(seen).toEqual(['one', 'two']);
  });

  test('answers a CANCEL that belongs to nothing with 481, and one that comes too late with 200 and no effect', async () => {
    const peer = await udpPeer();
    const { endpoint } = await opened({ transport: 'udp' });
    let cancels = 0;
    endpoint.onRequest = (incoming) => {
      incoming.onCancel = () => {
        cancels += 1;
      };
      incoming.respond(responseOf(incoming.request, 486));
    };
    const via = `SIP/2.0/UDP 127.0.0.1:${peer.port};branch=z9hG4bKc`;
    const next = async () => (await peer.inbox.next()).text.split('\r\n')[0];
    peer.send(rawRequest('CANCEL', { via: `${via}1` }), endpoint.address.port);
    expect(await next()).toBe('SIP/2.0 481 Call/Transaction Does Not Exist');
    peer.send(rawRequest('INVITE', { via: `${via}2` }), endpoint.address.port);
    expect(await next()).toBe('SIP/2.0 486 Busy Here');
    peer.send(rawRequest('CANCEL', { via: `${via}2` }), endpoint.address.port);
    expect(await next()).toBe('SIP/2.0 200 OK');
    expect(cancels).toBe(0);
  });

  test('tells when a failure was never acknowledged', async () => {
    const peer = await udpPeer();
    const { endpoint } = await opened({ transport: 'udp', timers: { t1: 5, t2: 20, t4: 20 } });
    const why: string[] = [];
    endpoint.onRequest = (incoming) => {
      incoming.onUndelivered = (each) => why.push(each);
      incoming.respond(responseOf(incoming.request, 486));
    };
    peer.send(
      rawRequest('INVITE', { via: `SIP/2.0/UDP 127.0.0.1:${peer.port};branch=z9hG4bKn` }),
      endpoint.address.port,
    );
    expect(await until(() => why.length > 0)).toBe(true);
    expect(why).toEqual(['no ACK within 64*T1 (timer H)']);
  });
});

describe('garbage over UDP', () => {
  test('is tapped and reported; a request that can be understood so far is answered, an ACK never', async () => {
    const peer = await udpPeer();
    const { endpoint, records } = await opened({ transport: 'udp' });
    const reasons: string[] = [];
    endpoint.onGarbage = (_bytes, _from, reason) => reasons.push(reason);
    endpoint.onRequest = ({ request, respond }) => respond(responseOf(request, 200));
    const via = `SIP/2.0/UDP 127.0.0.1:${peer.port};branch=z9hG4bKg`;
    const { port } = endpoint.address;
    const damaged = (method: string, n: number) =>
      rawRequest(method, { via: `${via}${n}` }).replace('Content-Length: 0', 'Content-Length: 99');
    const rubbish = ['no SIP at all', '\xff\xfe\x00', damaged('ACK', 1), 'SIP/2.0 200 OK\r\n\r\n'];
    for (const each of rubbish) peer.send(each, port);
    peer.send(damaged('OPTIONS', 2), port);
    peer.send(damaged('OPTIONS', 2), port);
    peer.send(
      rawRequest('OPTIONS', { via: `${via}3` }).replace(
        'OPTIONS sip:bob@127.0.0.1 SIP/2.0',
        'OPTIONS sip:bob@127.0.0.1 SIP/7.0',
      ),
      port,
    );
    peer.send('\r\n\r\n', port);
    peer.send(rawRequest('OPTIONS', { via: `${via}4` }), port);
    const texts: string[] = [];
    for (let answer = 0; answer < 4; answer += 1) texts.push((await peer.inbox.next()).text);
    expect(texts.map((each) => each.split('\r\n')[0])).toEqual([
      'SIP/2.0 400 Bad Request: Content-Length is 99 but 0 octets follow',
      'SIP/2.0 400 Bad Request: Content-Length is 99 but 0 octets follow',
      expect.stringMatching(/^SIP\/2\.0 505 /),
      'SIP/2.0 200 OK',
    ]);
    expect(texts[0]).toBe(texts[1]);
    expect(reasons).toHaveLength(7);
    const received = records.filter((record) => record.direction === 'in');
    expect(received).toHaveLength(9);
    expect(received.flatMap(({ unreadable }) => unreadable ?? [])).toEqual(reasons);
    expect(received.slice(-2).map(({ unreadable }) => unreadable)).toEqual([undefined, undefined]);
  });
});
