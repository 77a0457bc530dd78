/**
 * G.722 at 64 kbit/s (ITU-T G.722): a filter splits 16 kHz sound into two bands, each is sent as the difference from what
 * an adaptive predictor expects: 6 bits for the lower band, 2 for the upper one. RTP counts it at 8 kHz (RFC 3551 4.5.2).
 */

/** Of the quadrature mirror filter, the second half being the first one backwards (table 4). */
const QMF = [3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11];

/** Levels of the inverse quantisers (tables 16 to 19), as parts of a step of 2^15. */
const LOW_6 = [
  -136, -136, -136, -136, -24_808, -21_904, -19_008, -16_704, -14_984, -13_512, -12_280, -11_192, -10_232, -9_360,
  -8_576, -7_856, -7_192, -6_576, -6_000, -5_456, -4_944, -4_464, -4_008, -3_576, -3_168, -2_776, -2_400, -2_032,
  -1_688, -1_360, -1_040, -728, 24_808, 21_904, 19_008, 16_704, 14_984, 13_512, 12_280, 11_192, 10_232, 9_360, 8_576,
  7_856, 7_192, 6_576, 6_000, 5_456, 4_944, 4_464, 4_008, 3_576, 3_168, 2_776, 2_400, 2_032, 1_688, 1_360, 1_040, 728,
  432, 136, -432, -136,
];
const LOW_4 = [
  0, -20_456, -12_896, -8_968, -6_288, -4_240, -2_584, -1_200, 20_456, 12_896, 8_968, 6_288, 4_240, 2_584, 1_200, 0,
];
const HIGH_2 = [-7_408, -1_616, 7_408, 1_616];
/** Decision levels of the lower quantiser (table 11). */
const LOW_LEVELS = [
  0, 35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1_023, 1_121, 1_219, 1_339,
  1_458, 1_612, 1_765, 1_980, 2_195, 2_557, 2_919,
];
const HIGH_LEVEL = 564;
/** How a code moves the logarithm of the step (tables 12 to 15). */
const LOW_WEIGHTS = [-60, 3_042, 1_198, 538, 334, 172, 58, -30, 3_042, 1_198, 538, 334, 172, 58, -30, -60];
const HIGH_WEIGHTS = [798, -214, 798, -214];
/** 2^(n/32) in steps of 2^-11 (table 14). */
const POWERS = Array.from({ length: 32 }, (_, n) => Math.floor(2_048 * 2 ** (n / 32) + 0.5));

interface BandKind {
  readonly weights: readonly number[];
  readonly most: number;
  readonly shift: number;
  readonly least: number;
}

const LOWER: BandKind = { weights: LOW_WEIGHTS, most: 18_432, shift: 8, least: 32 };
const UPPER: BandKind = { weights: HIGH_WEIGHTS, most: 22_528, shift: 10, least: 8 };

/** The predictor and the step of one band (3.6): two poles, six zeros. */
class Band {
  /** Of the quantiser. */
  step: number;
  /** What the next sample is expected to be. */
  expected = 0;
  readonly #kind: BandKind;
  #log = 0;
  #poles: readonly [number, number] = [0, 0];
  #zeros: readonly number[] = [0, 0, 0, 0, 0, 0];
  #differences: readonly number[] = [0, 0, 0, 0, 0, 0];
  #rebuilt: readonly [number, number] = [0, 0];
  /** What the zeros alone expect, and that with the difference, of this sample and the two before it. */
  #fromZeros = 0;
  #partial: readonly [number, number] = [0, 0];

  constructor(kind: BandKind) {
    this.#kind = kind;
    this.step = kind.least;
  }

  /** @param difference as the decoder sees it; @param code by which the step adapts */
  adapt(difference: number, code: number): void {
    this.#adaptStep(code);
    const partial = clip(this.#fromZeros + difference);
    const rebuilt = clip(this.expected + difference);
    this.#poles = this.#nextPoles(partial);
    this.#zeros = this.#zeros.map((zero, n) => {
      const move = difference === 0 ? 0 : 128 * sign(difference) * sign(this.#differences[n] ?? 0);
      return ((zero * 32_640) >> 15) + move;
    });
    this.#differences = [difference, ...this.#differences.slice(0, 5)];
    this.#rebuilt = [rebuilt, this.#rebuilt[0]];
    this.#partial = [partial, this.#partial[0]];
    const poles = this.#poles.reduce((sum, pole, n) => sum + ((pole * clip(2 * (this.#rebuilt[n] ?? 0))) >> 15), 0);
    this.#fromZeros = clip(
      this.#zeros.reduce((sum, zero, n) => sum + ((zero * clip(2 * (this.#differences[n] ?? 0))) >> 15), 0),
    );
    this.expected = clip(poles + this.#fromZeros);
  }

  #adaptStep(code: number): void {
    const { weights, most, shift, least } = this.#kind;
    const log = ((this.#log * 127) >> 7) + (weights[code] ?? 0);
    this.#log = Math.max(0, Math.min(most, log));
    const power = POWERS[(this.#log >> 6) & 31] ?? 0;
    const exponent = shift - (this.#log >> 11);
    this.step = (exponent < 0 ? power << -exponent : power >> exponent) << 2 || least;
  }

  #nextPoles(partial: number): readonly [number, number] {
    const [first, second] = this.#poles;
    const alike = sign(partial) * sign(this.#partial[0]);
    const alikeBefore = sign(partial) * sign(this.#partial[1]);
    const turned = clip(first * 4);
    const nudge = (alike > 0 ? clip(-turned) : turned) >> 7;
    const nextSecond = clampTo(nudge + (alikeBefore > 0 ? 128 : -128) + ((second * 32_512) >> 15), 12_288);
    const nextFirst = clampTo((alike > 0 ? 192 : -192) + ((first * 32_640) >> 15), 15_360 - nextSecond);
    return [nextFirst, nextSecond];
  }
}

/** Linear 16-bit samples at 16 kHz to octets, one for two samples. State goes from packet to packet. */
export class G722Encoder {
  readonly #low = new Band(LOWER);
  readonly #high = new Band(UPPER);
  readonly #history = new Float64Array(24);

  encode(samples: ArrayLike<number>): Uint8Array {
    return Uint8Array.from({ length: samples.length >> 1 }, (_, n) =>
      this.#pair(samples[2 * n] ?? 0, samples[2 * n + 1] ?? 0),
    );
  }

  #pair(first: number, second: number): number {
    this.#history.copyWithin(0, 2);
    this.#history.set([first, second], 22);
    let odd = 0;
    let even = 0;
    QMF.forEach((weight, n) => {
      odd += (this.#history[2 * n] ?? 0) * weight;
      even += (this.#history[2 * n + 1] ?? 0) * (QMF[11 - n] ?? 0);
    });
    const low = this.#lower(clip((even + odd) >> 14));
    return (this.#upper(clip((even - odd) >> 14)) << 6) | low;
  }

  #lower(sample: number): number {
    const difference = clip(sample - this.#low.expected);
    const size = difference >= 0 ? difference : -(difference + 1);
    let level = 1;
    while (level < 30 && size >= ((LOW_LEVELS[level] ?? 0) * this.#low.step) >> 12) level += 1;
    const code = difference < 0 ? (level === 1 ? 63 : level === 2 ? 62 : 34 - level) : 62 - level;
    const coarse = code >> 2;
    this.#low.adapt((this.#low.step * (LOW_4[coarse] ?? 0)) >> 15, coarse);
    return code;
  }

  #upper(sample: number): number {
    const difference = clip(sample - this.#high.expected);
    const size = difference >= 0 ? difference : -(difference + 1);
    const large = size >= (HIGH_LEVEL * this.#high.step) >> 12;
    const code = difference < 0 ? (large ? 0 : 1) : large ? 2 : 3;
    this.#high.adapt((this.#high.step * (HIGH_2[code] ?? 0)) >> 15, code);
    return code;
  }
}

/** Octets to linear 16-bit samples at 16 kHz, two for one octet. State goes from packet to packet. */
export class G722Decoder {
  readonly #low = new Band(LOWER);
  readonly #high = new Band(UPPER);
  readonly #history = new Float64Array(24);

  decode(octets: Uint8Array): Float64Array {
    const out = new Float64Array(octets.length * 2);
    octets.forEach((octet, n) => out.set(this.#octet(octet), 2 * n));
    return out;
  }

  #octet(octet: number): readonly [number, number] {
    const code = octet & 0x3f;
    const low = clampTo(this.#low.expected + ((this.#low.step * (LOW_6[code] ?? 0)) >> 15), 16_383);
    const coarse = code >> 2;
    this.#low.adapt((this.#low.step * (LOW_4[coarse] ?? 0)) >> 15, coarse);
    const upper = octet >> 6;
    const difference = (this.#high.step * (HIGH_2[upper] ?? 0)) >> 15;
    const high = clampTo(this.#high.expected + difference, 16_383);
    this.#high.adapt(difference, upper);
    this.#history.copyWithin(0, 2);
    this.#history.set([low + high, low - high], 22);
    let first = 0;
    let second = 0;
    QMF.forEach((weight, n) => {
      second += (this.#history[2 * n] ?? 0) * weight;
      first += (this.#history[2 * n + 1] ?? 0) * (QMF[11 - n] ?? 0);
    });
    return [clip(first >> 11), clip(second >> 11)];
  }
}

function clip(value: number): number {
  return Math.max(-32_768, Math.min(32_767, value));
}

function clampTo(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}

function sign(value: number): 1 | -1 {
  return value < 0 ? -1 : 1;
}
