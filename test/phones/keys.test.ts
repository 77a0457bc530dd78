/** Keys that are pressed in a call, with either kind of phone. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { parseRtp } from '../../src/media/rtp.ts';
import type { Leg } from '../../src/phone/phone.ts';
import { header } from '../../src/sip/message/headers.ts';
import { buildResponse } from '../../src/sip/message/build.ts';
import { decodeText } from '../../src/sip/message/octets.ts';
import { OnePeer } from './one-peer.ts';

jest.setTimeout(30_000);

describe.each(['native', 'sipp'] as const)('a %s phone', (phones) => {
  let peer: OnePeer;
  afterEach(() => peer.close());

  /** A call to the peer, whose audio goes to a port, with a payload type for telephone events. */
  async function inCall(port: number, events?: number): Promise<{ leg: Leg; offer: string }> {
    const dialled = peer.phone.dial({
      callId: 'k@alice',
      uri: 'sip:b@park.example',
      next: peer.address,
      within: 3_000,
    });
    const invite = await peer.request('INVITE');
    const types = events === undefined ? '0' : `0 ${events}\r\na=rtpmap:${events} telephone-event/8000`;
    const sdp = `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio ${port} RTP/AVP ${types}\r\n`;
    const headers = [peer.contact, ['Content-Type', 'application/sdp']] as const;
    peer.say(buildResponse(invite, 200, undefined, { toTag: 'r', headers, body: Buffer.from(sdp) }));
    await peer.request('ACK');
    const result = await dialled;
    if (result.kind !== 'connected') throw new Error('no call');
    return { leg: result.leg, offer: decodeText(invite.body) };
  }

  async function hangUp(leg: Leg): Promise<void> {
    const gone = leg.hangUp({ within: 2_000 });
    peer.say(buildResponse(await peer.request('BYE'), 200));
    await gone;
  }

  test('sends an INFO, and tells how it was answered', async () => {
    peer = await OnePeer.open(phones);
    const { leg, offer } = await inCall(9);
    expect(offer).not.toContain('telephone-event');
    const answers = [200, 415];
    for (const status of answers) {
      const told = leg.info({ type: 'application/dtmf-relay', text: 'Signal=5\r\n', within: 2_000 });
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const info = await peer.request('INFO');
      expect([header(info, 'Content-Type'), decodeText(info.body)]).toEqual(['application/dtmf-relay', 'Signal=5\r\n']);
      peer.say(buildResponse(info, status));
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await told).toMatchObject({ kind: 'answered', status });
    }
    await hangUp(leg);
  });

  test('presses keys in its audio by the number of the peer, and only where both agree', async () => {
    peer = await OnePeer.open(phones, { digits: true });
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const events: number[] = [];
    socket.on('message', (bytes) => {
      const packet = parseRtp(bytes);
      const [event = 0, flags = 0] = packet?.payload ?? [];
      if (packet?.payloadType === 97 && flags >= 0x80) events.push(event);
    });
    const { leg, offer } = await inCall(socket.address().port, 97);
    expect(offer).toContain('a=rtpmap:101 telephone-event/8000');
    expect(await leg.press('*7')).toBe(true);
    await hangUp(leg);
    socket.close();
    expect(events).toEqual([10, 10, 10, 7, 7, 7]);
  });

  test('presses none where the peer takes none', async () => {
    peer = await OnePeer.open(phones, { digits: true });
    const { leg } = await inCall(9);
    expect(await leg.press('5')).toBe(false);
    await hangUp(leg);
  });
});
