import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Ear } from '../../src/media/ear.ts';
import { FRAME_SAMPLES } from '../../src/media/frame.ts';
import { type Recording, readRecording } from '../../src/media/recording/recording.ts';
import { PARTIES } from '../../tools/hearing/listen.ts';
import { PATHS } from '../../tools/hearing/paths.ts';
import { SOUNDS } from '../../tools/hearing/sounds.ts';

const folder = mkdtempSync(join(tmpdir(), 'parkspec-recording-'));
afterAll(() => rmSync(folder, { recursive: true }));

function recording(name: string): Recording {
  const read = readRecording(`fixtures/music/${name}.wav`);
  if (typeof read === 'string') throw new Error(read);
  return read;
}

const primary = recording('primary');
const backup = recording('backup');

/** Who is heard in some seconds of sound, by one who knows the music of both pools. */
function heardIn(samples: Float64Array): readonly string[] {
  const ear = new Ear([
    ...PARTIES,
    { name: 'music:primary', sound: { kind: 'recording', recording: primary } },
    { name: 'music:backup', sound: { kind: 'recording', recording: backup } },
  ]);
  const heard = new Set<string>();
  for (let n = 0; (n + 1) * FRAME_SAMPLES <= samples.length; n += 1) {
    const frame = samples.subarray(n * FRAME_SAMPLES, (n + 1) * FRAME_SAMPLES);
    ear.hear({ samples: frame, at: n * 20, ssrc: 1, timestamp: n * FRAME_SAMPLES });
    ear.pass(n * 20);
    for (const voice of ear.hearing()) heard.add(voice);
  }
  return [...heard];
}

/** A passage in a loop. */
function passage({ samples }: Recording, from: number, seconds: number): Float64Array {
  return Float64Array.from({ length: seconds * 8_000 }, (_, n) => samples[(from + n) % samples.length] ?? 0);
}

describe('the music of a pool', () => {
  // At -30 dB this music is softer than comfort noise.
  test.each(Object.keys(PATHS).filter((path) => path !== '-30 dB'))(
    'is found through the path %s, and not that of the other pool',
    (path) => {
      const carried = (samples: Float64Array): Float64Array => PATHS[path]?.(samples) ?? samples;
      expect(heardIn(carried(passage(primary, 12_345, 3)))).toEqual(['music:primary']);
      expect(heardIn(carried(passage(backup, 4_321, 3)))).toEqual(['music:backup']);
    },
  );

  test('is found from wherever it begins, also over the end of the recording', () => {
    for (let from = 0; from < primary.samples.length; from += 7_777) {
      expect([from, heardIn(passage(primary, from, 2))]).toEqual([from, ['music:primary']]);
    }
  });

  test.each(['band', 'melody', 'flute', 'vowels'])('is not found in other sound: %s', (kind) => {
    const heard = [1, 2, 3, 4].map((seed) => heardIn(SOUNDS[kind]?.(6, seed) ?? new Float64Array()));
    expect(heard).toEqual([['other'], ['other'], ['other'], ['other']]);
  });
});

describe('a recording', () => {
  test('is read once, as it is', () => {
    expect(primary.samples.length).toBe(64_000);
    expect(recording('primary')).toBe(primary);
  });

  test.each([
    ['no file', undefined, /^there is no such file$/],
    ['text', Buffer.from('music'), /^it is no WAVE file$/],
    ['a WAVE file without sound', wave({}).subarray(0, 36), /^it has no samples$/],
    ['two channels', wave({ channels: 2 }), /^it has 2 channels of 16 bits in coding 1, and must have 1 channel/],
    ['A-law', wave({ coding: 6, bits: 8 }), /^it has 1 channels of 8 bits in coding 6, and must have/],
    ['another rate', wave({ rate: 44_100 }), /^it has 44100 samples a second, and must have 8000$/],
    ['less than 2 s', wave({ seconds: 1 }), /^it lasts 1.0 s, and must last 2 s to 120 s$/],
    ['more than 120 s', wave({ seconds: 121 }), /^it lasts 121.0 s/],
  ])('cannot be %s', (name, octets, why) => {
    const file = join(folder, `${name.replaceAll(' ', '-')}.wav`);
    if (octets !== undefined) writeFileSync(file, octets);
    expect(readRecording(file)).toMatch(why);
  });

  test('may be cut off, and may have an odd chunk before its samples', () => {
    const whole = readFileSync('fixtures/music/primary.wav');
    const file = join(folder, 'cut.wav');
    const list = Buffer.from('LIST\x03\0\0\0abc\0', 'latin1');
    writeFileSync(file, Buffer.concat([whole.subarray(0, 12), list, whole.subarray(12, 44 + 48_001)]));
    const read = readRecording(file);
    expect(typeof read === 'string' ? read : read.samples.length).toBe(24_000);
  });
});

function wave({ coding = 1, channels = 1, rate = 8_000, bits = 16, seconds = 3 }): Buffer {
  const size = (seconds * rate * channels * bits) / 8;
  const file = Buffer.alloc(44 + size);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + size, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(coding, 20);
  file.writeUInt16LE(channels, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE((rate * channels * bits) / 8, 28);
  file.writeUInt16LE((channels * bits) / 8, 32);
  file.writeUInt16LE(bits, 34);
  file.write('data', 36);
  file.writeUInt32LE(size, 40);
  return file;
}
