/** A peer that leads a phone of either kind outside of its cell: nothing gets there, and it is told. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { AstrayEvent } from '../../src/history/event.ts';
import { openMediaStream } from '../../src/media/stream.ts';
import { PARTY_SIGNATURES } from '../../src/media/voices.ts';
import { Reach } from '../../src/network/reach.ts';
import { hostPort } from '../../src/numeric-host.ts';
import type { Leg } from '../../src/phone/phone.ts';
import { buildResponse } from '../../src/sip/message/build.ts';
import type { SipRequest } from '../../src/sip/message/message.ts';
import { serializeMessage } from '../../src/sip/message/serialize.ts';
import { decodeText } from '../../src/sip/message/octets.ts';
import { eventually } from '../cli/parkspec.ts';
import { voices } from '../timed/phone/bench.ts';
import { OnePeer } from './one-peer.ts';

jest.setTimeout(30_000);

/** An address of this machine that is none of the cell. */
const ELSEWHERE = '127.9.9.9';

describe.each(['native', 'sipp'] as const)('a %s phone', (phones) => {
  let peer: OnePeer;
  let outside: Socket;
  let port = 0;
  const received: string[] = [];
  const astray: Array<Omit<AstrayEvent, 'kind'>> = [];

  beforeEach(async () => {
    for (const list of [received, astray]) list.length = 0;
    outside = createSocket('udp4');
    outside.on('message', (bytes) => received.push(bytes.toString('latin1').split('\r\n', 1)[0] ?? ''));
    outside.bind(0, ELSEWHERE);
    await once(outside, 'listening');
    port = outside.address().port;
    peer = await OnePeer.open(phones, {
      reach: new Reach(['127.0.0.1']),
      taps: {
        sip: () => {},
        media: () => {},
        network: () => {},
        trouble: (text, cause) => peer.troubles.push(`${text}: ${String(cause)}`),
        astray: (event) => astray.push(event),
      },
    });
  });
  afterEach(async () => {
    await peer.close();
    // What was sent before this is there before it, too.
    outside.send('the end', port, ELSEWHERE);
    await eventually('the last datagram', 5_000, () => (received.includes('the end') ? true : undefined));
    outside.close();
    if (received.length > 1) throw new Error(`${received.length - 1} datagrams were sent outside`);
  });

  const told = (channel: AstrayEvent['channel']) =>
    eventually('an event', 5_000, () => astray.find((event) => event.channel === channel));

  interface Answer {
    readonly contact?: string;
    readonly sdp?: Buffer;
    readonly route?: string;
  }

  /** The phone calls the peer, whose 200 is this. */
  async function dialled({ contact, sdp, route }: Answer): Promise<{ leg: Leg; invite: SipRequest }> {
    const dialling = peer.phone.dial({
      callId: 'led@alice',
      uri: 'sip:b@park.example',
      next: peer.address,
      within: 3_000,
    });
    const invite = await peer.request('INVITE');
    const headers = [
      contact === undefined ? peer.contact : (['Contact', contact] as const),
      ...(route === undefined ? [] : [['Record-Route', route] as const]),
      ['Content-Type', 'application/sdp'] as const,
    ];
    const body = sdp ?? peer.session.body;
    peer.say(buildResponse(invite, 200, undefined, { toTag: 'r', headers, body }));
    const result = await dialling;
    if (result.kind !== 'connected') throw new Error('no call');
    return { leg: result.leg, invite };
  }

  test.each([
    ['another address of this machine', () => `<sip:b@${ELSEWHERE}:${port}>`, () => `udp:${ELSEWHERE}:${port}`],
    ['an address behind maddr', () => `<sip:b@127.0.0.1:${port};maddr=${ELSEWHERE}>`, () => `udp:${ELSEWHERE}:${port}`],
    ['a group', () => `<sip:b@224.0.0.251:${port}>`, () => `udp:224.0.0.251:${port}`],
    ['everybody', () => `<sip:b@255.255.255.255:${port}>`, () => `udp:255.255.255.255:${port}`],
    ['nobody', () => `<sip:b@0.0.0.0:${port}>`, () => `udp:0.0.0.0:${port}`],
    ['somebody far away', () => '<sip:b@203.0.113.9>', () => 'udp:203.0.113.9:5060'],
  ])('sends neither ACK nor BYE to %s that a Contact names', async (_, contact, remote) => {
    const { leg } = await dialled({ contact: contact() });
    expect(await told('sip')).toMatchObject({ tap: 'alice', direction: 'out', remote: remote(), callId: 'led@alice' });
    expect(await leg.hangUp({ within: 2_000 })).toMatchObject({ kind: 'unreachable' });
    expect(astray.map(({ line }) => line?.split(' ', 1)[0])).toEqual(['ACK', 'BYE']);
  });

  test.each([
    ['a name', '<sip:b@relay.example:5060>'],
    ['an address of IPv6', '<sip:b@[::1]:5060>'],
  ])('follows %s in a Contact to where the call is, and asks nobody for its address', async (_, contact) => {
    const { leg } = await dialled({ contact });
    await peer.request('ACK');
    const gone = leg.hangUp({ within: 2_000 });
    peer.say(buildResponse(await peer.request('BYE'), 200));
    expect(await gone).toMatchObject({ kind: 'answered' });
    expect(astray).toEqual([]);
  });

  test('survives port 0 in a Contact', async () => {
    const { leg } = await dialled({ contact: '<sip:b@127.0.0.1:0>' });
    expect((await leg.hangUp({ within: 300 })).kind).not.toBe('answered');
    expect(astray).toEqual([]);
  });

  test('takes a Contact with port 65536 for no Contact', async () => {
    await expect(dialled({ contact: '<sip:b@127.0.0.1:65536>' })).rejects.toThrow('no call');
    expect(astray).toEqual([]);
  });

  test('sends nothing to a proxy outside that a Record-Route names', async () => {
    const { leg } = await dialled({ route: `<sip:${ELSEWHERE}:${port};lr>` });
    expect(await leg.info({ type: 'text/plain', text: 'x', within: 2_000 })).toMatchObject({ kind: 'unreachable' });
    expect(await leg.hold({ within: 2_000 })).toMatchObject({ kind: 'unreachable' });
    expect(await leg.hangUp({ within: 2_000 })).toMatchObject({ kind: 'unreachable' });
    const sent = (): readonly unknown[] => astray.map(({ line }) => line?.split(' ', 1)[0]);
    // A phone that cannot make an offer leaves the call by itself.
    await eventually('its BYE', 2_000, () => sent().includes('BYE') || undefined);
    expect(sent()).toEqual(['ACK', 'INFO', 'INVITE', 'BYE']);
  });

  test('does not call where a redirect leads', async () => {
    const next = { transport: 'udp', host: ELSEWHERE, port } as const;
    const dialling = peer.phone.dial({ callId: 'far@alice', uri: `sip:x@${ELSEWHERE}:${port}`, next, within: 3_000 });
    expect(await dialling).toMatchObject({ kind: 'unreachable' });
    const asked = { callId: 'look@alice', uri: `sip:x@${ELSEWHERE}:${port}`, next, within: 3_000 };
    expect(await peer.phone.poll({ ...asked, event: 'dialog' })).toMatchObject({ kind: 'unreachable' });
    expect(astray.map(({ line }) => line?.split(' ', 1)[0])).toEqual(['INVITE', 'SUBSCRIBE']);
  });

  const described = (connection: string, at: number): Buffer =>
    Buffer.from(`v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=${connection}\r\nt=0 0\r\nm=audio ${at} RTP/AVP 0\r\n`);

  async function over(leg: Leg): Promise<void> {
    const gone = leg.hangUp({ within: 2_000 });
    await peer.request('ACK');
    peer.say(buildResponse(await peer.request('BYE'), 200));
    await gone;
  }

  test.each([
    [`IN IP4 ${ELSEWHERE}`, ELSEWHERE],
    ['IN IP4 224.0.0.251/127', '224.0.0.251'],
    ['IN IP4 255.255.255.255', '255.255.255.255'],
    ['IN IP4 127.255.255.255', '127.255.255.255'],
    ['IN IP6 ::1', '::1'],
    ['IN IP4 relay.example', 'relay.example'],
  ])('sends no audio to c=%s', async (connection, host) => {
    const { leg } = await dialled({ sdp: described(connection, port) });
    expect(await told('rtp')).toMatchObject({ direction: 'out', callId: 'led@alice' });
    expect(astray.map(({ remote }) => remote)).toEqual([`udp:${hostPort(host, port)}`]);
    await over(leg);
  });

  test.each([
    ['IN IP4 0.0.0.0', 4_000],
    ['IN IP4 127.0.0.1', 0],
    ['IN IP4 203.0.113.9', 0],
    ['IN IP4 127.0.0.1', 65_536],
  ])('is silent to c=%s at port %i, which leads nowhere', async (connection, at) => {
    const { leg } = await dialled({ sdp: described(connection, at) });
    await over(leg);
    expect(astray).toEqual([]);
  });

  test('hears nothing of what comes from outside', async () => {
    const { leg, invite } = await dialled({});
    const [, heard = ''] = /m=audio (\d+)/.exec(decodeText(invite.body)) ?? [];
    const stranger = await openMediaStream({ host: ELSEWHERE, voices, speak: PARTY_SIGNATURES.dave });
    stranger.sendTo({ address: '127.0.0.1', port: Number(heard) });
    expect(await told('rtp')).toMatchObject({ direction: 'in', remote: `udp:${ELSEWHERE}:${stranger.port}` });
    expect(await leg.listen('anything', 1, { within: 200 })).toBe(false);
    await stranger.close();
    const { media } = await peer.listens();
    media.sendTo({ address: '127.0.0.1', port: Number(heard) });
    expect(await leg.listen('dave', 3, { within: 10_000 })).toBe(true);
    await over(leg);
    expect(astray).toHaveLength(1);
  });

  test('answers no request that comes from outside', async () => {
    const request = peer.ask('OPTIONS', { callId: 'inside@peer' });
    await peer.answer(request);
    const bytes = Buffer.from(
      Buffer.from(serializeMessage(request))
        .toString('latin1')
        .replace('inside@peer', 'outside@peer')
        .replace(/127\.0\.0\.1:\d+;branch=/, `${ELSEWHERE}:${port};branch=x`),
      'latin1',
    );
    outside.send(bytes, peer.phone.address.port, '127.0.0.1');
    expect(await told('sip')).toMatchObject({
      direction: 'out',
      remote: `udp:${ELSEWHERE}:${port}`,
      callId: 'outside@peer',
    });
  });

  test('does not go where a REFER in a call leads, and says so to the referrer', async () => {
    const { leg, invite } = await dialled({});
    await peer.request('ACK');
    await peer.answer(peer.refer(invite, 'r', `<sip:x@${ELSEWHERE}:${port}>`));
    expect(await told('sip')).toMatchObject({
      remote: `udp:${ELSEWHERE}:${port}`,
      line: expect.stringMatching(/^INVITE /),
    });
    const bodies: string[] = [];
    while (!bodies.some((body) => body.includes('503'))) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const notify = await peer.request('NOTIFY');
      bodies.push(decodeText(notify.body));
      peer.say(buildResponse(notify, 200));
    }
    const gone = leg.hangUp({ within: 2_000 });
    peer.say(buildResponse(await peer.request('BYE'), 200));
    await gone;
  });
});
