/** Sound that this machine has or can make: speech by espeak-ng, and the music on hold of Debian's asterisk-moh-opsound-wav. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLE_RATE } from '../../src/media/frame.ts';
import { readWave } from '../../src/media/recording/wave.ts';
import { clock } from './paths.ts';

const MUSIC = '/usr/share/asterisk/moh';
const TEXT =
  'Your call is important to us. All agents are busy, please hold the line. The person at extension two zero one is not ' +
  'available. To park a call, dial seven hundred. There is no call parked here. Goodbye, and thank you for calling. ';
const VOICES = ['en-us', 'en-gb+f2', 'de', 'fr+f4', 'es+m3', 'it+f3'];

/** By name; empty where nothing of it is installed. */
export function recordings(): Readonly<Record<string, Float64Array>> {
  const music = existsSync(MUSIC) ? readdirSync(MUSIC).filter((name) => name.endsWith('.wav')) : [];
  return {
    ...Object.fromEntries(music.map((name) => [name, samplesOf(readFileSync(join(MUSIC, name)))])),
    ...Object.fromEntries(VOICES.flatMap((voice) => spoken(voice))),
  };
}

function spoken(voice: string): ReadonlyArray<readonly [string, Float64Array]> {
  try {
    const wave = execFileSync('espeak-ng', ['-v', voice, '--stdout', TEXT.repeat(3)], {
      maxBuffer: 2 ** 26,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return [[`speech ${voice}`, samplesOf(wave)]];
  } catch {
    return [];
  }
}

function samplesOf(file: Uint8Array): Float64Array {
  const wave = readWave(file);
  if (typeof wave === 'string') throw new Error(wave);
  return wave.rate === SAMPLE_RATE ? wave.samples : clock(wave.rate / SAMPLE_RATE)(wave.samples);
}
