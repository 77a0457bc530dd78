/** Refusals: what `cannot:` demands. */
import { AGAIN, advised, ms, type Said, sound } from './phrases.ts';

/** `at` is a pool, or an orbit of a pool. */
type Forbidden = {
  parker: string;
  call: string;
  at: string;
  phase: string;
};

export const REFUSALS = {
  'refused-in-time': ({ deed, took, answer }: { deed: string; took: number; answer: string }) =>
    `${deed} was refused after ${ms(took)}: ${answer}`,

  'refused-late': ({ deed, took, answer, bound }: { deed: string; took: number; answer: string; bound: number }) =>
    `${deed} was refused only after ${ms(took)} (${answer}); at most ${ms(bound)} are allowed`,

  'unanswered-in-outage': ({ deed }: { deed: string }) => `${deed} was not answered: in the outage no pool is there`,

  'keys-unheeded': ({ deed }: { deed: string }) => `nothing came of the keys of ${deed}, which demand no answer`,

  'unanswered-not-refused': ({ deed, phase }: { deed: string; phase: string }) =>
    `${deed} was not answered; in phase ${phase} a pool must refuse it`,

  'neither-done-nor-refused': ({ deed, answer }: { deed: string; answer: string }) =>
    `${deed} was neither done nor refused: the answer was ${answer}`,

  'accepted-not-refused': ({ deed, answer, after }: { deed: string; answer: string; after: number }) =>
    `${deed} was accepted instead of refused: ${answer} after ${ms(after)}`,

  'pool-died-instead-of-refusing': ({ deed, pool }: { deed: string; pool: string }) =>
    `${deed} was not refused: the ${pool} pool had ended by itself`,

  'refused-and-call-unchanged': ({ call, because }: { call: string; because: Said }) =>
    `${because.reason}; call ${call} did not change`,

  // Parking.
  'park-refused': ({ call, because }: { call: string; because: Said }) =>
    `${because.reason}; call ${call} stayed connected`,

  'call-lost-by-refusal': ({ refusal, because }: { refusal: string; because: Said }) =>
    `${refusal}, but the call did not survive it: ${because.reason}`,

  'parked-although-forbidden': (park: Forbidden & { answer: string; after: number }) =>
    `${park.parker} parked call ${park.call} ${park.at} in phase ${park.phase} instead of being refused: ${park.answer} after ${ms(park.after)}`,

  'parkee-taken-although-forbidden': (park: Forbidden & { parkee: string }) =>
    `${park.parker} parked call ${park.call} ${park.at} in phase ${park.phase} instead of being refused: ${park.parkee} was with the park server`,

  'orbits-not-told': ({ call, pool }: { call: string; pool: string }) =>
    advised(`${pool} did not say which of its orbits are in use, so call ${call} may have used one`, AGAIN),

  'orbits-unread': ({ call, pool, unread }: { call: string; pool: string; unread: string | undefined }) =>
    advised(`call ${call} may have used an orbit of ${pool}: ${unread}`, 'see the NOTIFY in the history'),

  'orbit-used-by-refused-park': ({ call, orbit, pool }: { call: string; orbit: string; pool: string }) =>
    `the park of call ${call} was refused but orbit ${orbit} of ${pool} was in use afterwards`,

  // Retrieving.
  'retrieval-reached-no-party': ({ deed, answer }: { deed: string; answer: string }) =>
    `${deed} was answered ${answer} but reached no party`,

  'parked-instead-of-refused': ({ party, call, heard }: { party: string; call: string; heard: string }) =>
    `${party} was parked instead of being refused call ${call}: it heard ${sound(heard)}`,

  'parkee-dropped-by-refusal': ({ deed, party, end }: { deed: string; party: string; end: string }) =>
    `${deed} was refused but ${party} lost its leg: ${end}`,
};
