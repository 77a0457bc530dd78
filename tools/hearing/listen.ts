/** What an ear makes of a sound. */
import { Ear, type VoiceChange } from '../../src/media/ear.ts';
import { FRAME_MS, FRAME_SAMPLES } from '../../src/media/frame.ts';
import { type KnownVoice, PARTY_SIGNATURES } from '../../src/media/voices.ts';

export const PARTIES: readonly KnownVoice[] = Object.entries(PARTY_SIGNATURES).map(([name, sound]) => ({
  name,
  sound,
}));

/** The changes, each with the time at which it was known, in ms from the beginning of the sound. */
export function changesIn(samples: Float64Array): ReadonlyArray<VoiceChange & { readonly known: number }> {
  const ear = new Ear(PARTIES);
  const changes: Array<VoiceChange & { readonly known: number }> = [];
  for (let frame = 0; (frame + 1) * FRAME_SAMPLES <= samples.length; frame += 1) {
    const at = frame * FRAME_MS;
    const packet = samples.subarray(frame * FRAME_SAMPLES, (frame + 1) * FRAME_SAMPLES);
    const heard = ear.hear({ samples: packet, at, ssrc: 1, timestamp: frame * FRAME_SAMPLES });
    changes.push(...[...heard.changes, ...ear.pass(at)].map((change) => ({ ...change, known: at + FRAME_MS })));
  }
  return changes;
}

/** The parties that begin to be heard. */
export function partiesIn(samples: Float64Array): readonly string[] {
  return changesIn(samples).flatMap(({ event, voice }) => (event === 'starts' && voice !== 'other' ? [voice] : []));
}
