/** The power spectrum of a window of sound (fast Fourier transform, radix 2). */

export const WINDOW = 512;

const HANN = Float64Array.from({ length: WINDOW }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / WINDOW));
const COSINE = Float64Array.from({ length: WINDOW / 2 }, (_, n) => Math.cos((2 * Math.PI * n) / WINDOW));
const SINE = Float64Array.from({ length: WINDOW / 2 }, (_, n) => Math.sin((2 * Math.PI * n) / WINDOW));
const REVERSED = Uint16Array.from({ length: WINDOW }, (_, n) => {
  let reversed = 0;
  for (let bit = 1; bit < WINDOW; bit <<= 1) reversed = (reversed << 1) | ((n & bit) === 0 ? 0 : 1);
  return reversed;
});

/** Power of each frequency from 0 to half the rate, in steps of the rate divided by `WINDOW`. */
export function powerSpectrum(samples: Float64Array): Float64Array {
  const real = new Float64Array(WINDOW);
  const imaginary = new Float64Array(WINDOW);
  for (let n = 0; n < WINDOW; n += 1) {
    const from = REVERSED[n] ?? 0;
    real[n] = (samples[from] ?? 0) * (HANN[from] ?? 0);
  }
  for (let half = 1; half < WINDOW; half *= 2) combine(real, imaginary, half);
  const powers = new Float64Array(WINDOW / 2);
  for (let n = 0; n < powers.length; n += 1) powers[n] = (real[n] ?? 0) ** 2 + (imaginary[n] ?? 0) ** 2;
  return powers;
}

/** Makes transforms of `2 · half` samples out of those of `half`. */
function combine(real: Float64Array, imaginary: Float64Array, half: number): void {
  const stride = WINDOW / (2 * half);
  for (let group = 0; group < WINDOW; group += 2 * half) {
    for (let n = 0; n < half; n += 1) {
      const one = group + n;
      const two = one + half;
      const cosine = COSINE[n * stride] ?? 0;
      const sine = SINE[n * stride] ?? 0;
      const x = real[two] ?? 0;
      const y = imaginary[two] ?? 0;
      const a = x * cosine + y * sine;
      const b = y * cosine - x * sine;
      const c = real[one] ?? 0;
      const d = imaginary[one] ?? 0;
      real[one] = c + a;
      imaginary[one] = d + b;
      real[two] = c - a;
      imaginary[two] = d - b;
    }
  }
}
