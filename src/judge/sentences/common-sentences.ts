/** Findings of every check. */
import { advised, type Said } from './phrases.ts';

export const EVERY_CHECK = {
  'nothing-wrong': () => 'nothing was found to be wrong',

  'answer-unreadable': ({ deed, why }: { deed: string; why: string }) =>
    advised(
      `${deed} was answered, but unreadable: ${why}`,
      'look at the message in the history; it breaks RFC 3261 where it matters',
    ),

  'unreadable-request-too': (came: { party: string; method: string; why: string; because: Said }) =>
    `${came.because.reason}; ${came.party} got a ${came.method}, but unreadable: ${came.why}`,

  'led-astray': ({ what, because }: { what: string; because: Said }) => `${what}; hence: ${because.reason}`,

  'led-astray-too': ({ what, because }: { what: string; because: Said }) => `${what}; besides: ${because.reason}`,

  'no-srtp': ({ what, because }: { what: string; because: Said }) => `${what}; hence: ${because.reason}`,

  'no-srtp-too': ({ what, because }: { what: string; because: Said }) => `${what}; besides: ${because.reason}`,

  'stranger-heard': ({ listener, speaker }: { listener: string; speaker: string }) =>
    `${listener} heard ${speaker}, which is in no call with ${listener}`,

  'stranger-heard-too': ({ listener, speaker, because }: { listener: string; speaker: string; because: Said }) =>
    `${because.reason}; ${listener} heard ${speaker}, which is in no call with ${listener}`,

  'advisory-counts': ({ advice, source, because }: { advice: string; source: string; because: Said }) =>
    `${advice} (${source}); apart from that: ${because.reason}`,
};
