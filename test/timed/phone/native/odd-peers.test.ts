import { createSocket } from 'node:dgram';
import { connect as connectTcp } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { PARTY_SIGNATURES } from '../../../../src/media/voices.ts';
import { openMediaStream, type MediaStream } from '../../../../src/media/stream.ts';
import { openEndpoint, type Endpoint, type IncomingRequest } from '../../../../src/sip/endpoint.ts';
import { cseq } from '../../../../src/sip/fields/cseq.ts';
import { buildResponse } from '../../../../src/sip/message/build.ts';
import { audioOf, audioOffer, parseSdp, type Direction } from '../../../../src/sip/sdp.ts';
import { newCallId, newTag } from '../../../../src/sip/token.ts';
import { UserAgent } from '../../../../src/sip/ua/user-agent.ts';
import { at, Bench, connect, passed, until, voices, type TestPhone } from '../bench.ts';

const host = '127.0.0.1';

/** A peer that the test plays itself: a user agent with a tone at 1000 Hz. */
class Peer {
  readonly endpoint: Endpoint;
  readonly agent: UserAgent;
  readonly media: MediaStream;

  constructor(endpoint: Endpoint, media: MediaStream) {
    this.endpoint = endpoint;
    this.agent = new UserAgent({ endpoint, aor: 'sip:dave@park.example', contactUser: 'dave' });
    this.media = media;
    endpoint.onRequest = (incoming) => void this.agent.receive(incoming);
  }

  static async open(bench: Bench): Promise<Peer> {
    const peer = new Peer(
      await openEndpoint({ transport: 'udp' }),
      await openMediaStream({ host, voices, speak: PARTY_SIGNATURES.dave }),
    );
    bench.also(async () => {
      await peer.agent.close();
      await Promise.all([peer.endpoint.close(), peer.media.close()]);
    });
    return peer;
  }

  sdp(direction: Direction = 'sendrecv', version = 1) {
    return audioOffer({ address: host, port: this.media.port, sessionId: 1, version, direction });
  }

  /** Answers every request with `status` and nothing else. */
  always(status: number): void {
    this.endpoint.onRequest = (incoming) => {
      incoming.respond(buildResponse(incoming.request, status, undefined, { toTag: newTag() }));
    };
  }

  /** Calls the phone; its leg and our session. */
  async call(phone: TestPhone) {
    const result = await this.agent.invite({ ...at(phone), sdp: this.sdp() }).result;
    if (result.kind !== 'established') throw new Error(result.kind);
    const audio = audioOf(result.session.remoteSdp ?? this.sdp());
    this.media.sendTo(audio);
    const leg = phone.phone.leg(result.session.callId);
    if (leg === undefined) throw new Error('the phone has no leg');
    return { session: result.session, leg };
  }
}

describe('a native phone and a peer that is not its like', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await Bench.open();
  });
  afterEach(async () => {
    await bench.close();
  });

  test('offers in its 200 when the INVITE has no offer, and sends as the ACK answers', async () => {
    const alice = await bench.phone('alice');
    const peer = await Peer.open(bench);
    const socket = createSocket('udp4');
    bench.also(() => new Promise<void>((resolve) => socket.close(() => resolve())));
    const offered = new Promise<string>((resolve) => {
      socket.on('message', (bytes) => {
        if (bytes.toString().startsWith('SIP/2.0 200')) resolve(bytes.toString());
      });
    });
    await new Promise<void>((resolve) => socket.bind(0, host, resolve));
    const callId = newCallId('test');
    const send = (text: string): void => socket.send(text, alice.phone.address.port, host);
    send(raw('INVITE', alice, { callId, port: socket.address().port }));
    const ok = await offered;
    expect(audioOf(parseSdp(ok.slice(ok.indexOf('\r\n\r\n') + 4)) ?? peer.sdp())?.direction).toBe('sendrecv');
    expect(await peer.media.listen('alice', 1, 50)).toBe(false);
    const toTag = /^To: .*;tag=(\S+)/m.exec(ok)?.[1];
    const { media } = peer;
    const answer = `v=0\r\no=- 1 1 IN IP4 ${host}\r\ns=-\r\nc=IN IP4 ${host}\r\nt=0 0\r\nm=audio ${media.port} RTP/AVP 0\r\n`;
    send(raw('ACK', alice, { callId, port: socket.address().port, toTag, body: answer }));
    expect(await media.listen('alice', 3, 2000)).toBe(true);
  });

  test.each(['sendonly', 'inactive'] as const)(
    'sends no tone to a peer that is %s, from the first moment',
    async (direction) => {
      const alice = await bench.phone('alice');
      const peer = await Peer.open(bench);
      const result = await peer.agent.invite({ ...at(alice), sdp: peer.sdp(direction) }).result;
      if (result.kind !== 'established') throw new Error(result.kind);
      const expected = direction === 'sendonly' ? 'recvonly' : 'inactive';
      expect(audioOf(result.session.remoteSdp ?? peer.sdp())?.direction).toBe(expected);
      expect(await peer.media.listen('anything', 1, 80)).toBe(false);
    },
  );

  test('answers a re-INVITE without an offer by offering itself', async () => {
    const alice = await bench.phone('alice');
    const peer = await Peer.open(bench);
    const { session } = await peer.call(alice);
    const outcome = await session.request('INVITE');
    expect(outcome).toMatchObject({ kind: 'response', response: { status: 200 } });
  });

  test('refuses an offer without PCMU with 488, in a new call and in a call that goes on', async () => {
    const alice = await bench.phone('alice');
    const peer = await Peer.open(bench);
    const { session, leg } = await peer.call(alice);
    const [media] = peer.sdp().media;
    if (media === undefined) throw new Error('no media');
    const gsm = { ...peer.sdp(), media: [{ ...media, formats: ['3'], lines: [] }] };
    expect(await session.reinvite(gsm)).toMatchObject({ response: { status: 488 } });
    expect(leg.live).toBe(true);
    const result = await peer.agent.invite({ ...at(alice), sdp: gsm }).result;
    expect(result).toMatchObject({ kind: 'rejected', response: { status: 488 } });
    expect(alice.phone.legs()).toHaveLength(1);
  });

  test('hears the tone that a peer moves to another port and SSRC', async () => {
    const alice = await bench.phone('alice');
    const peer = await Peer.open(bench);
    const { session, leg } = await peer.call(alice);
    expect(await leg.listen('dave', 3, { within: 2000 })).toBe(true);
    const other = await openMediaStream({ host, voices, speak: { kind: 'tone', hz: 1750 } });
    bench.also(() => other.close());
    peer.media.sendTo(undefined);
    const moved = audioOffer({ address: host, port: other.port, sessionId: 1, version: 2, direction: 'sendrecv' });
    await session.reinvite(moved);
    other.sendTo(audioOf(session.remoteSdp ?? moved));
    expect(await leg.listen('music:primary', 3, { within: 2000 })).toBe(true);
    expect(await other.listen('alice', 3, 2000)).toBe(true);
  });

  test('ends a leg whose probe is answered 481, and one whose probe is not answered, the latter with BYE', async () => {
    const alice = await bench.phone('alice');
    const peer = await Peer.open(bench);
    const forgotten = await peer.call(alice);
    const asleep = await peer.call(alice);
    peer.always(481);
    expect(await forgotten.leg.probe({ within: 2000 })).toMatchObject({ kind: 'answered', status: 481 });
    expect(forgotten.leg.live).toBe(false);
    peer.endpoint.onRequest = () => {};
    expect(await asleep.leg.probe({ within: 80 })).toEqual({ kind: 'silent' });
    expect(asleep.leg.live).toBe(false);
    expect(passed(alice, asleep.leg.callId)).toContain('out BYE');
    expect(passed(alice, forgotten.leg.callId)).not.toContain('out BYE');
  });

  test('keeps a leg whose hold is not answered in time', async () => {
    const alice = await bench.phone('alice');
    const peer = await Peer.open(bench);
    const { leg } = await peer.call(alice);
    peer.endpoint.onRequest = () => {};
    expect(await leg.hold({ within: 80 })).toEqual({ kind: 'silent' });
    expect(leg.live).toBe(true);
    expect(await peer.media.listen('alice', 2, 2000)).toBe(true);
  });

  test('gives a peer its time from when the request has left, which goes after the one before', async () => {
    const alice = await bench.phone('alice');
    const peer = await Peer.open(bench);
    const { leg } = await peer.call(alice);
    const came: number[] = [];
    peer.endpoint.onRequest = (incoming) => {
      const { request } = incoming;
      const asked = cseq(request)?.seq ?? 0;
      if (request.method !== 'INVITE' || asked <= last) return;
      last = asked;
      came.push(performance.now());
      if (came.length === 1) setTimeout(() => incoming.respond(buildResponse(request, 488)), 60);
    };
    let last = 0;
    const within = 100;
    const first = leg.hold({ within });
    expect(await leg.hold({ within })).toEqual({ kind: 'silent' });
    const given = performance.now() - (came[1] ?? Number.POSITIVE_INFINITY);
    expect((await first).kind).toBe('answered');
    expect(given).toBeGreaterThanOrEqual(within - 1);
  });

  test('gives up an INVITE that nobody answers at all, and ends the call that a late answer makes', async () => {
    const alice = await bench.phone('alice');
    const peer = await Peer.open(bench);
    let asked: IncomingRequest | undefined;
    const later: string[] = [];
    peer.endpoint.onRequest = (incoming) => {
      if (incoming.request.method === 'INVITE') asked = incoming;
      else later.push(incoming.request.method);
      if (incoming.request.method === 'BYE') incoming.respond(buildResponse(incoming.request, 200));
    };
    const callId = newCallId('test');
    const dial = { callId, uri: peer.agent.contact, next: peer.endpoint.address, within: 80 };
    expect(await alice.phone.dial(dial)).toEqual({ kind: 'silent' });
    if (asked === undefined) throw new Error('no INVITE came');
    const contact = [['Contact', `<${peer.agent.contact}>`]] as const;
    asked.respond(buildResponse(asked.request, 200, undefined, { toTag: 'late', headers: contact }));
    await until(() => later.includes('BYE'), 'the phone says BYE');
    expect(later).toEqual(['ACK', 'BYE']);
    expect(alice.phone.legs()).toEqual([]);
  });

  test('reports where a redirect leads, and follows it not', async () => {
    const alice = await bench.phone('alice');
    const peer = await Peer.open(bench);
    const contact = 'sip:bob@127.0.0.1:9?Replaces=a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2';
    peer.agent.onInvite = (invite) => invite.redirect(`<${contact}>`);
    const dial = { callId: newCallId('test'), uri: peer.agent.contact, next: peer.endpoint.address, within: 2000 };
    expect(await alice.phone.dial(dial)).toEqual({
      kind: 'answered',
      status: 302,
      reason: 'Moved Temporarily',
      contact,
    });
  });

  test('prefers of several Contacts of a redirect the one with the highest q', async () => {
    const alice = await bench.phone('alice');
    const peer = await Peer.open(bench);
    peer.agent.onInvite = (invite) => invite.redirect('<sip:low@127.0.0.1:9>;q=0.1, <sip:high@127.0.0.1:9>;q=0.8');
    const dial = { callId: newCallId('test'), uri: peer.agent.contact, next: peer.endpoint.address, within: 2000 };
    expect(await alice.phone.dial(dial)).toMatchObject({ status: 302, contact: 'sip:high@127.0.0.1:9' });
  });

  test('says how a REFER and a poll ended: refused, silent, or accepted and then nothing', async () => {
    const alice = await bench.phone('alice');
    const peer = await Peer.open(bench);
    const to = { uri: peer.agent.contact, next: peer.endpoint.address, within: 80 };
    const refer = () =>
      alice.phone.refer({ callId: newCallId('test'), ...to, referTo: 'sip:a@b', referredBy: 'sip:c@d' });
    const poll = () => alice.phone.poll({ callId: newCallId('test'), ...to, event: 'dialog' });
    peer.always(403);
    expect(await refer()).toMatchObject({ kind: 'answered', status: 403 });
    expect(await poll()).toMatchObject({ kind: 'answered', status: 403 });
    peer.always(202);
    expect(await refer()).toEqual({ kind: 'accepted', status: 202, final: undefined });
    expect(await poll()).toEqual({ kind: 'no-notify', status: 202 });
    peer.endpoint.onRequest = () => {};
    expect(await refer()).toEqual({ kind: 'silent' });
    expect(await poll()).toEqual({ kind: 'silent' });
  });

  test('taps every byte, as UTF-8 where it is and else byte by byte', async () => {
    const alice = await bench.phone('alice');
    const socket = createSocket('udp4');
    bench.also(() => new Promise<void>((resolve) => socket.close(() => resolve())));
    for (const bytes of [Buffer.from('garbage ü'), Buffer.from([0xff, 0xfe, 0x41]), Buffer.from('\r\n\r\n\r\n')]) {
      socket.send(bytes, alice.phone.address.port, host);
    }
    await until(() => alice.sip.length === 3, 'all datagrams are tapped');
    expect(alice.sip).toMatchObject([
      { tap: 'alice', direction: 'in', text: 'garbage ü', local: `udp:127.0.0.1:${alice.phone.address.port}` },
      {
        text: 'ÿþA',
        encoding: 'latin1',
        unreadable: 'the first line is neither a request line nor a status line',
        remote: `udp:127.0.0.1:${socket.address().port}`,
      },
      { text: '\r\n\r\n\r\n' },
    ]);
    expect(alice.sip[0]).not.toHaveProperty('encoding');
    expect(alice.sip[2]).not.toHaveProperty('unreadable');
  });

  test.each([
    'sip:a@255.255.255.255:1',
    'sip:a@127.0.0.1:0',
    'sip:a@[::1]:5060',
    'sip:a@no.such.host',
    'sip:a@127.0.0.1:9;transport=tcp',
    'sip:a@127.0.0.1:9;transport=sctp',
    'sips:a@127.0.0.1:9',
    'tel:+1',
  ])('keeps its head when the contact of the peer is %s', async (contact) => {
    const alice = await bench.phone('alice');
    const peer = await Peer.open(bench);
    const wild = 'v=0\r\no=- 1 1 IN IP4 x\r\ns=-\r\nc=IN IP4 255.255.255.255\r\nt=0 0\r\nm=audio 1 RTP/AVP 0\r\n';
    peer.endpoint.onRequest = (incoming) => {
      const headers = [
        ['Contact', `<${contact}>`],
        ['Content-Type', 'application/sdp'],
      ] as const;
      const body = new TextEncoder().encode(wild);
      incoming.respond(buildResponse(incoming.request, 200, undefined, { toTag: 'wild', headers, body }));
    };
    const dial = { callId: newCallId('test'), uri: peer.agent.contact, next: peer.endpoint.address, within: 500 };
    const result = await alice.phone.dial(dial);
    if (result.kind !== 'connected') throw new Error(result.kind);
    await result.leg.listen('anything', 1, { within: 50 });
    await result.leg.hangUp({ within: 50 });
    expect(result.leg.live).toBe(false);
    expect(alice.trouble).toEqual([]);
  });

  test('sends nothing that has a line end hidden in an address or in the name of a dialog', async () => {
    const alice = await bench.phone('alice');
    const peer = await Peer.open(bench);
    const { leg, session } = await peer.call(alice);
    const to = { next: peer.endpoint.address, within: 500 };
    const uri = peer.agent.contact;
    const before = alice.sip.length;
    const bad = { kind: 'unreachable' };
    expect(await alice.phone.dial({ callId: 'a', uri: `${uri}\r\nX: y`, ...to })).toMatchObject(bad);
    const replaces = { callId: 'b', toTag: '1\nX: y', fromTag: '2' };
    expect(await alice.phone.dial({ callId: 'b', uri, replaces, ...to })).toMatchObject(bad);
    expect(await alice.phone.poll({ callId: 'c', uri: `${uri}\n`, event: 'dialog', ...to })).toMatchObject(bad);
    const refer = { referTo: `<${uri}?X=1\r\nY: z>`, referredBy: alice.phone.aor };
    expect(await alice.phone.refer({ callId: 'd', uri, ...refer, ...to })).toMatchObject(bad);
    expect(alice.sip).toHaveLength(before);
    const referred = session.refer({ referTo: `<${uri}?Replaces=a%0D%0AX:%20y%3Bto-tag=1%3Bfrom-tag=2>` });
    await referred.final;
    expect(passed(alice)).not.toContain('out INVITE');
    expect(leg.live).toBe(true);
  });

  test('takes no harm from a line end where none belongs', async () => {
    const alice = await bench.phone('alice');
    const socket = createSocket('udp4');
    bench.also(() => new Promise<void>((resolve) => socket.close(() => resolve())));
    const good = raw('INVITE', alice, { callId: newCallId('test'), port: 9 }).replace('INVITE sip', 'OPTIONS sip');
    const options = good.replaceAll('1 INVITE', '1 OPTIONS');
    for (const place of ['Via: ', 'From: ', 'To: ', 'Call-ID: ', 'CSeq: ']) {
      for (const end of ['\r', '\n']) {
        socket.send(options.replace(place, `${place}${end} `), alice.phone.address.port, host);
        socket.send(options.replace(place, `${place}x${end}y`), alice.phone.address.port, host);
      }
    }
    socket.send(options, alice.phone.address.port, host);
    await until(() => passed(alice).includes('out 200 OPTIONS'), 'the undamaged OPTIONS is answered');
    expect(alice.trouble).toEqual([]);
  });

  test('outlives any damaged message in the middle of a call', async () => {
    const [alice, bob] = await Promise.all([bench.phone('alice'), bench.phone('bob')]);
    const call = await connect(alice, bob);
    const socket = createSocket('udp4');
    bench.also(() => new Promise<void>((resolve) => socket.close(() => resolve())));
    const send = (bytes: Uint8Array): Promise<void> =>
      new Promise((resolve) => {
        socket.send(bytes, alice.phone.address.port, host, () => resolve());
      });
    const seeds = alice.sip.map(({ text }) => Buffer.from(text));
    const damaged = fc
      .tuple(fc.constantFrom(...seeds), fc.nat(), fc.uint8Array({ maxLength: 6 }), fc.nat(40))
      .map(([seed, place, patch, cut]) => {
        const start = place % seed.length;
        return Buffer.concat([seed.subarray(0, start), patch, seed.subarray(start + cut)]);
      });
    await fc.assert(fc.asyncProperty(damaged, send), { numRuns: 400 });
    // A damaged BYE may have ended alice's side by right; the phone itself must be as good as new.
    expect(alice.trouble).toEqual([]);
    const again = await connect(bob, alice);
    expect(await again.caller.hangUp({ within: 2000 })).toMatchObject({ status: 200 });
    await call.callee.hangUp({ within: 200 });
  });

  test('answers so many calls at a time and is busy for the rest, however many come', async () => {
    const alice = await bench.phone('alice');
    const peer = await Peer.open(bench);
    const invite = async () => (await peer.agent.invite({ ...at(alice), sdp: peer.sdp() }).result).kind;
    const kinds = await Promise.all(Array.from({ length: 40 }, invite));
    expect(kinds.filter((kind) => kind === 'established')).toHaveLength(16);
    expect(kinds.filter((kind) => kind === 'rejected')).toHaveLength(24);
    expect(alice.phone.legs()).toHaveLength(16);
  });

  test('outlives a TCP connection that sends no SIP', async () => {
    const tcp = await Bench.open('tcp');
    const alice = await tcp.phone('alice');
    const socket = connectTcp(alice.phone.address.port, host);
    const closed = new Promise((resolve) => {
      socket.on('close', resolve);
    });
    socket.on('error', () => {});
    socket.write(`INVITE sip:a@b SIP/2.0\r\nContent-Length: -1\r\n\r\n${'x'.repeat(100_000)}`);
    await closed;
    const bob = await tcp.phone('bob');
    const call = await connect(bob, alice);
    expect(call.callee.live).toBe(true);
    await tcp.close();
  });
});

function raw(
  method: 'INVITE' | 'ACK',
  { phone }: TestPhone,
  options: { callId: string; port: number; toTag?: string | undefined; body?: string },
): string {
  const { callId, port, toTag, body = '' } = options;
  return [
    `${method} ${phone.contact} SIP/2.0`,
    `Via: SIP/2.0/UDP ${host}:${port};branch=z9hG4bK${method}`,
    'Max-Forwards: 70',
    'From: <sip:dave@park.example>;tag=dave',
    `To: <${phone.aor}>${toTag === undefined ? '' : `;tag=${toTag}`}`,
    `Call-ID: ${callId}`,
    `CSeq: 1 ${method}`,
    `Contact: <sip:dave@${host}:${port}>`,
    ...(body === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
}
