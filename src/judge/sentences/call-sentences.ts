/** Outcomes of calls: set up, connected, held, transferred, hung up, disconnected; registrations and what a pool announces. */
import { AGAIN, advised, lapse, ms, OTHER_NETWORK, type Said, SEE_ACTION, sound } from './phrases.ts';

type Heard = {
  listener: string;
  speaker: string;
  call: string;
};
type Transfer = {
  by: string;
  to: string;
  call: string;
};

export const CALLS = {
  // Set up.
  'call-not-answered': ({ deed, reply }: { deed: string; reply: string }) => `${deed} failed: ${reply}`,

  'call-answered-late': ({ deed, took, bound }: { deed: string; took: number; bound: number }) =>
    `${deed} was answered only after ${ms(took)}; at most ${ms(bound)} are allowed`,

  'call-given-up': ({ deed, took, bound }: { deed: string; took: number; bound: number }) =>
    advised(`${deed} was answered after ${ms(took)} of ${ms(bound)}, and the phone of the caller gave it up`, AGAIN),

  'call-answered-elsewhere': ({ deed, status, callee }: { deed: string; status: string; callee: string }) =>
    `${deed} was answered ${status}, but not by ${callee}`,

  'joined-without-audio': ({ deed }: { deed: string }) =>
    `${deed}: it was answered but the parties did not hear each other`,

  'audio-late': ({ deed, took, bound }: { deed: string; took: number; bound: number }) =>
    `${deed}: the parties heard each other only after ${ms(took)}; at most ${ms(bound)} are allowed`,

  'audio-in-time': ({ deed, took }: { deed: string; took: number }) =>
    `${deed}: the parties heard each other after ${ms(took)}`,

  // Connected.
  'not-in-call': ({ party, call }: { party: string; call: string }) => `${party} had no leg in call ${call}`,

  'call-lost': (lost: { party: string; call: string; end: string; after: number; since: string }) =>
    `${lost.party} lost call ${lost.call}: ${lost.end} ${lapse(lost.after, lost.since)}`,

  'not-heard': ({ listener, speaker, call, heard }: Heard & { heard: string }) =>
    `${listener} heard ${sound(heard)} instead of ${speaker} in call ${call}`,

  'not-heard-by-network': ({ listener, speaker, call, heard, network }: Heard & { heard: string; network: number }) =>
    advised(
      `${listener} heard ${sound(heard)} instead of ${speaker} in call ${call}; the network of parkspec lost ${ms(network)} of audio in a row`,
      OTHER_NETWORK,
    ),

  'gap-too-long': ({
    listener,
    speaker,
    call,
    gap,
    since,
    bound,
  }: Heard & { gap: number; since: string; bound: number }) =>
    `${listener} did not hear ${speaker} in call ${call} for ${ms(gap)} since ${since}; at most ${ms(bound)} are allowed`,

  'gap-by-network': ({ listener, speaker, call, gap, network }: Heard & { gap: number; network: number }) =>
    advised(
      `${listener} did not hear ${speaker} in call ${call} for ${ms(gap)}; the network of parkspec may have lost ${ms(network)} of it`,
      OTHER_NETWORK,
    ),

  'silence-too-short': ({ because, silence, bound }: { because: Said; silence: number; bound: number }) =>
    advised(`${because.reason}; this was observed for only ${ms(silence)}, and ${ms(bound)} are allowed`, AGAIN),

  'third-party-heard': ({ listener, speaker, call }: Heard) =>
    `${listener} still heard ${speaker}, which had left call ${call}`,

  'heard-each-other': ({ party, other, call }: { party: string; other: string; call: string }) =>
    `${party} and ${other} heard each other in call ${call}`,

  connected: (pair: { party: string; other: string; call: string; gap: number; since: string }) =>
    `${pair.party} and ${pair.other} heard each other in call ${pair.call}; longest gap since ${pair.since} ${ms(pair.gap)}`,

  // Held.
  'reinvite-not-sent': ({ party, intent }: { party: string; intent: string }) =>
    advised(`${party} sent no re-INVITE to ${intent} the call`, SEE_ACTION),

  'reinvite-failed': ({ party, intent, reply }: { party: string; intent: string; reply: string }) =>
    `${party} could not ${intent} the call: ${reply}`,

  'reinvite-accepted': ({ party, took }: { party: string; took: number }) =>
    `the re-INVITE of ${party} was accepted after ${ms(took)}`,

  'heard-on-hold': ({ listener, speaker, call }: Heard) =>
    `${listener} still heard ${speaker} although call ${call} was on hold`,

  'did-not-fall-silent': ({ listener, speaker }: { listener: string; speaker: string }) =>
    `${listener} did not stop hearing ${speaker}`,

  'hold-without-silence': ({ by, call, because }: { by: string; call: string; because: Said }) =>
    `${by} put call ${call} on hold but ${because.reason}`,

  held: ({ by, call }: { by: string; call: string }) =>
    `${by} held call ${call}: the re-INVITE was accepted and neither party heard the other`,

  'held-and-resumed': ({ by, call }: { by: string; call: string }) => `${by} put call ${call} on hold and resumed it`,

  // Transferred.
  'transfer-failed': ({ by, to, call, reply }: Transfer & { reply: string }) =>
    `${by} could not transfer call ${call} to ${to}: ${reply}`,

  'transferred-without': ({ by, to, call, party }: Transfer & { party: string }) =>
    `${by} transferred call ${call} to ${to} but ${party} had no leg in it`,

  'lost-after-transfer': ({ by, to, call, party, end }: Transfer & { party: string; end: string }) =>
    `${by} transferred call ${call} to ${to} but ${party} lost it: ${end}`,

  'transferor-still-up': ({ by, to, call }: Transfer) =>
    `${by} transferred call ${call} to ${to} but the leg of ${by} was still up`,

  transferred: ({ by, to, call, transferee, took }: Transfer & { transferee: string; took: number }) =>
    `${by} transferred call ${call} to ${to} within ${ms(took)}; ${transferee} and ${to} heard each other`,

  // Hung up.
  'up-after-hang-up': ({ by, call, party }: { by: string; call: string; party: string }) =>
    `${by} hung up call ${call} but the leg of ${party} was still up`,

  'hung-up': ({ by, call }: { by: string; call: string }) => `${by} hung up call ${call}`,

  // Disconnected.
  'never-in-call': ({ party, call }: { party: string; call: string }) =>
    advised(`${party} never had a leg in call ${call}`, SEE_ACTION),

  'disconnected-late': (over: {
    party: string;
    call: string;
    took: number;
    since: string;
    end: string;
    bound: number;
  }) =>
    `${over.party} was disconnected from call ${over.call} only ${ms(over.took)} after ${over.since} (${over.end}); at most ${ms(over.bound)} are allowed`,

  disconnected: (over: { party: string; call: string; took: number; since: string; end: string }) =>
    `${over.party} was disconnected from call ${over.call} ${ms(over.took)} after ${over.since}: ${over.end}`,

  'heard-after-failed-probe': ({ party, voice, probe }: { party: string; voice: string; probe: string }) =>
    `${party} still heard ${sound(voice)} although ${probe}`,

  'heard-until-given-up': ({ party, voice, probe }: { party: string; voice: string; probe: string }) =>
    `${party} heard ${sound(voice)} until its phone gave up the leg, because ${probe}`,

  'probed-too-late': ({ party, stopped }: { party: string; stopped: string }) =>
    advised(
      `${stopped}, but whether ${party} was still in the call was asked too late`,
      'set `bounds.disconnect` above `bounds.probe` by more than the outage takes, or free the machine',
    ),

  'end-not-seen': ({ party, call }: { party: string; call: string }) =>
    `${party} was still in call ${call}: no BYE came and nothing showed that its dialog had ended`,

  'still-in-call': ({ party, call, signs }: { party: string; call: string; signs: string }) =>
    `${party} was still in call ${call}: ${signs}`,

  'call-not-known': ({ party, call, status }: { party: string; call: string; status: string }) =>
    `a re-INVITE of ${party} in call ${call} was answered ${status}`,

  'call-ended-before': ({ party, call, end }: { party: string; call: string; end: string }) =>
    `${party}'s leg of call ${call} was over before: ${end}`,

  'other-party-answered': ({
    party,
    call,
    status,
    other,
  }: {
    party: string;
    call: string;
    status: string;
    other: string;
  }) => `a re-INVITE of ${party} in call ${call} was passed on to ${other} and answered ${status}`,

  'call-not-asked-for': ({ party, call }: { party: string; call: string }) =>
    advised(`no re-INVITE of ${party} in call ${call} was sent`, SEE_ACTION),

  'unknown-call-answered': ({ party, call, status }: { party: string; call: string; status: string }) =>
    `a re-INVITE of ${party} in call ${call} was answered ${status} by a server that cannot know the call: 481 was expected`,

  'unknown-call-unanswered': ({ party, call }: { party: string; call: string }) =>
    `a re-INVITE of ${party} in call ${call} was not answered: 481 was expected`,

  // Registrations, and what a pool announces.
  'register-not-sent': ({ party }: { party: string }) => `${party} sent no REGISTER`,

  'registration-put-off': (put: { party: string; pool: string; status: string; retryAfter: number }) =>
    `${put.party} could not register at ${put.pool}, which had put it off: ${put.status} with Retry-After ${put.retryAfter}`,

  'registration-failed': ({ party, pool, reply }: { party: string; pool: string; reply: string }) =>
    `${party} could not register at ${pool}: ${reply}`,

  'registered-elsewhere': (at: { party: string; address: string; pool: string; expected: string }) =>
    `${at.party} was registered at ${at.address} instead of ${at.pool} (${at.expected})`,

  'binding-not-listed': ({ party, pool, status }: { party: string; pool: string; status: string }) =>
    `${pool} answered ${status} to the REGISTER of ${party} but listed no binding for its phone`,

  registered: ({ party, pool, took }: { party: string; pool: string; took: number }) =>
    `${party} registered at ${pool} after ${ms(took)}`,

  'mode-query-failed': ({ party, mode, reply }: { party: string; mode: string; reply: string }) =>
    `${party} was not told of the mode ${mode}: ${reply}`,

  'mode-not-announced': ({ party, mode, status }: { party: string; mode: string; status: string }) =>
    `${party} was not told of the mode ${mode}: the ${status} had no Presence-State`,

  'wrong-mode-announced': (told: { party: string; told: string; mode: string; header: string }) =>
    `${told.party} was told the mode ${told.told} instead of ${told.mode} (Presence-State: ${told.header})`,

  'mode-announced': ({ party, mode }: { party: string; mode: string }) => `${party} was told the mode ${mode}`,
};
