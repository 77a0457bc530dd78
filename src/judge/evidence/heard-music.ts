import type { Candidate } from '../../candidate/candidate.ts';
import type { VoiceName } from '../../history/event.ts';
import { POOLS } from '../../suite/cell.ts';

/** Music on hold as a phone hears it: the tone of a pool, or, where a pool plays no tone, any sound of no party. */
export function music(candidate: Candidate): readonly VoiceName[] {
  const tones: VoiceName[] = POOLS.map((pool) => `music:${pool}` as const);
  const unknown = POOLS.some((pool) => candidate.settings[pool].musicOnHold === undefined);
  return unknown ? [...tones, 'other'] : tones;
}

export function isMusic(voice: VoiceName): boolean {
  return voice.startsWith('music:');
}
