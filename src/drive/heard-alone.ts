/** The moment at which what is heard on a leg says what it should: a party, or a sound of the server. */
import type { VoiceName } from '../history/event.ts';
import { PARTIES, type Party } from '../suite/cell.ts';

/**
 * True when `wanted` is among the voices that are heard. Without `wanted` a sound of the server is meant, and it must be heard
 * alone: the voice of a party that has just left may still be heard beside the music, or before a recording of it is known.
 */
export function isHeard(wanted: Party | undefined, voices: readonly VoiceName[]): boolean {
  if (wanted !== undefined) return voices.includes(wanted);
  return voices.length > 0 && !voices.some((voice) => PARTIES.some((party) => party === voice));
}
