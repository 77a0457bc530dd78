import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { meanSquare, tonePower } from '../../src/media/goertzel.ts';
import { decodePcmu, encodePcmu } from '../../src/media/pcmu.ts';
import { recognise } from '../../src/media/recognise.ts';
import { sine, toneFrame } from '../../src/media/tone.ts';
import { PARTY_TONES } from '../../src/media/voices.ts';

const voices = [
  ...Object.entries(PARTY_TONES).map(([name, hz]) => ({ name, hz })),
  { name: 'music:primary', hz: 1750 },
  { name: 'music:backup', hz: 2050 },
];

function mix(...parts: ReadonlyArray<ArrayLike<number>>): number[] {
  return Array.from({ length: 160 }, (_, n) => parts.reduce((sum, part) => sum + (part[n] ?? 0), 0));
}

/** Deterministic noise, uniform in ±amplitude. */
function noise(amplitude: number): number[] {
  let state = 1;
  return Array.from({ length: 160 }, () => {
    state = (state * 48271) % 2147483647;
    return amplitude * ((2 * state) / 2147483647 - 1);
  });
}

describe('recognising voices', () => {
  test('a tone has its own power and none of another', () => {
    const samples = sine(600, 1000);
    expect(tonePower(samples, 600)).toBeCloseTo(meanSquare(samples), 3);
    expect(tonePower(samples, 800)).toBeCloseTo(0, 3);
  });

  test.each(voices)('$name is heard alone in PCMU', ({ name, hz }) => {
    expect(recognise(decodePcmu(toneFrame(hz)), voices)).toEqual([name]);
  });

  test('any two voices at once are told apart, also when one is 10 dB louder', () => {
    const pairs = fc.uniqueArray(fc.constantFrom(...voices), { minLength: 2, maxLength: 2, selector: (v) => v.name });
    fc.assert(
      fc.property(pairs, fc.double({ min: 0.32, max: 1, noNaN: true }), (pair, level) => {
        const [one, two] = pair.map((voice, n) => sine(voice.hz, n === 0 ? 8000 : 8000 * level));
        const heard = recognise(decodePcmu(encodePcmu(mix(one ?? [], two ?? []))), voices);
        expect([...heard].toSorted()).toEqual(pair.map((voice) => voice.name).toSorted());
      }),
    );
  });

  test('a frame that begins anywhere in the tone sounds the same', () => {
    const tone = [...sine(1400, 8000), ...sine(1400, 8000)];
    for (let start = 0; start < 160; start += 7) {
      expect(recognise(tone.slice(start, start + 160), voices)).toEqual(['frank']);
    }
  });

  test('a tone that belongs to nobody is other', () => {
    expect(recognise(sine(3000, 4000), voices)).toEqual(['other']);
    expect(recognise(sine(1050, 4000), voices)).toEqual(['other']);
  });

  test('loud noise is other, and a voice in it is still heard', () => {
    expect(recognise(noise(4000), voices)).toContain('other');
    expect(recognise(mix(noise(2000), sine(400, 8000)), voices)).toContain('alice');
  });

  test('silence and noise below -45 dB are nobody', () => {
    expect(recognise(new Int16Array(160), voices)).toEqual([]);
    expect(recognise(decodePcmu(new Uint8Array(160).fill(0xff)), voices)).toEqual([]);
    expect(recognise(noise(150), voices)).toEqual([]);
  });
});
