/** Findings of every check. */
import type { Said } from './phrases.ts';

export const EVERY_CHECK = {
  'nothing-wrong': () => 'nothing was found to be wrong',

  'stranger-heard': ({ listener, speaker }: { listener: string; speaker: string }) =>
    `${listener} heard ${speaker}, which is in no call with ${listener}`,

  'stranger-heard-too': ({ listener, speaker, because }: { listener: string; speaker: string; because: Said }) =>
    `${because.reason}; ${listener} heard ${speaker}, which is in no call with ${listener}`,

  'advisory-counts': ({ advice, source, because }: { advice: string; source: string; because: Said }) =>
    `${advice} (${source}); apart from that: ${because.reason}`,
};
