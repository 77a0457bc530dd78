/** WAVE files (RIFF) with 16-bit linear samples in one channel. */

const HEADER = 12;
const CHUNK = 8;
const FORMAT = 16;
const LINEAR = 1;

export interface Wave {
  /** In Hz. */
  readonly rate: number;
  readonly samples: Float64Array;
}

/** The samples, or why the file cannot be read. A file that was cut off has what there is of it. */
export function readWave(file: Uint8Array): Wave | string {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < HEADER || nameAt(file, 0) !== 'RIFF' || nameAt(file, 8) !== 'WAVE') return 'it is no WAVE file';
  let rate: number | string = 'it does not say its format';
  for (let at = HEADER; at + CHUNK <= file.length; ) {
    const [name, size] = [nameAt(file, at), view.getUint32(at + 4, true)];
    if (name === 'fmt ' && at + CHUNK + FORMAT <= file.length) rate = rateOf(view, at + CHUNK);
    if (name === 'data') {
      if (typeof rate === 'string') return rate;
      const octets = Math.min(size, file.length - at - CHUNK);
      const samples = Float64Array.from({ length: octets >> 1 }, (_, n) => view.getInt16(at + CHUNK + 2 * n, true));
      return { rate, samples };
    }
    at += CHUNK + size + (size % 2);
  }
  return 'it has no samples';
}

/** In Hz; text for a coding that is not read. */
function rateOf(view: DataView, at: number): number | string {
  const [coding, channels] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
  const [rate, bits] = [view.getUint32(at + 4, true), view.getUint16(at + 14, true)];
  if (coding === LINEAR && channels === 1 && bits === 16) return rate;
  return `it has ${channels} channels of ${bits} bits in coding ${coding}, and must have 1 channel of 16 bits in coding ${LINEAR} (linear)`;
}

function nameAt(file: Uint8Array, at: number): string {
  return String.fromCharCode(...file.subarray(at, at + 4));
}
