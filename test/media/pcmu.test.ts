import { describe, expect, test } from '@jest/globals';
import { decodePcmu, encodePcmu } from '../../src/media/pcmu.ts';
import { sine } from '../../src/media/tone.ts';

describe('PCMU', () => {
  // ITU-T G.711 table 2b: the ends of each sign, and both zeros.
  test('decodes the corners of G.711', () => {
    expect([...decodePcmu(Uint8Array.of(0x00, 0x7f, 0x80, 0xff, 0xf0))]).toEqual([-32124, 0, 32124, 0, 120]);
  });

  test('every octet but negative zero survives decoding and encoding', () => {
    const octets = Uint8Array.from({ length: 256 }, (_, n) => n);
    const again = encodePcmu(decodePcmu(octets));
    expect([...again].filter((octet, n) => octet !== n)).toEqual([0xff]);
    expect(again[0x7f]).toBe(0xff);
  });

  test('every 16-bit sample comes back within half a quantising step', () => {
    const samples = Int16Array.from({ length: 65536 }, (_, n) => n - 32768);
    const again = decodePcmu(encodePcmu(samples));
    const wrong = samples.filter((sample, n) => {
      const clipped = Math.max(-32635, Math.min(32635, sample));
      const step = 2 ** Math.max(3, Math.floor(Math.log2(Math.abs(clipped) + 132)) - 4);
      return Math.abs((again[n] ?? 0) - clipped) > step / 2;
    });
    expect([...wrong]).toEqual([]);
  });

  test('what is louder than full scale is clipped, not wrapped', () => {
    expect([...encodePcmu([1e9, -1e9])]).toEqual([0x80, 0x00]);
  });
});

describe('a tone', () => {
  test('fills a frame with whole cycles, so frames in a row are one tone', () => {
    const frame = sine(1750, 8000);
    const step = (frame[1] ?? 0) - (frame[0] ?? 0);
    const seam = (frame[0] ?? 0) - (frame[159] ?? 0);
    expect(seam).toBeCloseTo(step, 6);
  });

  test('of a frequency that does not fit into frames is refused', () => {
    for (const hz of [0, -50, 425, 4000, Number.NaN]) expect(() => sine(hz, 1000)).toThrow(RangeError);
  });
});
