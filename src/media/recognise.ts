import { meanSquare, tonePower } from './goertzel.ts';
import { OTHER, type KnownVoice } from './voices.ts';

/** Below about -45 dB of full scale nobody speaks: line noise, comfort noise, an idle mixer. */
const FLOOR = 180 ** 2 / 2;
/** A voice in a mix is at least this part of what is heard; quantising a loud tone leaves far less elsewhere. */
const SHARE = 0.05;
/** What no known tone explains must be this part to be somebody: clipping and companding leave a little. */
const REMAINDER = 0.15;

/** The voices in 20 ms of sound: known ones by their tone, and `other` for the rest when it is loud enough. */
export function recognise(samples: ArrayLike<number>, voices: readonly KnownVoice[]): readonly string[] {
  const total = meanSquare(samples);
  if (total < FLOOR) return [];
  const heard: string[] = [];
  let explained = 0;
  for (const voice of voices) {
    const power = tonePower(samples, voice.hz);
    explained += power;
    if (power >= FLOOR && power >= SHARE * total) heard.push(voice.name);
  }
  const rest = total - explained;
  if (rest >= FLOOR && rest >= REMAINDER * total) heard.push(OTHER);
  return heard;
}
