/** G.711 mu-law (RFC 3551 4.5.14): one octet a sample, 14 bits of linear range scaled to 16. */

const BIAS = 0x84;
const CLIP = 32635;

const LINEAR = Int16Array.from({ length: 256 }, (_, octet) => expand(octet));

function expand(octet: number): number {
  const code = ~octet & 0xff;
  const magnitude = ((((code & 0x0f) << 3) + BIAS) << ((code >> 4) & 7)) - BIAS;
  return (code & 0x80) === 0 ? magnitude : -magnitude;
}

export function decodePcmu(payload: Uint8Array): Int16Array {
  return Int16Array.from(payload, (octet) => LINEAR[octet] ?? 0);
}

/** Samples beyond 16 bits are clipped. */
export function encodePcmu(samples: ArrayLike<number>): Uint8Array {
  return Uint8Array.from(samples, compress);
}

function compress(sample: number): number {
  const magnitude = Math.min(CLIP, Math.abs(Math.round(sample))) + BIAS;
  const exponent = 24 - Math.clz32(magnitude);
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff;
}
