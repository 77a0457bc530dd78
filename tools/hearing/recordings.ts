/** Sound that this machine has or can make: speech by espeak-ng, and the music on hold of Debian's asterisk-moh-opsound-wav. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clock } from './paths.ts';

const MUSIC = '/usr/share/asterisk/moh';
const RATE = 8_000;
const TEXT =
  'Your call is important to us. All agents are busy, please hold the line. The person at extension two zero one is not ' +
  'available. To park a call, dial seven hundred. There is no call parked here. Goodbye, and thank you for calling. ';
const VOICES = ['en-us', 'en-gb+f2', 'de', 'fr+f4', 'es+m3', 'it+f3'];

/** The reading of a RIFF file of 16-bit linear samples, as one channel at 8 kHz. */
function readWave(file: Uint8Array): Float64Array {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const nameAt = (at: number): string => String.fromCharCode(...file.subarray(at, at + 4));
  let rate = RATE;
  for (let at = 12; at + 8 <= file.length; ) {
    const [name, size] = [nameAt(at), view.getUint32(at + 4, true)];
    if (name === 'fmt ') rate = view.getUint32(at + 12, true);
    if (name === 'data') {
      const octets = Math.min(size, file.length - at - 8);
      const samples = Float64Array.from({ length: octets >> 1 }, (_, n) => view.getInt16(at + 8 + 2 * n, true));
      return rate === RATE ? samples : clock(rate / RATE)(samples);
    }
    at += 8 + size + (size % 2);
  }
  return new Float64Array();
}

/** By name; empty where nothing of it is installed. */
export function recordings(): Readonly<Record<string, Float64Array>> {
  const music = existsSync(MUSIC) ? readdirSync(MUSIC).filter((name) => name.endsWith('.wav')) : [];
  return {
    ...Object.fromEntries(music.map((name) => [name, readWave(readFileSync(join(MUSIC, name)))])),
    ...Object.fromEntries(VOICES.flatMap((voice) => spoken(voice))),
  };
}

function spoken(voice: string): ReadonlyArray<readonly [string, Float64Array]> {
  try {
    const wave = execFileSync('espeak-ng', ['-v', voice, '--stdout', TEXT.repeat(3)], {
      maxBuffer: 2 ** 26,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return [[`speech ${voice}`, readWave(wave)]];
  } catch {
    return [];
  }
}
