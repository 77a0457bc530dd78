import { afterEach, expect, test } from '@jest/globals';
import { openMediaStream, type MediaStream } from '../../src/media/stream.ts';
import { PARTY_SIGNATURES, type Sound } from '../../src/media/voices.ts';

const host = '127.0.0.1';
const voices = Object.entries(PARTY_SIGNATURES).map(([name, sound]) => ({ name, sound }));
const open: MediaStream[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

async function stream(payloadType: number, speak?: Sound): Promise<MediaStream> {
  const opened = await openMediaStream({ host, voices, speak });
  opened.payloadType = payloadType;
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
