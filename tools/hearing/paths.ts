/** The ways that sound may take between two phones, as functions of linear samples at 8 kHz. */
import { G722Decoder, G722Encoder } from '../../src/media/g722.ts';
import { decodePcma, encodePcma } from '../../src/media/pcma.ts';
import { decodePcmu, encodePcmu } from '../../src/media/pcmu.ts';
import { seeded } from './seeded.ts';

export type Path = (samples: Float64Array) => Float64Array;

const FULL = 32_767;
const FRAME = 160;

function chain(...paths: readonly Path[]): Path {
  return (samples) => paths.reduce((sound, path) => path(sound), samples);
}

export const pcmu: Path = (samples) => Float64Array.from(decodePcmu(encodePcmu(samples)));
const pcma: Path = (samples) => decodePcma(encodePcma(samples));

/** Through a wideband server: to 16 kHz, through the codec, and back. */
const g722: Path = (samples) =>
  clock(2)(new G722Decoder().decode(new G722Encoder().encode(clock(0.5)(samples).map(Math.round))));

/** A louder or softer sound; what is beyond full scale is clipped. */
export function gain(decibels: number): Path {
  const factor = 10 ** (decibels / 20);
  return (samples) => samples.map((sample) => Math.max(-FULL, Math.min(FULL, sample * factor)));
}

/** A sender whose clock is faster by a factor, or a resampler that is off by as much. */
export function clock(factor: number): Path {
  return (samples) =>
    Float64Array.from({ length: Math.floor((samples.length - 4) / factor) }, (_, n) => sampleAt(samples, n * factor));
}

/** Cubic interpolation between samples. */
function sampleAt(samples: Float64Array, at: number): number {
  const n = Math.floor(at);
  const x = at - n;
  const [a = 0, b = 0, c = 0, d = 0] = [samples[n - 1], samples[n], samples[n + 1], samples[n + 2]];
  return b + 0.5 * x * (c - a + x * (2 * a - 5 * b + 4 * c - d + x * (3 * (b - c) + d - a)));
}

/** To another rate and back, as a wideband server does it. */
const resampled: Path = chain(clock(0.5), clock(2));

/** Lost packets of 20 ms; the gap is filled with what came before it, softer each time. */
function loss(share: number, seed: number): Path {
  return (samples) => {
    const random = seeded(seed);
    const out = samples.slice();
    let run = 0;
    for (let from = FRAME; from + FRAME <= out.length; from += FRAME) {
      run = random() < share ? run + 1 : 0;
      if (run === 0) continue;
      const fade = 0.8 ** run;
      for (let n = 0; n < FRAME; n += 1) out[from + n] = (out[from + n - FRAME] ?? 0) * (run === 1 ? 1 : fade);
    }
    return out;
  };
}

/** White noise beside the sound, at a level in dB below full scale. */
function noise(decibels: number, seed: number): Path {
  const amplitude = FULL * 10 ** (decibels / 20) * Math.sqrt(3);
  return (samples) => {
    const random = seeded(seed);
    return samples.map((sample) => sample + amplitude * (2 * random() - 1));
  };
}

/** A frame that begins elsewhere, as behind a mixer. */
function shifted(by: number): Path {
  return (samples) => {
    const out = new Float64Array(samples.length + by);
    out.set(samples, by);
    return out;
  };
}

export const PATHS: Readonly<Record<string, Path>> = {
  PCMU: pcmu,
  PCMA: pcma,
  'PCMU, PCMA, PCMU': chain(pcmu, pcma, pcmu),
  'G.722': chain(g722, pcmu),
  'PCMA, G.722, PCMU': chain(pcma, g722, pcmu),
  'clock +1 %': chain(pcmu, clock(1.01), pcmu),
  'clock -1 %': chain(pcmu, clock(0.99), pcmu),
  'loss 5 %': chain(pcmu, loss(0.05, 7), pcmu),
  '-30 dB': chain(gain(-30), pcmu),
  clipped: chain(gain(18), pcmu),
  'comfort noise': chain(noise(-50, 3), pcmu),
  resampled: chain(pcmu, resampled, pcmu),
  'other frames': chain(shifted(53), pcmu),
  'all of it': chain(pcmu, g722, clock(1.01), noise(-50, 5), loss(0.05, 11), shifted(37), pcma),
};
