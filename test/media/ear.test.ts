import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Ear, type VoiceChange } from '../../src/media/ear.ts';
import { sine } from '../../src/media/tone.ts';

const voices = [
  { name: 'alice', hz: 400 },
  { name: 'bob', hz: 600 },
];
const alice = sine(400, 8000);
const bob = sine(600, 8000);
const silence = new Float64Array(160);

/** Feeds a frame every 20 ms from `from` to before `to`; returns what changed. */
function speak(ear: Ear, frame: ArrayLike<number>, from: number, to: number, ssrc = 1): VoiceChange[] {
  const changes: VoiceChange[] = [];
  for (let at = from; at < to; at += 20) changes.push(...ear.hear(frame, at, ssrc).changes);
  return changes;
}

describe('an ear', () => {
  test('tells when it forgets a source that is still sending, and not when it forgets one that has paused', () => {
    let crowds = 0;
    const ear = new Ear(voices, () => (crowds += 1));
    for (let ssrc = 1; ssrc <= 8; ssrc += 1) ear.hear(alice, ssrc, ssrc);
    ear.hear(alice, 1_000, 9);
    expect(crowds).toBe(0);
    for (let ssrc = 10; ssrc <= 17; ssrc += 1) ear.hear(alice, 1_000 + ssrc, ssrc);
    expect(crowds).toBe(1);
  });

  test('hears a voice start with its first frame, once the second has come', () => {
    const ear = new Ear(voices);
    expect(ear.hear(alice, 100, 1).changes).toEqual([]);
    expect(ear.hearing()).toEqual([]);
    expect(ear.hear(alice, 120, 1).changes).toEqual([{ event: 'starts', voice: 'alice', at: 100 }]);
    expect(ear.hearing()).toEqual(['alice']);
  });

  test('takes a single frame for nobody', () => {
    const ear = new Ear(voices);
    ear.hear(alice, 0, 1);
    speak(ear, silence, 20, 100);
    expect(ear.hear(alice, 100, 1).changes).toEqual([]);
  });

  test('does not count two frames as a row when a pause lies between them', () => {
    const ear = new Ear(voices);
    ear.hear(alice, 0, 1);
    expect(ear.hear(alice, 500, 1).changes).toEqual([]);
    expect(ear.hear(alice, 520, 1).changes).toEqual([{ event: 'starts', voice: 'alice', at: 500 }]);
  });

  test('hears a voice stop 120 ms after its last frame and dates it by that frame', () => {
    const ear = new Ear(voices);
    speak(ear, alice, 0, 200);
    expect(ear.pass(299)).toEqual([]);
    expect(ear.pass(300)).toEqual([{ event: 'stops', voice: 'alice', at: 180, gapMs: 20 }]);
    expect(ear.pass(400)).toEqual([]);
    expect(ear.hearing()).toEqual([]);
  });

  test('notices the end of a voice while silence is being sent', () => {
    const ear = new Ear(voices);
    speak(ear, alice, 0, 200);
    expect(speak(ear, silence, 200, 400)).toEqual([]);
    expect(ear.pass(400)).toEqual([{ event: 'stops', voice: 'alice', at: 180, gapMs: 20 }]);
  });

  test('takes frames that were read late for a gap, not for an end', () => {
    const ear = new Ear(voices);
    speak(ear, alice, 0, 200);
    expect(ear.hear(alice, 480, 1).changes).toEqual([]);
    expect(ear.sample(480)).toEqual([{ voice: 'alice', at: 480, gapMs: 300 }]);
  });

  test('measures the longest gap that ended or still lasts since the last sample', () => {
    const ear = new Ear(voices);
    speak(ear, alice, 0, 100);
    speak(ear, alice, 160, 300);
    expect(ear.sample(290)).toEqual([{ voice: 'alice', at: 280, gapMs: 80 }]);
    expect(ear.sample(320)).toEqual([{ voice: 'alice', at: 280, gapMs: 40 }]);
    speak(ear, alice, 300, 400);
    expect(ear.sample(390)).toEqual([{ voice: 'alice', at: 380, gapMs: 20 }]);
  });

  test('counts the time between a stop and the next start as a gap, whole even when a sample lies in it', () => {
    const ear = new Ear(voices);
    speak(ear, alice, 0, 100);
    ear.pass(500);
    expect(ear.sample(500)).toEqual([]);
    speak(ear, alice, 1080, 1200);
    expect(ear.sample(1190)).toEqual([{ voice: 'alice', at: 1180, gapMs: 1000 }]);
  });

  test('hears two sources at once on one port, and two voices in one frame', () => {
    const ear = new Ear(voices);
    for (let at = 0; at < 100; at += 20) {
      ear.hear(alice, at, 1);
      ear.hear(bob, at + 5, 2);
    }
    expect(ear.hearing()).toEqual(['alice', 'bob']);
    const mixed = new Ear(voices);
    speak(
      mixed,
      alice.map((sample, n) => sample + (bob[n] ?? 0)),
      0,
      60,
    );
    expect(mixed.hearing()).toEqual(['alice', 'bob']);
  });

  test('follows a changed SSRC without a stop', () => {
    const ear = new Ear(voices);
    speak(ear, alice, 0, 200, 1);
    expect(speak(ear, alice, 200, 400, 2)).toEqual([]);
    expect(ear.sample(390)).toEqual([{ voice: 'alice', at: 380, gapMs: 20 }]);
  });

  test('joins short packets and splits long ones into frames', () => {
    const ear = new Ear(voices);
    expect(ear.hear(alice.subarray(0, 80), 0, 1).frames).toEqual([]);
    expect(ear.hear(alice.subarray(80), 10, 1).frames).toEqual([['alice']]);
    expect(ear.hear([...alice, ...alice], 20, 1).frames).toEqual([['alice'], ['alice']]);
  });

  test('reports every voice as stopped when it closes', () => {
    const ear = new Ear(voices);
    speak(ear, alice, 0, 100);
    expect(ear.close()).toEqual([{ event: 'stops', voice: 'alice', at: 80, gapMs: 20 }]);
    expect(ear.close()).toEqual([]);
  });

  test('alternates starts and stops of each voice, whatever it is fed', () => {
    const step = fc.record({
      wait: fc.integer({ min: 0, max: 300 }),
      ssrc: fc.integer({ min: 1, max: 12 }),
      frame: fc.constantFrom<ArrayLike<number>>(alice, bob, silence, alice.subarray(0, 33), [Number.NaN], [1e300], []),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const ear = new Ear(voices);
        const active = new Set<string>();
        let now = 0;
        for (const { wait, ssrc, frame } of steps) {
          now += wait;
          const stopped = wait % 2 === 0 ? ear.pass(now) : [];
          for (const change of [...stopped, ...ear.hear(frame, now, ssrc).changes]) {
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
