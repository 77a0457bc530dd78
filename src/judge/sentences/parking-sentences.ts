/** Outcomes of parking: parked, retrieved, and nobody at an orbit. */
import { AGAIN, advised, ms, type Said, SEE_ACTION, sound } from './phrases.ts';

type Park = {
  parker: string;
  call: string;
  pool: string;
};
type InCall = {
  party: string;
  call: string;
};
type AtOrbit = {
  orbit: string;
  pool: string;
  call: string;
};
/** `place` is an orbit of a pool. */
type DialledBy = {
  party: string;
  place: string;
};
/** Sentences on dialogs that the pool showed and that could not be read, where there were any. */
type Shown = AtOrbit & { unread: string | undefined };

const WHERE_ORBITS = 'see why the pool does not answer a SUBSCRIBE for its orbits';

export const PARKING = {
  // Parked.
  'park-failed': ({ parker, call, pool, reply }: Park & { reply: string }) =>
    `${parker} could not park call ${call} on ${pool}: ${reply}`,

  'park-late': ({ parker, call, pool, took, bound }: Park & { took: number; bound: number }) =>
    `${parker} parked call ${call} on ${pool} only after ${ms(took)}; at most ${ms(bound)} are allowed`,

  'park-in-time': ({ parker, call, pool, took }: Park & { took: number }) =>
    `${parker} parked call ${call} on ${pool} after ${ms(took)}`,

  'never-parked': ({ call }: { call: string }) => `call ${call} was never parked`,

  'no-party-parked': ({ parker, call }: { parker: string; call: string }) =>
    `call ${call} was not parked: ${parker} left no party of it with the park server`,

  'no-longer-parked': ({ party, call, end }: InCall & { end: string }) =>
    `${party} was no longer parked in call ${call}: ${end}`,

  'not-with-park-server': ({ party, call, peer }: InCall & { peer: string }) =>
    `${party} was not with the park server in call ${call} but with ${peer}`,

  'parker-still-up': ({ call, parker }: { call: string; parker: string }) =>
    `call ${call} was parked but the leg of ${parker} was still up`,

  'parkee-heard-party': ({ party, call, speaker }: InCall & { speaker: string }) =>
    `${party} was reported as parked in call ${call} but heard ${speaker}`,

  'orbit-not-told': ({ call, where }: { call: string; where: string }) =>
    `call ${call} was reported as parked but no orbit was told: ${where}`,

  'orbit-occupied': ({ call, orbit, pool, occupant }: AtOrbit & { occupant: string }) =>
    `call ${call} was parked at orbit ${orbit} of ${pool}, where call ${occupant} was still parked`,

  'orbit-lookup-unanswered': ({ orbit, pool }: { orbit: string; pool: string }) =>
    `orbit ${orbit} of ${pool} could not be looked up: the pool did not say what is there`,

  'orbit-lookup-unreadable': ({ orbit, pool, why }: { orbit: string; pool: string; why: string }) =>
    `orbit ${orbit} of ${pool} could not be looked up: it was answered, but unreadable: ${why}`,

  'orbit-showed-no-call': ({ orbit, pool, call, unread }: Shown) =>
    `orbit ${orbit} of ${pool} showed no call although call ${call} was parked there${beside(unread)}`,

  'orbit-showed-another-call': ({ orbit, pool, call, unread }: Shown) =>
    `orbit ${orbit} of ${pool} showed another call although call ${call} was parked there${beside(unread)}`,

  'orbit-showed-wrong-state': ({ orbit, pool, call, shown, expected }: AtOrbit & { shown: string; expected: string }) =>
    `orbit ${orbit} of ${pool} showed call ${call} as ${shown}, not as ${expected}`,

  'call-shown-at-another-orbit': ({ orbit, pool, call, shown }: AtOrbit & { shown: string }) =>
    `call ${call} was parked at orbit ${orbit} of ${pool} but was shown at orbit ${shown}`,

  'parked-without-music': ({ party, call }: InCall) => `${party} was parked in call ${call} but heard no music on hold`,

  'music-gap-too-long': ({ party, call, gap, bound }: InCall & { gap: number; bound: number }) =>
    `${party} was parked in call ${call} but its music paused for ${ms(gap)}; at most ${ms(bound)} are allowed`,

  'parked-with-music': ({ party, call }: InCall) => `${party} was parked in call ${call} and heard music on hold`,

  parked: ({ party, call }: InCall) => `${party} was parked in call ${call}`,

  'parked-and-alive': ({ party, call }: InCall) => `${party} was parked in call ${call} and its dialog answered`,

  'parkee-not-probed': ({ party, call }: InCall) =>
    advised(`no re-INVITE asked whether the leg of ${party} in call ${call} still existed`, AGAIN),

  'parkee-probe-failed': ({ party, call }: InCall) =>
    `${party} was no longer parked in call ${call}: a re-INVITE was not accepted`,

  // Retrieved.
  retrieved: ({ because }: { because: Said }) => `${because.reason}; a second retrieval reached no party`,

  'retrieval-failed': ({ deed, reply }: { deed: string; reply: string }) => `${deed} failed: ${reply}`,

  'retrieval-lost': ({ deed, end }: { deed: string; end: string }) => `${deed} did not last: ${end}`,

  'retrieved-without-parkee': ({ deed, status, parkee }: { deed: string; status: string; parkee: string }) =>
    `${deed} was answered ${status}, but ${parkee} was not in the call`,

  'retriever-parked': ({ party, call, heard }: InCall & { heard: string }) =>
    `${party} was parked instead of retrieving call ${call}: it heard only ${sound(heard)}`,

  'park-leg-still-up': ({ party }: { party: string }) => `${party} was still in the park dialog after the retrieval`,

  'music-after-retrieval': ({ party, voice }: { party: string; voice: string }) =>
    `${party} still heard ${sound(voice)} after the retrieval`,

  'no-call-to-retrieve': ({ deed, why }: { deed: string; why: string }) => `${deed} failed: ${why}`,

  'retrieval-without-lookup': ({ deed, pool }: { deed: string; pool: string }) =>
    `${deed} failed: ${pool} did not say what is at the orbit`,

  'retrieval-lookup-unreadable': ({ deed, pool, why }: { deed: string; pool: string; why: string }) =>
    `${deed} failed: ${pool} was asked what is at the orbit, and answered, but unreadable: ${why}`,

  'second-retrieval-not-tried': ({ deed }: { deed: string }) =>
    advised(`${deed} worked, but no second retrieval was tried`, SEE_ACTION),

  'retrieved-twice': ({ call, because }: { call: string; because: Said }) =>
    `call ${call} could be retrieved twice: ${because.reason}`,

  'orbit-still-leads-to-call': ({ call, place }: { call: string; place: string }) =>
    `call ${call} was retrieved but ${place} still sent callers to it`,

  // Nobody at an orbit.
  'never-had-orbit': ({ call }: { call: string }) =>
    advised(`call ${call} never had an orbit, so no orbit could be tried`, 'see the park before this check'),

  'called-back': ({ party, call }: InCall) => `a pool called ${party} back although call ${call} was over`,

  'still-parked': ({ party, call, voice }: InCall & { voice: string }) =>
    `${party} was still parked in call ${call} and heard ${sound(voice)}`,

  'looked-too-early': ({
    call,
    after,
    since,
    needed,
  }: {
    call: string;
    after: number;
    since: string;
    needed: number;
  }) =>
    advised(
      `call ${call} was looked for ${ms(after)} after ${since}; the candidate may take ${ms(needed)} to end it`,
      AGAIN,
    ),

  'no-party-at-orbit': ({ call, orbit, pool }: AtOrbit) => `no party was at orbit ${orbit} of call ${call}, on ${pool}`,

  'another-call-at-orbit': ({ call, orbit, pool, other }: AtOrbit & { other: string }) =>
    `call ${call} was at no orbit: at ${orbit} of ${pool} call ${other} waits, and no other call`,

  'ghost-call': ({ because }: { because: Said }) => `a ghost call: ${because.reason}`,

  'sent-on-to-call': ({ party, place }: DialledBy) =>
    `${party} dialled ${place} and was sent on to a call that waits there`,

  'orbit-in-use': ({ place }: { place: string }) => `${place} was still shown in use`,

  'orbit-use-not-told': ({ place }: { place: string }) =>
    advised(`the pool did not say whether ${place} is in use`, WHERE_ORBITS),

  'orbit-use-unread': ({ place, unread }: { place: string; unread: string | undefined }) =>
    advised(`whether ${place} is in use is not known${beside(unread)}`, 'see the NOTIFY in the history'),

  // An orbit that is dialled.
  'orbit-not-looked-at': ({ place }: { place: string }) => advised(`no look-up asked for ${place}`, SEE_ACTION),
  'orbit-not-dialled': ({ place }: { place: string }) => advised(`${place} was not dialled`, SEE_ACTION),

  'dial-unanswered': ({ party, place }: DialledBy) =>
    advised(`${party} dialled ${place} and got no answer, so it is not known which party is there`, AGAIN),

  'dial-challenged': ({ party, place, status }: DialledBy & { status: string }) =>
    advised(
      `${party} dialled ${place} and was only challenged: ${status}`,
      'see whether its user name and password are right',
    ),

  'dial-redirected': ({ party, place, status }: DialledBy & { status: string }) =>
    advised(
      `${party} dialled ${place} and was redirected to an address that was not called: ${status}`,
      'see the Contact of this answer',
    ),

  'dial-heard-voice': ({ party, place, voice }: DialledBy & { voice: string }) =>
    `${party} dialled ${place} and heard ${sound(voice)}`,

  'dial-was-heard': ({ party, place, listener }: DialledBy & { listener: string }) =>
    `${party} dialled ${place} and was heard by ${listener}`,

  'dial-listened-too-briefly': ({ party, place, watched, needed }: DialledBy & { watched: number; needed: number }) =>
    advised(`${party} dialled ${place} and listened to the answer for ${ms(watched)} of ${ms(needed)}`, AGAIN),

  'dial-heard-sound': ({ party, place }: DialledBy) =>
    advised(
      `${party} dialled ${place} and heard a sound, which may be an announcement or music on hold`,
      'declare the music of each pool (`settings`), claim `orbit-status`, or answer an empty orbit with a failure',
    ),

  'orbit-announced-empty': ({ place, status }: { place: string; status: string }) =>
    `${place} led to no party: it was answered ${status} with a sound, and the pool showed meanwhile that no call is there`,

  'orbit-refused': ({ place, status }: { place: string; status: string }) => `${place} led to no party: ${status}`,

  'orbit-answered-empty': ({ place, status }: { place: string; status: string }) =>
    `${place} led to no party: it was answered ${status}, and no party was heard`,
};

function beside(unread: string | undefined): string {
  return unread === undefined ? '' : `; ${unread}`;
}
