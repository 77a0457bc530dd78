import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PARTY_SIGNATURES } from '../../../../src/media/voices.ts';
import { type MediaStream, openMediaStream } from '../../../../src/media/stream.ts';
import type { Leg } from '../../../../src/phone/phone.ts';
import { openEndpoint } from '../../../../src/sip/endpoint.ts';
import type { SessionExpires } from '../../../../src/sip/fields/session-expires.ts';
import { audioOf, audioOffer } from '../../../../src/sip/sdp.ts';
import { type Session, UserAgent } from '../../../../src/sip/ua/user-agent.ts';
import { at, Bench, passed, type TestPhone, until, voices } from '../bench.ts';

const host = '127.0.0.1';

describe('a native phone', () => {
  let bench: Bench;
  let media: MediaStream;
  let agent: UserAgent;
  beforeEach(async () => {
    bench = await Bench.open();
    const endpoint = await openEndpoint({ transport: 'udp' });
    media = await openMediaStream({ host, voices, speak: PARTY_SIGNATURES.dave });
    agent = new UserAgent({ endpoint, aor: 'sip:dave@park.example', contactUser: 'dave', minSessionExpires: 1 });
    endpoint.onRequest = (incoming) => void agent.receive(incoming);
    bench.also(async () => {
      await agent.close();
      await Promise.all([endpoint.close(), media.close()]);
    });
  });
  afterEach(async () => {
    await bench.close();
  });

  /** Dave calls the phone and asks for refreshes. */
  async function call(phone: TestPhone, sessionExpires: SessionExpires): Promise<{ session: Session; leg: Leg }> {
    const sdp = audioOffer({ address: host, port: media.port, sessionId: 1, version: 1, direction: 'sendrecv' });
    const result = await agent.invite({ ...at(phone), sdp, sessionExpires }).result;
    if (result.kind !== 'established') throw new Error(result.kind);
    media.sendTo(audioOf(result.session.remoteSdp ?? sdp));
    return { session: result.session, leg: phone.phone.leg(result.session.callId)! };
  }

  test('wants sessions of 90 s at least, unless it is told otherwise', async () => {
    const alice = await bench.phone('alice');
    await call(alice, { seconds: 60, refresher: 'uac' });
    expect(passed(alice).filter((line) => /INVITE/.test(line))).toEqual([
      'in INVITE',
      'out 422 INVITE',
      'in INVITE',
      'out 180 INVITE',
      'out 200 INVITE',
    ]);
    const [refused, accepted] = ['422', '200'].map((status) =>
      alice.sip.find(({ text }) => text.startsWith(`SIP/2.0 ${status}`)),
    );
    expect(refused?.text).toMatch(/^Min-SE: 90\r$/m);
    expect(accepted?.text).toMatch(/^Session-Expires: 90;refresher=uac\r$/m);
  });

  test('hangs up a call that nobody refreshes, and says why', async () => {
    const alice = await bench.phone('alice', { minSessionExpires: 1_000 });
    const { session, leg } = await call(alice, { seconds: 1, refresher: 'uac' });
    session.abort();
    expect(await leg.ended({ within: 2_000 })).toBe(true);
    const bye = alice.sip.find(({ text }) => text.startsWith('BYE'));
    expect(bye?.direction).toBe('out');
    expect(bye?.text).toMatch(/^Reason: SIP;cause=408;text="session not refreshed"\r$/m);
  });

  test('refreshes a call by itself, which goes on as it was, also on hold', async () => {
    const alice = await bench.phone('alice', { minSessionExpires: 1_000 });
    const { session, leg } = await call(alice, { seconds: 1, refresher: 'uas' });
    session.onOffer = () => session.localSdp;
    expect(await leg.hold({ within: 2_000 })).toMatchObject({ status: 200 });
    const held = session.remoteSdp;
    const refreshes = (): number => passed(alice).filter((line) => line === 'in 200 UPDATE').length;
    await until(() => refreshes() === 2, 'two refreshes');
    expect(session.remoteSdp).toBe(held);
    expect(await leg.resume({ within: 2_000 })).toMatchObject({ status: 200 });
    expect(await leg.listen('dave', 3, { within: 2_000 })).toBe(true);
    expect(leg.live).toBe(true);
  });
});
