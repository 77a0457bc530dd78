import { createSocket, type Socket } from 'node:dgram';
import { afterEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { VoiceChange } from '../../../src/media/ear.ts';
import { COMFORT_NOISE, formatRtp } from '../../../src/media/rtp.ts';
import { openMediaStream, type MediaStream } from '../../../src/media/stream.ts';
import { encodePcmu } from '../../../src/media/pcmu.ts';
import { sine } from '../../../src/media/tone.ts';
import { PARTY_SIGNATURES, type Sound } from '../../../src/media/voices.ts';

const host = '127.0.0.1';
const voices = Object.entries(PARTY_SIGNATURES).map(([name, sound]) => ({ name, sound }));
const open: Array<() => Promise<unknown>> = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

async function stream(speak?: Sound): Promise<MediaStream> {
  const opened = await openMediaStream({ host, voices, speak });
  open.push(() => opened.close());
  return opened;
}

function rawSocket(): Socket {
  const socket = createSocket('udp4');
  open.push(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  return socket;
}

describe('a media stream', () => {
  test('is heard by whom it sends to, within a moment, and hears back', async () => {
    const [alice, bob] = await Promise.all([stream(PARTY_SIGNATURES.alice), stream(PARTY_SIGNATURES.bob)]);
    alice.sendTo({ address: host, port: bob.port });
    bob.sendTo({ address: host, port: alice.port });
    expect(await Promise.all([alice.listen('bob', 3, 2000), bob.listen('alice', 3, 2000)])).toEqual([true, true]);
    expect([alice.hearing(), bob.hearing()]).toEqual([['bob'], ['alice']]);
  });

  test('reports starts and stops with the times of the frames', async () => {
    const [alice, bob] = await Promise.all([stream(PARTY_SIGNATURES.alice), stream()]);
    const changes: VoiceChange[] = [];
    bob.onVoice = (change) => changes.push(change);
    const before = performance.now();
    alice.sendTo({ address: host, port: bob.port });
    await bob.listen('alice', 5, 2000);
    alice.sendTo(undefined);
    expect(await bob.listenForEnd('alice', 150, 2000)).toBe(true);
    const after = performance.now();
    expect(changes.map(({ event, voice }) => `${voice} ${event}`)).toEqual(['alice starts', 'alice stops']);
    for (const { at } of changes) {
      expect(at).toBeGreaterThanOrEqual(before);
      expect(at).toBeLessThanOrEqual(after - 120);
    }
  });

  test('sends fifty frames a second without drifting', async () => {
    const [alice, bob] = await Promise.all([stream(PARTY_SIGNATURES.alice), stream()]);
    alice.sendTo({ address: host, port: bob.port });
    await bob.listen('alice', 1, 2000);
    const before = performance.now();
    let [frames, interval] = [0, 0];
    // A machine that lets one of the two wait does so now and then, and one that drifts does so for ever.
    while ((interval < 18 || interval > 23) && frames < 500) {
      // oxlint-disable-next-line no-await-in-loop -- more frames, where these were disturbed
      await bob.listen('alice', 50, 30_000);
      frames += 50;
      interval = (performance.now() - before) / frames;
    }
    expect(interval).toBeGreaterThan(18);
    expect(interval).toBeLessThan(23);
    const [sample] = bob.sample();
    expect(sample?.voice).toBe('alice');
  });

  test('hears three voices that reach one port', async () => {
    const [alice, bob, carol, dave] = await Promise.all([
      stream(PARTY_SIGNATURES.alice),
      stream(PARTY_SIGNATURES.bob),
      stream(PARTY_SIGNATURES.carol),
      stream(PARTY_SIGNATURES.dave),
    ]);
    for (const speaker of [bob, carol, dave]) speaker.sendTo({ address: host, port: alice.port });
    const heard = await Promise.all(['bob', 'carol', 'dave'].map((name) => alice.listen(name, 3, 2000)));
    expect(heard).toEqual([true, true, true]);
    expect(
      alice
        .sample()
        .map(({ voice }) => voice)
        .toSorted(),
    ).toEqual(['bob', 'carol', 'dave']);
  });

  test('says no at the deadline when nobody speaks', async () => {
    const alice = await stream(PARTY_SIGNATURES.alice);
    expect(await alice.listen('anything', 1, 60)).toBe(false);
  });

  test('says no at the deadline when the voice goes on', async () => {
    const [alice, bob] = await Promise.all([stream(PARTY_SIGNATURES.alice), stream()]);
    alice.sendTo({ address: host, port: bob.port });
    await bob.listen('alice', 2, 2000);
    expect(await bob.listenForEnd('anything', 100, 200)).toBe(false);
  });

  test('is silent towards no address, port 0, the hold address and names', async () => {
    const [alice, bob] = await Promise.all([stream(PARTY_SIGNATURES.alice), stream()]);
    for (const remote of [
      undefined,
      { address: host, port: 0 },
      { address: host, port: 70000 },
      { address: '0.0.0.0', port: bob.port },
      { address: 'localhost', port: bob.port },
      { address: '::1', port: bob.port },
    ]) {
      alice.sendTo(remote);
      expect(await bob.listen('anything', 1, 50)).toBe(false);
    }
  });

  test('takes comfort noise and other payload types for nobody', async () => {
    const bob = await stream();
    const socket = rawSocket();
    for (const payloadType of [COMFORT_NOISE, 3, 101]) {
      const packet = {
        payloadType,
        marker: false,
        sequence: 1,
        timestamp: 1,
        ssrc: 1,
        payload: encodePcmu(sine(400, 8000)),
      };
      for (let n = 0; n < 5; n++) socket.send(formatRtp(packet), bob.port, host);
    }
    expect(await bob.listen('anything', 1, 60)).toBe(false);
  });

  test('ends what it waits for when it closes, and reports that everybody stopped', async () => {
    const [alice, bob] = await Promise.all([stream(PARTY_SIGNATURES.alice), stream()]);
    const changes: VoiceChange[] = [];
    bob.onVoice = (change) => changes.push(change);
    alice.sendTo({ address: host, port: bob.port });
    await bob.listen('alice', 3, 2000);
    const waiting = [bob.listen('bob', 1, 60_000), bob.listenForEnd('alice', 60_000, 60_000)];
    await bob.close();
    expect(await Promise.all(waiting)).toEqual([false, true]);
    expect(changes.map(({ event }) => event)).toEqual(['starts', 'stops']);
    expect(await bob.listen('alice', 1, 60_000)).toBe(false);
  });

  test('may be told where to send after it was closed, and sends nothing', async () => {
    const alice = await stream(PARTY_SIGNATURES.alice);
    await alice.close();
    expect(() => alice.sendTo({ address: host, port: 9 })).not.toThrow();
    expect(alice.hearing()).toEqual([]);
  });

  test.each([
    ['::1', true],
    ['127.0.0.1', false],
  ])('at ::1 sends to %s: %s', async (address, heard) => {
    const six = await openMediaStream({ host: '::1', voices, speak: PARTY_SIGNATURES.alice });
    const bob = await openMediaStream({ host: address, voices });
    open.push(
      () => six.close(),
      () => bob.close(),
    );
    six.sendTo({ address, port: bob.port });
    expect(await bob.listen('alice', 3, heard ? 2000 : 200)).toBe(heard);
  });

  test('refuses a tone that is no multiple of 50 Hz and a host that is not here', async () => {
    await expect(openMediaStream({ host, voices, speak: { kind: 'tone', hz: 425 } })).rejects.toThrow(RangeError);
    await expect(openMediaStream({ host: '192.0.2.1', voices })).rejects.toThrow(/EADDRNOTAVAIL/);
  });

  test('never gets a port that was given up a moment before, nor one that the system gives to others', async () => {
    const ports: number[] = [];
    for (let n = 0; n < 50; n += 1) {
      const opened = await openMediaStream({ host, ports: 'range', voices });
      ports.push(opened.port);
      await opened.close();
    }
    expect(new Set(ports).size).toBe(50);
    expect(ports.filter((port) => port % 2 !== 0 || port < 20_000 || port > 32_767)).toEqual([]);
  });

  test('passes over a port that is taken', async () => {
    const inRange = async (): Promise<MediaStream> => {
      const opened = await openMediaStream({ host, ports: 'range', voices });
      open.push(() => opened.close());
      return opened;
    };
    const one = await inRange();
    const taken = rawSocket();
    await new Promise<void>((resolve) => taken.bind(one.port + 2, host, () => resolve()));
    expect((await inRange()).port).not.toBe(one.port + 2);
  });

  test('survives any datagram and still hears afterwards', async () => {
    const [alice, bob] = await Promise.all([stream(PARTY_SIGNATURES.alice), stream()]);
    const socket = rawSocket();
    const send = (bytes: Uint8Array): Promise<void> =>
      new Promise((resolve) => {
        socket.send(bytes, bob.port, host, () => resolve());
      });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        await send(bytes);
        if (bytes.length > 1) await send(Uint8Array.from([0x80, 0, ...bytes]));
      }),
      { numRuns: 300 },
    );
    alice.sendTo({ address: host, port: bob.port });
    expect(await bob.listen('alice', 3, 2000)).toBe(true);
  });
});
