/** Sound with peers whose session descriptions are odd: it goes where the answer says, under the payload type that it says. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CODECS, PAYLOAD_TYPES } from '../../../../src/audio-format.ts';
import { PARTY_SIGNATURES } from '../../../../src/media/voices.ts';
import { openMediaStream, type MediaStream } from '../../../../src/media/stream.ts';
import { openEndpoint } from '../../../../src/sip/endpoint.ts';
import { parseSdp, type Sdp } from '../../../../src/sip/sdp.ts';
import type { Session } from '../../../../src/sip/ua/user-agent.ts';
import { UserAgent } from '../../../../src/sip/ua/user-agent.ts';
import { at, Bench, type TestPhone, voices } from '../bench.ts';

const host = '127.0.0.1';

describe('a native phone and a peer with an odd session description', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await Bench.open();
  });
  afterEach(async () => {
    await bench.close();
  });

  async function stream(payloadType = 0): Promise<MediaStream> {
    const opened = await openMediaStream({ host, voices, speak: PARTY_SIGNATURES.dave });
    opened.format = { codec: 'PCMU', payloadType };
    bench.also(() => opened.close());
    return opened;
  }

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

  async function call(phone: TestPhone, sdp: Sdp): Promise<Session> {
    const result = await (await agent()).invite({ ...at(phone), sdp }).result;
    if (result.kind !== 'established') throw new Error(result.kind);
    return result.session;
  }

  /** The port of the stream that the phone took. */
  function portOf({ remoteSdp }: Session): number {
    return remoteSdp?.media.find(({ port }) => port > 0)?.port ?? 0;
  }

  test('sends to the stream that it answers, and not to the one before', async () => {
    const alice = await bench.phone('alice');
    const [first, second] = [await stream(), await stream()];
    const session = await call(alice, described(`m=audio ${first.port} RTP/AVP 3`, `m=audio ${second.port} RTP/AVP 0`));
    expect(session.remoteSdp?.media.map(({ port }) => port > 0)).toEqual([false, true]);
    expect(await second.listen('alice', 10, 2000)).toBe(true);
    expect(first.hearing()).toEqual([]);
    expect(await first.listen('anything', 1, 60)).toBe(false);
  });

  test.each(CODECS)('answers a peer that has nothing but %s, and both hear each other', async (codec) => {
    const alice = await bench.phone('alice');
    const media = await stream();
    const number = PAYLOAD_TYPES[codec];
    const session = await call(alice, described(`m=audio ${media.port} RTP/AVP 3 ${number}`));
    expect(session.remoteSdp?.media.map(({ formats }) => formats)).toEqual([[String(number)]]);
    media.format = { codec, payloadType: number };
    media.sendTo({ address: host, port: portOf(session) });
    expect(await media.listen('alice', 5, 2000)).toBe(true);
    expect(await alice.phone.leg(session.callId)?.listen('dave', 5, { within: 20_000 })).toBe(true);
  });

  test('speaks and hears PCMU under the payload type of the peer', async () => {
    const alice = await bench.phone('alice');
    const media = await stream(100);
    const session = await call(alice, described(`m=audio ${media.port} RTP/AVP 100`, 'a=rtpmap:100 PCMU/8000'));
    media.sendTo({ address: host, port: portOf(session) });
    expect(await media.listen('alice', 5, 2000)).toBe(true);
    const leg = alice.phone.leg(session.callId);
    expect(await leg?.listen('dave', 5, { within: 20_000 })).toBe(true);
  });

  test('hears and speaks PCMU under another payload type in the answer to its own offer', async () => {
    const alice = await bench.phone('alice');
    const media = await stream(97);
    const dave = await agent();
    const offered = new Promise<Sdp | undefined>((resolve) => {
      dave.onInvite = (invite) => {
        invite.accept({ sdp: described(`m=audio ${media.port} RTP/AVP 97`, 'a=rtpmap:97 PCMU/8000') });
        resolve(invite.offer);
      };
    });
    const next = {
      transport: 'udp',
      host,
      port: Number(/:(\d+)/.exec(dave.contact.replace(/^.*@/, ''))?.[1]),
    } as const;
    const dialled = alice.phone.dial({ callId: 'odd-answer', uri: 'sip:dave@park.example', next, within: 2000 });
    media.sendTo({ address: host, port: (await offered)?.media[0]?.port ?? 0 });
    const result = await dialled;
    expect(result.kind).toBe('connected');
    expect(await media.listen('alice', 5, 2000)).toBe(true);
    expect(await alice.phone.leg('odd-answer')?.listen('dave', 5, { within: 20_000 })).toBe(true);
  });

  test('falls silent and keeps the call when every port is 0, and speaks again', async () => {
    const alice = await bench.phone('alice');
    const media = await stream();
    const audio = (port: number) => described(`m=audio ${port} RTP/AVP 0`);
    const session = await call(alice, audio(media.port));
    expect(await media.listen('alice', 3, 2000)).toBe(true);
    expect(await session.reinvite(audio(0))).toMatchObject({ response: { status: 200 } });
    expect(session.remoteSdp?.media.map(({ port }) => port)).toEqual([0]);
    expect(await media.listenForEnd('alice', 150, 2000)).toBe(true);
    expect(alice.phone.leg(session.callId)?.live).toBe(true);
    await session.reinvite(audio(media.port));
    expect(await media.listen('alice', 3, 2000)).toBe(true);
  });
});

function described(...lines: readonly string[]): Sdp {
  const read = parseSdp([`c=IN IP4 ${host}`, ...lines].join('\r\n'));
  if (read === undefined) throw new Error('no session description');
  return read;
}
