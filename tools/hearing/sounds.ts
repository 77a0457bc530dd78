/** Sounds that telephones and park servers make and that are no party, as linear samples at 8 kHz. */
import { seeded } from './seeded.ts';

const RATE = 8_000;
const LOUD = 8_000;

export type Sound = (seconds: number, seed: number) => Float64Array;

/** A sum of steady tones, on and off in a rhythm of seconds. */
function tones(hz: readonly number[], rhythm: readonly number[] = [1]): Sound {
  const period = rhythm.reduce((sum, each) => sum + each, 0);
  return (seconds) =>
    made(seconds, (t) => {
      let rest = t % period;
      const at = rhythm.findIndex((part) => (rest -= part) < 0);
      return at % 2 === 1 ? 0 : hz.reduce((sum, f) => sum + Math.sin(2 * Math.PI * f * t), 0) / hz.length;
    });
}

/** One chord after the other, each for a while; `next` says what sounds and for how long. */
function sequence(
  next: (random: () => number, n: number) => { hz: readonly number[]; for: number; partials?: number },
): Sound {
  return (seconds, seed) => {
    const random = seeded(seed);
    const out = new Float64Array(seconds * RATE);
    for (let from = 0, n = 0; from < out.length; n += 1) {
      const { hz, for: length, partials = 1 } = next(random, n);
      const samples = Math.max(1, Math.round(length * RATE));
      for (let k = 0; k < samples && from + k < out.length; k += 1) {
        const t = (from + k) / RATE;
        let sum = 0;
        for (const f of hz) for (let p = 1; p <= partials; p += 1) sum += Math.sin(2 * Math.PI * f * p * t) / p;
        out[from + k] =
          hz.length === 0 ? 0 : (LOUD * sum * Math.exp((-1.5 * k) / samples)) / Math.sqrt(hz.length * partials);
      }
      from += samples;
    }
    return out;
  };
}

function made(seconds: number, at: (t: number, n: number) => number): Float64Array {
  return Float64Array.from({ length: seconds * RATE }, (_, n) => LOUD * at(n / RATE, n));
}

const note = (key: number): number => 440 * 2 ** ((key - 69) / 12);
const between = (random: () => number, from: number, to: number): number => from + (to - from) * random();
const oneOf = <T>(random: () => number, list: readonly [T, ...T[]]): T =>
  list[Math.floor(random() * list.length)] ?? list[0];
const ROWS = [697, 770, 852, 941] as const;
const COLUMNS = [1209, 1336, 1477, 1633] as const;
const MF = [700, 900, 1100, 1300, 1500, 1700] as const;

/** Frequency shift keying of random bits. */
function fsk(low: number, high: number, baud: number): Sound {
  return (seconds, seed) => {
    const random = seeded(seed);
    let phase = 0;
    let bit = 0;
    let left = 0;
    return made(seconds, () => {
      if (left <= 0) {
        bit = random() < 0.5 ? 0 : 1;
        left += RATE / baud;
      }
      left -= 1;
      phase += (2 * Math.PI * (bit === 0 ? low : high)) / RATE;
      return Math.sin(phase);
    });
  };
}

/** A modem: random phases and levels on a carrier. */
function qam(carrier: number, baud: number): Sound {
  return (seconds, seed) => {
    const random = seeded(seed);
    let [real, imaginary, left] = [1, 0, 0];
    return made(seconds, (t) => {
      if (left <= 0) {
        [real, imaginary] = [2 * random() - 1, 2 * random() - 1];
        left += RATE / baud;
      }
      left -= 1;
      return real * Math.cos(2 * Math.PI * carrier * t) + imaginary * Math.sin(2 * Math.PI * carrier * t);
    });
  };
}

/** Noise through a filter of one pole: white at 0, brown near 1. */
function noise(pole: number): Sound {
  return (seconds, seed) => {
    const random = seeded(seed);
    let last = 0;
    return made(seconds, () => (last = pole * last + (1 - pole) * (2 * random() - 1)) * 2);
  };
}

/** A voice of sorts: pulses of a pitch that glides, through resonances that move from vowel to vowel. */
const vowels: Sound = (seconds, seed) => {
  const random = seeded(seed);
  const out = new Float64Array(seconds * RATE);
  let [phase, pitch, first, second] = [0, 120, 500, 1_500];
  const memory = [
    [0, 0],
    [0, 0],
  ];
  for (let n = 0; n < out.length; n += 1) {
    if (n % 1_200 === 0)
      [pitch, first, second] = [between(random, 80, 260), between(random, 250, 850), between(random, 850, 2_500)];
    phase += pitch / RATE;
    let sound = phase >= 1 ? 30 : 0;
    phase %= 1;
    for (const [index, hz] of [first, second].entries()) {
      const state = memory[index] ?? [0, 0];
      const [a = 0, b = 0] = state;
      const pole = 0.97;
      sound = sound * 0.2 + 2 * pole * Math.cos((2 * Math.PI * hz) / RATE) * a - pole * pole * b;
      memory[index] = [sound, a];
    }
    out[n] = Math.max(-LOUD, Math.min(LOUD, sound * 400));
  }
  return out;
};

/** A sweep up and down again and again, as sirens and test sets do. */
function sweep(from: number, to: number, period: number): Sound {
  let phase = 0;
  return (seconds) =>
    made(seconds, (t) => {
      phase += (2 * Math.PI * (from + (to - from) * Math.abs((((2 * t) / period) % 2) - 1))) / RATE;
      return Math.sin(phase);
    });
}

export const SOUNDS: Readonly<Record<string, Sound>> = {
  silence: (seconds) => new Float64Array(seconds * RATE),
  'dial tone 425': tones([425]),
  'dial tone 350+440': tones([350, 440]),
  'ringing 440+480': tones([440, 480], [2, 4]),
  'ringing 400+450': tones([400, 450], [0.4, 0.2, 0.4, 2]),
  'busy 480+620': tones([480, 620], [0.5, 0.5]),
  'reorder 480+620': tones([480, 620], [0.25, 0.25]),
  'information tone': sequence((_, n) => ({
    hz: [[950], [1_400], [1_800], []][n % 4] ?? [],
    for: n % 4 === 3 ? 1 : 0.33,
  })),
  'call waiting 440': tones([440], [0.3, 3]),
  'beep 1000': tones([1_000], [0.2, 0.8]),
  'announcement 620': tones([620], [1.2, 0.4]),
  '400': tones([400]),
  howler: tones([1_400, 2_060, 2_450, 2_600], [0.1, 0.1]),
  DTMF: sequence((random, n) => ({ hz: n % 2 === 0 ? [oneOf(random, ROWS), oneOf(random, COLUMNS)] : [], for: 0.07 })),
  'DTMF, fast': sequence((random, n) => ({
    hz: n % 2 === 0 ? [oneOf(random, ROWS), oneOf(random, COLUMNS)] : [],
    for: 0.04,
  })),
  MF: sequence((random, n) => ({ hz: n % 2 === 0 ? [oneOf(random, MF), oneOf(random, MF)] : [], for: 0.06 })),
  'fax calling 1100': tones([1_100], [0.5, 3]),
  'fax answer 2100': tones([2_100], [3, 0.1]),
  'V.21': fsk(1_650, 1_850, 300),
  'V.23': fsk(1_300, 2_100, 1_200),
  'Bell 103': fsk(1_070, 1_270, 300),
  'V.22 modem': qam(1_200, 600),
  'V.32 modem': qam(1_800, 2_400),
  'white noise': noise(0),
  'pink noise': noise(0.8),
  'brown noise': noise(0.98),
  vowels,
  siren: sweep(500, 2_000, 0.6),
  'fast sweep': sweep(300, 3_000, 0.28),
  melody: sequence((random) => ({
    hz: [note(Math.round(between(random, 55, 96)))],
    for: between(random, 0.08, 0.5),
    partials: 4,
  })),
  flute: sequence((random) => ({ hz: [note(Math.round(between(random, 60, 96)))], for: between(random, 0.1, 0.6) })),
  arpeggio: sequence((random, n) => ({
    hz: [note(60 + ([0, 4, 7, 12, 16, 19, 24][n % 7] ?? 0) + Math.floor(random() * 2))],
    for: 0.04,
  })),
  glissando: sequence((_, n) => ({ hz: [note(60 + (n % 36))], for: 0.04 })),
  'notes of 40 ms': sequence((random) => ({ hz: [note(Math.round(between(random, 74, 96)))], for: 0.04 })),
  chords: sequence((random) => {
    const root = between(random, 48, 72);
    return {
      hz: [0, 4, 7, 12].map((step) => note(Math.round(root) + step)),
      for: between(random, 0.2, 1),
      partials: 3,
    };
  }),
  band: sequence((random) => ({
    hz: Array.from({ length: 5 }, () => note(Math.round(between(random, 45, 90)))),
    for: between(random, 0.1, 0.4),
    partials: 5,
  })),
  'clipped 400': (seconds) => tones([400])(seconds, 0).map((sample) => (sample > 0 ? 20_000 : -20_000)),
};

/** Made to be taken for a party: tones that hop as fast as a signature does. No telephone sounds like this. */
export const HOSTILE: Readonly<Record<string, Sound>> = {
  'any tones of 40 ms': sequence((random) => ({ hz: [between(random, 400, 2_200)], for: 0.04 })),
};
