/** What is too large for a datagram (RFC 3261 18.1.1). */
import { describe, expect, test } from '@jest/globals';
import type { Unsent } from '../../../src/sip/endpoint.ts';
import { serializeMessage } from '../../../src/sip/message/serialize.ts';
import { opened, quick, rawResponse, requestOf, responseOf, tcpPeer, udpPeer } from './endpoint-kit.ts';
import { until } from './transport/raw-peer.ts';

const both = { transport: 'udp', transports: ['udp', 'tcp'] } as const;
const large = new Uint8Array(1_400).fill(0x78);

const viaOf = (text: string): string => /^Via: ([^\r]*)/m.exec(text)?.[1] ?? '';
const branchOf = (text: string): string => /;branch=([^;\r]*)/.exec(viaOf(text))?.[1] ?? '';

describe('a request to a UDP address', () => {
  test('of 1,300 octets is a datagram, and one octet more goes over TCP', async () => {
    const a = await opened(both);
    const b = await opened(both);
    b.endpoint.onRequest = ({ request, respond }) => respond(responseOf(request, 200));
    const empty = a.endpoint.request(requestOf('MESSAGE', new Uint8Array(100)), b.endpoint.address);
    await empty.final;
    const frame = serializeMessage(empty.request).length - 100;
    // Content-Length has a digit more, and the Call-ID may have.
    const [udp, tcp] = [1_300, 1_301].map((size) => {
      for (let body = size - frame - 4; ; body += 1) {
        const request = requestOf('MESSAGE', new Uint8Array(body));
        const whole = serializeMessage(request).length + viaLine(empty.request.headers);
        if (whole >= size) return { request, whole };
      }
    });
    expect([udp?.whole, tcp?.whole]).toEqual([1_300, 1_301]);
    for (const { request } of [udp, tcp].flatMap((each) => each ?? []))
      expect(await a.endpoint.request(request, b.endpoint.address).final).toMatchObject({ response: { status: 200 } });
    const came = b.records.filter(({ direction }) => direction === 'in').slice(1);
    expect(came.map(({ bytes, remote }) => [bytes.length, remote.transport])).toEqual([
      [1_300, 'udp'],
      // The name of the transport is as long, and `;alias` is added.
      [1_301 + ';alias'.length, 'tcp'],
    ]);
    expect(came.map(({ bytes }) => viaOf(Buffer.from(bytes).toString()).slice(0, 11))).toEqual([
      'SIP/2.0/UDP',
      'SIP/2.0/TCP',
    ]);
  });

  test.each(['INVITE', 'MESSAGE'])('is a datagram all the same when TCP is refused: %s', async (method) => {
    const unsent: Unsent[] = [];
    const a = await opened({ ...both, timers: quick, onUnsent: (each) => unsent.push(each) });
    const peer = await udpPeer();
    const target = { ...a.endpoint.address, port: peer.port };
    const asked = a.endpoint.request(requestOf(method, large), target);
    const first = (await peer.inbox.next()).text;
    expect(viaOf(first)).toMatch(/^SIP\/2\.0\/UDP /);
    // A datagram may get lost: it is sent again, over TCP it would not be.
    expect((await peer.inbox.next()).text).toBe(first);
    peer.send(rawResponse(first, '486 Busy Here'), a.endpoint.address.port);
    expect(await asked.final).toMatchObject({ response: { status: 486 } });
    expect(viaOf(Buffer.from(serializeMessage(asked.request)).toString())).toBe(viaOf(first));
    const [over] = a.records;
    const refused = Buffer.from(over?.bytes ?? []).toString();
    expect([over?.remote.transport, viaOf(refused).slice(0, 11), branchOf(refused)]).toEqual([
      'tcp',
      'SIP/2.0/TCP',
      branchOf(first),
    ]);
    expect(unsent).toMatchObject([{ to: { transport: 'tcp' }, why: expect.stringMatching(/refused/i) }]);
  });

  test('is not sent twice once a connection was made', async () => {
    const peer = await tcpPeer();
    const a = await opened(both);
    const asked = a.endpoint.request(requestOf('MESSAGE', large), { ...a.endpoint.address, port: peer.port });
    const { socket, inbox } = await peer.accept();
    await inbox.next();
    socket.resetAndDestroy();
    expect(await asked.final).toMatchObject({ kind: 'transport' });
    expect(a.records.map(({ remote }) => remote.transport)).toEqual(['tcp']);
  });

  test('is not sent twice when a connection breaks that stood', async () => {
    const peer = await tcpPeer();
    const a = await opened(both);
    const target = { ...a.endpoint.address, port: peer.port };
    const first = a.endpoint.request(requestOf('MESSAGE', large), target);
    const { socket, inbox } = await peer.accept();
    socket.write(rawResponse((await inbox.next()).text, '200 OK'));
    await first.final;
    // The reset is with the kernel, and not yet known here.
    socket.resetAndDestroy();
    expect(await a.endpoint.request(requestOf('MESSAGE', large), target).final).toMatchObject({ kind: 'transport' });
    expect(a.records.every(({ remote }) => remote.transport === 'tcp')).toBe(true);
  });

  test('is cancelled by the way that it took', async () => {
    const a = await opened({ ...both, timers: quick });
    const peer = await udpPeer();
    const asked = a.endpoint.request(requestOf('INVITE', large), { ...a.endpoint.address, port: peer.port });
    // While nobody knows yet that TCP is refused.
    asked.cancel();
    const invite = (await peer.inbox.next()).text;
    peer.send(rawResponse(invite, '180 Ringing'), a.endpoint.address.port);
    expect(await until(() => peer.inbox.all.some(({ text }) => text.startsWith('CANCEL ')))).toBe(true);
    const cancel = peer.inbox.all.find(({ text }) => text.startsWith('CANCEL '))?.text ?? '';
    expect(viaOf(cancel)).toBe(viaOf(invite));
    peer.send(rawResponse(cancel, '200 OK'), a.endpoint.address.port);
    peer.send(rawResponse(invite, '487 Request Terminated'), a.endpoint.address.port);
    expect(await asked.final).toMatchObject({ response: { status: 487 } });
  });

  test('that is given up before TCP is refused is not sent', async () => {
    const a = await opened(both);
    const peer = await udpPeer();
    const target = { ...a.endpoint.address, port: peer.port };
    const asked = a.endpoint.request(requestOf('MESSAGE', large), target);
    asked.abandon();
    expect(await asked.final).toMatchObject({ kind: 'timeout' });
    // A large one that is asked after it gets there, so the first would have.
    const other = a.endpoint.request(requestOf('INFO', large), target);
    expect((await peer.inbox.next()).text).toMatch(/^INFO /);
    other.abandon();
  });

  test('is a datagram where we have no TCP', async () => {
    const a = await opened({ transport: 'udp' });
    const peer = await udpPeer();
    const asked = a.endpoint.request(requestOf('MESSAGE', large), { ...a.endpoint.address, port: peer.port });
    expect(viaOf((await peer.inbox.next()).text)).toMatch(/^SIP\/2\.0\/UDP /);
    asked.abandon();
  });

  test('goes by the same rule when it is an ACK', async () => {
    const a = await opened(both);
    const [over, under] = [await tcpPeer(), await udpPeer()];
    a.endpoint.sendAck(requestOf('ACK', large), { ...a.endpoint.address, port: over.port });
    const { socket, inbox } = await over.accept();
    expect(viaOf((await inbox.next()).text)).toMatch(/^SIP\/2\.0\/TCP /);
    socket.destroy();
    a.endpoint.sendAck(requestOf('ACK', large), { ...a.endpoint.address, port: under.port });
    expect(viaOf((await under.inbox.next()).text)).toMatch(/^SIP\/2\.0\/UDP /);
  });
});

function viaLine(headers: ReadonlyArray<{ readonly name: string; readonly value: string }>): number {
  const via = headers.find(({ name }) => name === 'Via');
  return `Via: ${via?.value ?? ''}\r\n`.length;
}
