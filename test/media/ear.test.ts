import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Ear, type VoiceChange } from '../../src/media/ear.ts';
import { FRAME_SAMPLES } from '../../src/media/frame.ts';
import { signatureSamples } from '../../src/media/signature/alphabet.ts';
import { sine } from '../../src/media/tone.ts';
import { PARTY_SIGNATURES } from '../../src/media/voices.ts';

const voices = [
  { name: 'alice', sound: PARTY_SIGNATURES.alice },
  { name: 'bob', sound: PARTY_SIGNATURES.bob },
  { name: 'music', sound: { kind: 'tone', hz: 1750 } as const },
];

/** The frames of a sound, one after the other. */
type Sound = (n: number) => Float64Array;
const alice = framesOf(signatureSamples(1, 8000));
const bob = framesOf(signatureSamples(2, 8000));
const music = framesOf(sine(1750, 8000));
const silence: Sound = () => new Float64Array(FRAME_SAMPLES);

function framesOf(samples: Float64Array): Sound {
  const frames = samples.length / FRAME_SAMPLES;
  return (n) => samples.subarray((n % frames) * FRAME_SAMPLES, ((n % frames) + 1) * FRAME_SAMPLES);
}

/** Feeds a frame every 20 ms from `from` to before `to`, the time passing; returns what changed. */
function speak(ear: Ear, sound: Sound, from: number, to: number, ssrc = 1): VoiceChange[] {
  const changes: VoiceChange[] = [];
  for (let at = from; at < to; at += 20) {
    changes.push(...ear.hear({ samples: sound(at / 20), at, ssrc, timestamp: at * 8 }).changes, ...ear.pass(at));
  }
  return changes;
}

describe('an ear', () => {
  test('tells when it forgets a source that is still sending, and not when it forgets one that has paused', () => {
    let crowds = 0;
    const ear = new Ear(voices, () => (crowds += 1));
    const hear = (ssrc: number, at: number): unknown => ear.hear({ samples: alice(0), at, ssrc });
    for (let ssrc = 1; ssrc <= 8; ssrc += 1) hear(ssrc, ssrc);
    hear(9, 1_000);
    expect(crowds).toBe(0);
    for (let ssrc = 10; ssrc <= 17; ssrc += 1) hear(ssrc, 1_000 + ssrc);
    expect(crowds).toBe(1);
  });

  test('knows a party within 200 ms, and dates it by its first frame', () => {
    const ear = new Ear(voices);
    expect(speak(ear, alice, 100, 300)).toEqual([{ event: 'starts', voice: 'alice', at: 100 }]);
    expect(ear.hearing()).toEqual(['alice']);
  });

  test('knows a steady tone by four frames, and dates it by the first', () => {
    const ear = new Ear(voices);
    expect(speak(ear, music, 100, 160)).toEqual([]);
    expect(speak(ear, music, 160, 180)).toEqual([{ event: 'starts', voice: 'music', at: 100 }]);
  });

  test('knows a sound of nobody by ten frames, and dates it by the first', () => {
    const ear = new Ear(voices);
    const ringing = framesOf(sine(450, 8000));
    expect(speak(ear, ringing, 0, 180)).toEqual([]);
    expect(speak(ear, ringing, 180, 200)).toEqual([{ event: 'starts', voice: 'other', at: 0 }]);
  });

  test('takes 80 ms of a party for nobody', () => {
    const ear = new Ear(voices);
    expect(speak(ear, alice, 0, 80)).toEqual([]);
    expect(speak(ear, silence, 80, 400)).toEqual([]);
  });

  test('does not join what lies before a pause with what comes after it', () => {
    const ear = new Ear(voices);
    speak(ear, alice, 0, 80);
    expect(speak(ear, alice, 560, 640)).toEqual([]);
    expect(speak(ear, alice, 640, 760)).toEqual([{ event: 'starts', voice: 'alice', at: 560 }]);
  });

  test('hears a voice stop 120 ms after its last frame and dates it by that frame', () => {
    const ear = new Ear(voices);
    speak(ear, alice, 0, 200);
    expect(ear.pass(299)).toEqual([]);
    expect(ear.pass(300)).toEqual([{ event: 'stops', voice: 'alice', at: 180, gapMs: 20 }]);
    expect(ear.pass(400)).toEqual([]);
    expect(ear.hearing()).toEqual([]);
  });

  test.each([
    ['silence', silence],
    ['music', music],
    ['another party', bob],
  ])('notices the end of a party while %s is being sent', (_, next) => {
    const ear = new Ear(voices);
    speak(ear, alice, 0, 280);
    const stop = speak(ear, next, 280, 480).find(({ event }) => event === 'stops');
    // Another party may send a symbol that alice would send as well.
    expect(stop?.at).toBeGreaterThanOrEqual(260);
    expect(stop?.at).toBeLessThanOrEqual(300);
  });

  test('takes frames that were read late for a gap, not for an end', () => {
    const ear = new Ear(voices);
    speak(ear, alice, 0, 200);
    const late = Array.from({ length: 15 }, (_, n) => ear.hear({ samples: alice(10 + n), at: 480, ssrc: 1 }).changes);
    expect(late.flat()).toEqual([]);
    expect(ear.sample(480)).toEqual([{ voice: 'alice', at: 480, gapMs: 300 }]);
  });

  test('measures the longest gap that ended or still lasts since the last sample', () => {
    const ear = new Ear(voices);
    speak(ear, alice, 0, 200);
    speak(ear, alice, 260, 300);
    expect(ear.sample(290)).toEqual([{ voice: 'alice', at: 280, gapMs: 80 }]);
    // The packets after the lost ones are kept back: the gap is told until they are played.
    expect(ear.sample(320)).toEqual([{ voice: 'alice', at: 280, gapMs: 80 }]);
    speak(ear, alice, 300, 400);
    expect(ear.sample(390)).toEqual([{ voice: 'alice', at: 380, gapMs: 20 }]);
  });

  test('counts lost packets as a gap as long as they are, and knows the party at once again', () => {
    const ear = new Ear(voices);
    for (let n = 0; n < 40; n += 1) {
      if (n >= 20 && n < 23) continue;
      ear.hear({ samples: alice(n), at: n * 20, ssrc: 1, timestamp: (2 ** 32 - 1_600 + n * FRAME_SAMPLES) % 2 ** 32 });
    }
    expect(ear.sample(780)).toEqual([{ voice: 'alice', at: 780, gapMs: 80 }]);
  });

  test('hears a party through a network that overtakes, repeats and loses packets, and nobody else', () => {
    const ear = new Ear(voices);
    const sent = Array.from({ length: 400 }, (_, n) => ({ n, at: n * 20 + ((n * 7919) % 31) }));
    const arrived = sent
      .filter(({ n }) => n % 19 !== 0)
      .flatMap((each) => (each.n % 23 === 0 ? [each, { ...each, at: each.at + 5 }] : [each]))
      .toSorted((one, other) => one.at - other.at);
    const changes = arrived.flatMap(({ n, at }) => [
      ...ear.hear({ samples: bob(n), at, ssrc: 1, timestamp: n * FRAME_SAMPLES }).changes,
      ...ear.pass(at),
    ]);
    expect(changes.map(({ event, voice }) => `${voice} ${event}`)).toEqual(['bob starts']);
    expect(ear.sample(8_000)[0]?.gapMs).toBeLessThan(120);
  });

  test('counts the time between a stop and the next start as a gap, whole even when a sample lies in it', () => {
    const ear = new Ear(voices);
    speak(ear, alice, 0, 200);
    ear.pass(600);
    expect(ear.sample(600)).toEqual([]);
    speak(ear, alice, 1180, 1400);
    expect(ear.sample(1390)).toEqual([{ voice: 'alice', at: 1380, gapMs: 1000 }]);
  });

  test('hears two sources at once on one port, and two voices in one frame', () => {
    const ear = new Ear(voices);
    for (let n = 0; n < 10; n += 1) {
      ear.hear({ samples: alice(n), at: n * 20, ssrc: 1 });
      ear.hear({ samples: bob(n), at: n * 20 + 5, ssrc: 2 });
    }
    expect(ear.hearing().toSorted()).toEqual(['alice', 'bob']);
    const mixed = new Ear(voices);
    speak(mixed, (n) => alice(n).map((sample, at) => sample + (bob(n + 3)[at] ?? 0)), 0, 200);
    expect(mixed.hearing().toSorted()).toEqual(['alice', 'bob']);
  });

  test('hears a party beside the music of a pool, and the music beside the party', () => {
    const ear = new Ear(voices);
    speak(ear, (n) => alice(n).map((sample, at) => sample + 0.5 * (music(n)[at] ?? 0)), 0, 300);
    expect(ear.hearing().toSorted()).toEqual(['alice', 'music']);
  });

  test('follows a changed SSRC without a stop', () => {
    const ear = new Ear(voices);
    speak(ear, alice, 0, 280, 1);
    expect(speak(ear, alice, 280, 600, 2)).toEqual([]);
    expect(ear.sample(590)).toMatchObject([{ voice: 'alice', at: 580 }]);
  });

  test('joins short packets and splits long ones into frames', () => {
    const ear = new Ear(voices);
    speak(ear, alice, 0, 200);
    const half = { at: 200, ssrc: 1 };
    expect(ear.hear({ ...half, samples: alice(10).subarray(0, 80) }).frames).toEqual([]);
    const heard = { voices: ['alice'], loud: true };
    expect(ear.hear({ ...half, samples: alice(10).subarray(80) }).frames).toEqual([heard]);
    expect(ear.hear({ ...half, samples: [...alice(11), ...alice(12)] }).frames).toEqual([heard, heard]);
  });

  test('reports every voice as stopped when it closes', () => {
    const ear = new Ear(voices);
    speak(ear, alice, 0, 200);
    expect(ear.close()).toEqual([{ event: 'stops', voice: 'alice', at: 180, gapMs: 20 }]);
    expect(ear.close()).toEqual([]);
  });

  test('alternates starts and stops of each voice, whatever it is fed', () => {
    const step = fc.record({
      wait: fc.integer({ min: 0, max: 300 }),
      ssrc: fc.integer({ min: 1, max: 12 }),
      timestamp: fc.option(fc.nat(2 ** 32 - 1), { nil: undefined }),
      samples: fc.oneof(
        fc.nat(13).map((n) => Float64Array.from([...alice(n), ...alice(n + 1), ...alice(n + 2), ...alice(n + 3)])),
        fc.nat(13).map((n) => Float64Array.from([...bob(n), ...bob(n + 1), ...bob(n + 2), ...bob(n + 3)])),
        fc.constantFrom<ArrayLike<number>>(silence(0), alice(0).subarray(0, 33), [Number.NaN], [1e300], []),
      ),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const ear = new Ear(voices);
        const active = new Set<string>();
        let now = 0;
        for (const { wait, ...packet } of steps) {
          now += wait;
          const stopped = wait % 2 === 0 ? ear.pass(now) : [];
          for (const change of [...stopped, ...ear.hear({ ...packet, at: now }).changes]) {
            expect(active.has(change.voice)).toBe(change.event === 'stops');
            if (change.event === 'starts') active.add(change.voice);
            else active.delete(change.voice);
            expect(change.at).toBeLessThanOrEqual(now);
          }
          expect([...ear.hearing()].toSorted()).toEqual([...active].toSorted());
          for (const sample of ear.sample(now)) expect(sample.gapMs).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
