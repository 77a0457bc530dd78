import { afterEach, expect, test } from '@jest/globals';
import { openMediaStream, type MediaStream } from '../../../src/media/stream.ts';
import { CODECS, type Format, PAYLOAD_TYPES } from '../../../src/audio-format.ts';
import { PARTY_SIGNATURES, type Sound } from '../../../src/media/voices.ts';

const host = '127.0.0.1';
const voices = Object.entries(PARTY_SIGNATURES).map(([name, sound]) => ({ name, sound }));
const open: MediaStream[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

async function stream(payloadType: number, speak?: Sound, codec: Format['codec'] = 'PCMU'): Promise<MediaStream> {
  const opened = await openMediaStream({ host, voices, speak });
  opened.format = { codec, payloadType };
  open.push(opened);
  return opened;
}

test('PCMU under an agreed payload type is sent and heard, and PCMU under 0 is heard beside it', async () => {
  const alice = await stream(100, PARTY_SIGNATURES.alice);
  const bob = await stream(0, PARTY_SIGNATURES.bob);
  const [dave, stranger] = [await stream(100), await stream(101)];
  alice.sendTo({ address: host, port: dave.port });
  bob.sendTo({ address: host, port: dave.port });
  expect(await Promise.all([dave.listen('alice', 3, 2000), dave.listen('bob', 3, 2000)])).toEqual([true, true]);
  alice.sendTo({ address: host, port: stranger.port });
  bob.sendTo({ address: host, port: stranger.port });
  expect(await stranger.listen('bob', 20, 2000)).toBe(true);
  expect(stranger.hearing()).toEqual(['bob']);
});

test.each(CODECS)('%s is sent and heard, also by a peer that sends another codec', async (codec) => {
  const alice = await stream(PAYLOAD_TYPES[codec], PARTY_SIGNATURES.alice, codec);
  const bob = await stream(0, PARTY_SIGNATURES.bob);
  alice.sendTo({ address: host, port: bob.port });
  bob.sendTo({ address: host, port: alice.port });
  expect(await Promise.all([alice.listen('bob', 5, 2000), bob.listen('alice', 5, 2000)])).toEqual([true, true]);
});

test('a codec changes in the middle of a stream, and the party is heard on', async () => {
  const [alice, bob] = [await stream(0, PARTY_SIGNATURES.alice), await stream(0)];
  alice.sendTo({ address: host, port: bob.port });
  expect(await bob.listen('alice', 5, 2000)).toBe(true);
  const stops: string[] = [];
  bob.onVoice = ({ event, voice }) => event === 'stops' && stops.push(voice);
  alice.format = { codec: 'G722', payloadType: 9 };
  expect(await bob.listen('alice', 20, 2000)).toBe(true);
  alice.format = { codec: 'PCMA', payloadType: 8 };
  expect(await bob.listen('alice', 20, 2000)).toBe(true);
  expect(stops).toEqual([]);
});
