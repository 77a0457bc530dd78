/** Every limit of a phone: what comes beyond it is told of, with the limit and with how much there was in all. */
import { connect as connectTcp, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { COMFORT_NOISE, formatRtp, PCMU } from '../../../../src/media/rtp.ts';
import { openEndpoint, type Endpoint, type IncomingRequest } from '../../../../src/sip/endpoint.ts';
import { buildResponse } from '../../../../src/sip/message/build.ts';
import { audioOffer } from '../../../../src/sip/sdp.ts';
import { newCallId, newTag } from '../../../../src/sip/token.ts';
import { UserAgent } from '../../../../src/sip/ua/user-agent.ts';
import { rawUdp, type RawUdp } from '../../sip/transport/raw-peer.ts';
import { at, Bench, type TestPhone, until } from '../bench.ts';

const host = '127.0.0.1';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(async () => {
  await bench.close();
});

async function udp(): Promise<RawUdp> {
  const peer = await rawUdp();
  bench.also(() => peer.close());
  return peer;
}

async function endpoint(): Promise<Endpoint> {
  const peer = await openEndpoint({ transport: 'udp' });
  bench.also(() => peer.close());
  return peer;
}

function received({ sip }: TestPhone, start: string, from = 0, to?: number): number {
  return sip.slice(from, to).filter(({ direction, text }) => direction === 'in' && text.startsWith(start)).length;
}

function sent({ sip }: TestPhone, start: string): number {
  return sip.filter(({ direction, text }) => direction === 'out' && text.startsWith(start)).length;
}

describe('a native phone tells of', () => {
  test('the requests that it does not answer: of 5,000 OPTIONS each is answered or told of', async () => {
    const alice = await bench.phone('alice');
    const peer = await udp();
    const options = (n: number): string =>
      [
        `OPTIONS ${alice.phone.contact} SIP/2.0`,
        `Via: SIP/2.0/UDP ${host}:${peer.port};branch=z9hG4bK${n}`,
        'From: <sip:dave@park.example>;tag=dave',
        `To: <${alice.phone.aor}>`,
        `Call-ID: ${n}@flood`,
        'CSeq: 1 OPTIONS',
        'Content-Length: 0\r\n\r\n',
      ].join('\r\n');
    for (let from = 0; from < 5_000; from += 50) {
      for (let n = from; n < from + 50; n += 1) peer.send(options(n), alice.phone.address.port);
      const { length } = alice.sip;
      const before = received(alice, 'OPTIONS', 0, length);
      // oxlint-disable-next-line no-await-in-loop -- the kernel drops what is sent faster than it is read
      await until(() => before + received(alice, 'OPTIONS', length) === from + 50, 'the OPTIONS arrive');
    }
    expect(alice.flooded).toEqual([expect.stringMatching(/^more than 2,048 requests .*: 1 not answered$/)]);
    await alice.phone.close({ within: 0 });
    expect(sent(alice, 'SIP/2.0 200')).toBe(2_048);
    expect(alice.flooded.slice(1)).toEqual([
      expect.stringMatching(/^more than 2,048 requests .*: 2,952 not answered$/),
    ]);
  });

  test('the connections that it turns away', async () => {
    const alice = await bench.phone('alice', { transport: 'tcp' });
    const sockets: Socket[] = [];
    bench.also(async () => sockets.forEach((socket) => socket.destroy()));
    let ended = 0;
    for (let n = 0; n < 135; n += 1) {
      const socket = connectTcp(alice.phone.address.port, host);
      socket.on('error', () => {}).on('close', () => (ended += 1));
      socket.resume();
      sockets.push(socket);
    }
    await until(() => ended === 7, 'seven connections end');
    expect(alice.flooded).toEqual(['more than 128 TCP connections at a time: 1 turned away']);
    await alice.phone.close({ within: 0 });
    expect(alice.flooded.slice(1)).toEqual(['more than 128 TCP connections at a time: 7 turned away']);
  });

  test('the calls that it refuses because it has so many', async () => {
    const alice = await bench.phone('alice');
    alice.phone.whenCalled = 'ring';
    const agent = await userAgent();
    const results = Array.from({ length: 18 }, () => agent.invite({ ...at(alice), sdp: SDP }));
    await until(() => sent(alice, 'SIP/2.0 486') === 2, 'two calls are refused');
    for (const call of results) call.abandon();
    await alice.phone.close({ within: 0 });
    expect(alice.flooded).toEqual([
      'more than 16 calls of one phone at a time: 1 refused with 486',
      'more than 16 calls of one phone at a time: 2 refused with 486',
    ]);
  });

  test('the REFERs that it declines because it follows so many', async () => {
    const alice = await bench.phone('alice');
    const silent = await udp();
    const agent = await userAgent();
    const result = await agent.invite({ ...at(alice), sdp: SDP }).result;
    if (result.kind !== 'established') throw new Error(result.kind);
    for (let n = 0; n < 18; n += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, so that none comes out of order
      await result.session.refer({ referTo: `<sip:x@${host}:${silent.port}>` }).accepted;
    }
    expect(sent(alice, 'SIP/2.0 603')).toBe(2);
    await alice.phone.close({ within: 200 });
    expect(alice.flooded).toEqual([
      'more than 16 calls of one phone at a time because of REFERs: 1 declined with 603',
      'more than 16 calls of one phone at a time because of REFERs: 2 declined with 603',
    ]);
  });

  test('the early dialogs and the answers of one call that it ignores', async () => {
    const alice = await bench.phone('alice');
    const peer = await endpoint();
    peer.onRequest = (incoming) => {
      if (incoming.request.method === 'INVITE') answerManyTimes(incoming);
      else incoming.respond(buildResponse(incoming.request, 200, undefined, { toTag: 'x' }));
    };
    const call = { callId: newCallId('t'), uri: `sip:x@${host}`, next: peer.address };
    await alice.phone.dial({ ...call, within: 2_000 });
    await until(() => received(alice, 'SIP/2.0 200 OK') >= 20, 'all answers arrive');
    await until(() => sent(alice, 'ACK') === 16, 'sixteen are acknowledged');
    await alice.phone.close({ within: 200 });
    expect(alice.flooded).toEqual(
      expect.arrayContaining([
        'more than 16 early dialogs of one call: 1 ignored',
        'more than 16 2xx responses with different tags to one INVITE: 1 ignored',
        'more than 16 early dialogs of one call: 4 ignored',
        'more than 16 2xx responses with different tags to one INVITE: 4 ignored',
      ]),
    );
  });

  test('the late answers that it does not hang up, and acknowledges one that comes again without another BYE', async () => {
    const alice = await bench.phone('alice');
    const peer = await udp();
    const late = (n: number): void => peer.send(lateAnswer(alice, peer.port, n), alice.phone.address.port);
    for (let n = 0; n < 32; n += 1) late(n);
    await until(() => sent(alice, 'BYE') === 32, 'thirty-two calls are hung up');
    late(0);
    await until(() => sent(alice, 'ACK') === 33, 'the answer that came again is acknowledged');
    expect([sent(alice, 'BYE'), alice.flooded]).toEqual([32, []]);
    for (let n = 32; n < 35; n += 1) late(n);
    await until(() => received(alice, 'SIP/2.0 200') === 36, 'three more arrive');
    await alice.phone.close({ within: 0 });
    expect(alice.flooded).toEqual([
      'more than 32 late answers to calls that were given up: 1 not hung up',
      'more than 32 late answers to calls that were given up: 3 not hung up',
    ]);
  });

  test('RTP that it does not listen to', async () => {
    const alice = await bench.phone('alice');
    const agent = await userAgent();
    const result = await agent.invite({ ...at(alice), sdp: SDP }).result;
    if (result.kind !== 'established') throw new Error(result.kind);
    const port = result.session.remoteSdp?.media[0]?.port ?? 0;
    const peer = await udp();
    const packet = (ssrc: number, length: number, payloadType = PCMU): Uint8Array =>
      formatRtp({
        payloadType,
        marker: false,
        sequence: 1,
        timestamp: 1,
        ssrc,
        payload: Buffer.alloc(length, 0xff),
      });
    peer.send(packet(1, 1_472), port);
    await until(() => alice.flooded.length === 1, 'the long packet is told of');
    for (let ssrc = 1; ssrc <= 9; ssrc += 1) peer.send(packet(ssrc, 160), port);
    await until(() => alice.flooded.length === 2, 'the ninth source is told of');
    // The kernel drops what is sent faster than it is read, so that some more are sent than have to arrive.
    for (let batch = 0; batch < 200 && alice.flooded.length < 3; batch += 1) {
      for (let n = 0; n < 50; n += 1) peer.send(packet(1, 12, COMFORT_NOISE), port);
      // oxlint-disable-next-line no-await-in-loop -- lets them be read
      await new Promise(setImmediate);
    }
    await until(() => alice.flooded.length === 3, 'the flood is told of');
    expect(alice.flooded).toEqual([
      'an RTP packet of more than 1472 octets',
      'more than 8 RTP sources (SSRC) at a time',
      'more than 2000 RTP packets in a second',
    ]);
    await result.session.bye();
  });
});

const SDP = audioOffer({ address: host, port: 9, sessionId: 1, version: 1, direction: 'sendrecv' });

async function userAgent(): Promise<UserAgent> {
  const peer = await endpoint();
  const agent = new UserAgent({ endpoint: peer, aor: 'sip:dave@park.example', contactUser: 'dave' });
  peer.onRequest = (incoming) => void agent.receive(incoming);
  bench.also(() => agent.close());
  return agent;
}

/** Twenty early dialogs, and then twenty answers. */
function answerManyTimes({ request, respond }: IncomingRequest): void {
  const tags = Array.from({ length: 20 }, newTag);
  const headers = [['Contact', `<sip:x@${host}:9>`]] as const;
  for (const toTag of tags) respond(buildResponse(request, 180, undefined, { toTag, headers }));
  for (const toTag of tags) respond(buildResponse(request, 200, undefined, { toTag, headers }));
}

function lateAnswer({ phone }: TestPhone, port: number, n: number): string {
  return [
    'SIP/2.0 200 OK',
    `Via: SIP/2.0/UDP ${host}:${phone.address.port};branch=z9hG4bKlate${n}`,
    `From: <${phone.aor}>;tag=a${n}`,
    'To: <sip:dave@park.example>;tag=dave',
    `Call-ID: ${n}@late`,
    'CSeq: 1 INVITE',
    `Contact: <sip:dave@${host}:${port}>`,
    'Content-Length: 0\r\n\r\n',
  ].join('\r\n');
}
