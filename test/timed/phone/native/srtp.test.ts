/** Native phones that speak SRTP (RFC 3711), keyed by their session descriptions (RFC 4568). */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PARTY_SIGNATURES } from '../../../../src/media/voices.ts';
import { openMediaStream, type MediaStream } from '../../../../src/media/stream.ts';
import { agreedKeys, newCryptos } from '../../../../src/sip/srtp-agreement.ts';
import { openEndpoint } from '../../../../src/sip/endpoint.ts';
import { audioOf, audioOffer, type OwnCryptos, type Sdp } from '../../../../src/sip/sdp.ts';
import { type Session, UserAgent } from '../../../../src/sip/ua/user-agent.ts';
import type { SrtpKeys } from '../../../../src/srtp-key.ts';
import { at, Bench, connect, type TestPhone, until, voices } from '../bench.ts';

const host = '127.0.0.1';
const srtp = 'sdes';

describe('native phones with SRTP', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await Bench.open();
  });
  afterEach(async () => {
    await bench.close();
  });

  async function agent(): Promise<UserAgent> {
    const endpoint = await openEndpoint({ transport: 'udp' });
    const made = new UserAgent({ endpoint, aor: 'sip:dave@park.example', contactUser: 'dave' });
    endpoint.onRequest = (incoming) => void made.receive(incoming);
    bench.also(async () => {
      await made.close();
      await endpoint.close();
    });
    return made;
  }

  async function peer(): Promise<MediaStream> {
    const opened = await openMediaStream({ host, voices, speak: PARTY_SIGNATURES.dave });
    bench.also(() => opened.close());
    return opened;
  }

  async function call(phone: TestPhone, sdp: Sdp): Promise<Session> {
    const result = await (await agent()).invite({ ...at(phone), sdp }).result;
    if (result.kind !== 'established') throw new Error(JSON.stringify(result));
    return result.session;
  }

  test('hear each other, also after a hold, by lines a=crypto of both suites', async () => {
    const [alice, bob] = [await bench.phone('alice', { srtp }), await bench.phone('bob', { srtp })];
    const { caller, callee } = await connect(alice, bob);
    await caller.hold({ within: 2000 });
    expect(await callee.listenForEnd('alice', 100, { within: 2000 })).toBe(true);
    await caller.resume({ within: 2000 });
    expect(await callee.listen('alice', 5, { within: 2000 })).toBe(true);
    expect(await caller.listen('bob', 5, { within: 2000 })).toBe(true);
    expect([...alice.srtp, ...bob.srtp]).toEqual([]);
    const [invite = ''] = alice.sip.filter(({ direction }) => direction === 'out').map(({ text }) => text);
    expect(invite).toMatch(/^m=audio \d+ RTP\/SAVP /m);
    expect(invite.match(/^a=crypto:\d \S+/gm)).toEqual([
      'a=crypto:1 AES_CM_128_HMAC_SHA1_80',
      'a=crypto:2 AES_CM_128_HMAC_SHA1_32',
    ]);
  });

  test('press digits, and go on with their voice', async () => {
    const [alice, bob] = [
      await bench.phone('alice', { srtp, digits: true }),
      await bench.phone('bob', { srtp, digits: true }),
    ];
    const { caller } = await connect(alice, bob);
    expect(await caller.press('1')).toBe(true);
    expect(await caller.listen('bob', 5, { within: 2000 })).toBe(true);
  });

  test.each([0, 1])('take the suite of the offer, and hear a peer under its new keys (line %i)', async (line) => {
    const alice = await bench.phone('alice', { srtp });
    const media = await peer();
    const offered = (cryptos: OwnCryptos, version: number): Sdp =>
      audioOffer({ address: host, port: media.port, sessionId: 1, version, direction: 'sendrecv', cryptos });
    const first = newCryptos().slice(line, line + 1);
    const session = await call(alice, offered(first, 1));
    const answered = audioOf(session.remoteSdp as Sdp);
    expect(answered?.cryptos.map(({ tag, key }) => [tag, key.suite])).toEqual(
      first.map(({ tag, key }) => [tag, key.suite]),
    );
    media.secure(keysOf(session));
    media.sendTo(answered);
    const [leg] = alice.phone.legs();
    expect(await media.listen('alice', 5, 2000)).toBe(true);
    expect(await leg?.listen('dave', 5, { within: 2000 })).toBe(true);
    const outcome = await session.reinvite(offered(newCryptos().slice(line, line + 1), 2));
    expect(outcome).toMatchObject({ kind: 'response', response: { status: 200 } });
    media.secure(keysOf(session));
    expect(await leg?.listen('dave', 5, { within: 2000 })).toBe(true);
    expect(await media.listen('alice', 5, 2000)).toBe(true);
  });

  test('hear nothing of a peer that sends plain RTP or has another key, and tell of it', async () => {
    const alice = await bench.phone('alice', { srtp });
    const media = await peer();
    const cryptos = newCryptos();
    const direction = 'sendrecv';
    const session = await call(
      alice,
      audioOffer({ address: host, port: media.port, sessionId: 1, version: 1, direction, cryptos }),
    );
    const [leg] = alice.phone.legs();
    const { callId } = session;
    media.sendTo(audioOf(session.remoteSdp as Sdp));
    await until(() => refused().plain > 5, 'plain packets are told');
    const { local, remote } = keysOf(session);
    media.secure({ local: { ...local, salt: new Uint8Array(14) }, remote });
    await until(() => refused().wrong > 5, 'packets with a wrong tag are told');
    expect(leg?.hearing()).toEqual([]);
    expect(alice.media).toEqual([]);

    function refused(): { readonly plain: number; readonly wrong: number } {
      alice.phone.sample();
      const told = alice.srtp.splice(0) as ReadonlyArray<{ plain: number; wrong: number }>;
      for (const each of told) expect(each).toMatchObject({ tap: 'alice', leg: callId, found: 'packets' });
      sums.plain += told.reduce((sum, { plain }) => sum + plain, 0);
      sums.wrong += told.reduce((sum, { wrong }) => sum + wrong, 0);
      return sums;
    }
  });
  const sums = { plain: 0, wrong: 0 };

  test('refuse an offer of RTP with 488, and tell why', async () => {
    const alice = await bench.phone('alice', { srtp });
    const media = await peer();
    const direction = 'sendrecv';
    const sdp = audioOffer({ address: host, port: media.port, sessionId: 1, version: 1, direction });
    const result = await (await agent()).invite({ ...at(alice), sdp }).result;
    expect(result).toMatchObject({ kind: 'rejected', response: { status: 488 } });
    expect(alice.srtp).toMatchObject([{ tap: 'alice', found: 'description', why: 'no-savp' }]);
  });

  test('neither send nor hear where the answer is RTP, and tell why', async () => {
    const alice = await bench.phone('alice', { srtp });
    const media = await peer();
    const callee = await agent();
    callee.onInvite = (invite) => {
      const port = audioOf(invite.offer as Sdp)?.port ?? 0;
      const direction = 'sendrecv';
      invite.accept({ sdp: audioOffer({ address: host, port: media.port, sessionId: 1, version: 1, direction }) });
      media.sendTo({ address: host, port });
    };
    const uri = callee.contact.replaceAll(/[<>]/g, '');
    const next = { transport: 'udp', host, port: Number(/:(\d+)/.exec(uri.replace('sip:', ''))?.[1]) } as const;
    const dialled = await alice.phone.dial({ callId: 'plain-answer', uri, next, within: 2000 });
    expect(dialled.kind).toBe('connected');
    expect(await media.listen('anything', 1, 200)).toBe(false);
    expect(alice.phone.legs().map((leg) => leg.hearing())).toEqual([[]]);
    expect(alice.srtp).toEqual([{ tap: 'alice', leg: 'plain-answer', found: 'description', why: 'no-savp' }]);
  });

  test('refuse the offer of SRTP where they have none themselves', async () => {
    const [alice, bob] = [await bench.phone('alice', { srtp }), await bench.phone('bob')];
    const dialled = await alice.phone.dial({ callId: 'secured-offer', ...at(bob), within: 2000 });
    expect(dialled).toMatchObject({ kind: 'answered', status: 488 });
  });
});

/** As the peer of the phone sees them. */
function keysOf({ localSdp, remoteSdp }: Session): SrtpKeys {
  const keys = agreedKeys(audioOf(localSdp), audioOf(remoteSdp as Sdp) as NonNullable<ReturnType<typeof audioOf>>);
  if (typeof keys === 'string') throw new Error(keys);
  return keys;
}
