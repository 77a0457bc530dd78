/** PCMA: the A-law of ITU-T G.711, in which every second bit is sent inverted. */

const INVERTED = 0x55;
const SIGN = 0x80;
/** Loudest sample that A-law can say. */
const CLIP = 32_256;

const LINEAR = Int16Array.from({ length: 256 }, (_, octet) => {
  const code = octet ^ INVERTED;
  const segment = (code >> 4) & 0x07;
  const step = ((code & 0x0f) << 4) + 8;
  const magnitude = segment === 0 ? step : (step + 0x100) << (segment - 1);
  return (code & SIGN) === 0 ? -magnitude : magnitude;
});

/** Linear 16-bit samples, one for each octet. */
export function decodePcma(octets: Uint8Array): Float64Array {
  return Float64Array.from(octets, (octet) => LINEAR[octet] ?? 0);
}

/** One octet for each linear 16-bit sample; a louder one is clipped. */
export function encodePcma(samples: ArrayLike<number>): Uint8Array {
  return Uint8Array.from({ length: samples.length }, (_, n) => encoded(samples[n] ?? 0));
}

function encoded(sample: number): number {
  const sign = sample < 0 ? 0 : SIGN;
  const magnitude = Math.min(CLIP, Math.trunc(Math.abs(sample)));
  const segment = magnitude < 0x100 ? 0 : Math.floor(Math.log2(magnitude)) - 7;
  const step = segment < 2 ? magnitude >> 4 : magnitude >> (segment + 3);
  return (sign | (segment << 4) | (step & 0x0f)) ^ INVERTED;
}
