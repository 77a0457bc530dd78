/** The music on hold of the pools: it must be readable, and tell them apart. */
import { resolve } from 'node:path';
import { readRecording } from '../media/recording/recording.ts';
import { POOLS } from '../suite/cell.ts';
import type { Diagnostic } from '../suite/diagnostic.ts';
import type { YamlDocument } from '../suite/yaml.ts';
import type { CandidateSource } from './candidate-schema.ts';

const HOW = 'give 1 channel of 16 bits at 8 kHz: `sox music.mp3 -r 8000 -c 1 -b 16 music.wav`';

export function checkMusic(
  settings: CandidateSource['settings'],
  document: YamlDocument,
  folder: string,
): readonly Diagnostic[] {
  return POOLS.flatMap((pool) => {
    const music = settings?.[pool]?.['music-on-hold'];
    const path = ['settings', pool, 'music-on-hold'];
    if (typeof music === 'string') {
      const recording = readRecording(resolve(folder, music));
      if (typeof recording === 'string') {
        return [document.diagnose(path, 'value', `the recording cannot be read: ${recording}`, HOW)];
      }
    }
    if (pool === 'primary' || music === undefined || music !== settings?.primary?.['music-on-hold']) return [];
    const what = typeof music === 'string' ? 'recording' : 'tone';
    return [
      document.diagnose(
        path,
        'value',
        `both pools play the same ${what}`,
        'they could not be told apart: choose another',
      ),
    ];
  });
}
