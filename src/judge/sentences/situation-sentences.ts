/** The situation of a check: whether the candidate offers it, and whether its phase, its fault and its call were there. */
import { AGAIN, advised, ms, type Said, SEE_ACTION } from './phrases.ts';

export const SITUATION = {
  // Declared by the candidate.
  'capability-not-declared': ({ candidate, capability }: { candidate: string; capability: string }) =>
    `${candidate} does not declare the capability ${capability}`,

  'setting-not-declared': ({ candidate, setting, pool }: { candidate: string; setting: string; pool: string }) =>
    `${candidate} does not declare the setting ${setting} of its ${pool} pool`,

  'phone-stays': ({ party, pool, rule }: { party: string; pool: string; rule: string }) =>
    `${party}'s phone is in a call and stays at the ${pool} (phones: ${rule}), so that it registers nowhere else`,

  'phone-asks-nobody': ({ party, pool, rule }: { party: string; pool: string; rule: string }) =>
    `${party}'s phone is in a call and stays at the ${pool} (phones: ${rule}), which is gone, and asks no other pool`,

  // Phases.
  'demanded-phase-missed': ({ phase, why }: { phase: string; why: string }) =>
    `phase ${phase} was not reached, which this cell demands: ${why}`,

  'phase-missed': ({ phase, why }: { phase: string; why: string }) =>
    advised(`phase ${phase} was not reached: ${why}`, 'see the log files of the pools'),

  'transition-missed': ({ phase, why }: { phase: string; why: string }) =>
    advised(
      `phase ${phase} was not reached: ${why}`,
      `see whether \`transitions.${phase}\` of the candidate file brings it about, and in time`,
    ),

  'phase-unproven': ({ phase }: { phase: string }) =>
    advised(`nothing shows that phase ${phase} was reached`, 'see the `phase` events in history.jsonl'),

  // Faults.
  'primary-died-early': ({ how, when }: { how: string; when: string }) =>
    advised(
      `the primary pool ended by itself (${how}) ${when}, so this outage is not the intended one`,
      'see why in primary.log',
    ),

  'pool-killed-from-outside': ({ pool }: { pool: string }) =>
    advised(
      `the ${pool} pool was killed (SIGKILL), but not by parkspec, so the candidate is not to blame`,
      'see whether the system was out of memory (`dmesg`)',
    ),

  'pool-returned': ({ pool, fault, proof }: { pool: string; fault: string; proof: string }) =>
    advised(
      `the ${pool} pool came back by itself after its ${fault}, so this outage is not the intended one: ${proof}`,
      'see whether a supervisor restarts it',
    ),

  'fault-not-applied': ({ pool, fault, proof }: { pool: string; fault: string; proof: string }) =>
    advised(
      `the fault (${fault} ${pool}) was not applied: ${proof}`,
      'see what `transitions.outage` of the candidate file does',
    ),

  'outage-unproven': ({ pool, fault }: { pool: string; fault: string }) =>
    advised(
      `nothing proves that the ${pool} pool was out of service (${fault})`,
      'see the `fault` events in history.jsonl',
    ),

  'pool-still-answered': ({ pool, fault, method }: { pool: string; fault: string; method: string }) =>
    advised(
      `the ${pool} pool answered a new request (${method}) after its ${fault} had been proven`,
      'see whether another process serves its address',
    ),

  // Registrations.
  'registration-not-given-up': ({ party }: { party: string }) =>
    advised(`${party}'s registration was not given up: no REGISTER that ends it was accepted`, SEE_ACTION),

  'callee-not-registered': ({ party, check }: { party: string; check: string; because: Said }) =>
    advised(`${party} was not registered after ${check}`, `see the finding of ${check}`),

  'registration-not-over': ({ party, left }: { party: string; left: number }) =>
    advised(`${party}'s registration had ${ms(left)} left when it was called`, AGAIN),

  'registration-without-end': ({ party }: { party: string }) =>
    advised(
      `${party}'s registration has no end: the answer to its last REGISTER lists its Contact without a time`,
      'let the registrar tell the time that it grants (RFC 3261 10.3)',
    ),

  // The range of orbits.
  'other-range': ({ pool, orbits, needed }: { pool: string; orbits: number; needed: number }) =>
    `the ${pool} pool has ${orbits === 1 ? '1 orbit' : `${orbits} orbits`}, and this cell fills a range of ${needed}`,

  // Calls.
  'situation-not-established': ({ because }: { because: Said }) =>
    advised(`the situation could not be established: ${because.reason}`, SEE_ACTION),

  'act-never-tried': ({ deed }: { deed: string }) => `${deed} was never tried`,

  'act-failed': ({ deed, reply }: { deed: string; reply: string }) => `${deed} failed: ${reply}`,

  'park-without-parkee': ({ deed }: { deed: string }) => `${deed} was reported as done but no party was parked`,

  'park-answered-too-late': ({ call }: { call: string }) =>
    `the park of call ${call} was answered when its parker waited no longer`,

  'in-no-call': ({ party }: { party: string }) => `${party} was in no call`,

  'not-tried': ({ deed, why }: { deed: string; why: string }) => advised(`${deed} was not tried: ${why}`, SEE_ACTION),

  'call-lost-before-attempt': ({ party, call, end }: { party: string; call: string; end: string }) =>
    `${party} lost call ${call} before this could be tried: ${end}`,

  'call-not-applicable': ({ call, check, because }: { call: string; check: string; because: Said }) =>
    `call ${call} comes from ${check}, which is not applicable: ${because.reason}`,

  'call-ended-earlier': ({ call, check }: { call: string; check: string; because: Said }) =>
    advised(`call ${call} had ended in ${check}`, `see the finding of ${check}`),

  'call-not-parked-earlier': ({ call, check }: { call: string; check: string; because: Said }) =>
    advised(`call ${call} was not parked after ${check}`, `see the finding of ${check}`),

  'call-parked-earlier': ({ call, check }: { call: string; check: string; because: Said }) =>
    advised(`call ${call} was parked in ${check}`, `see the finding of ${check}`),

  'call-over-before-outage': ({
    party,
    call,
    before,
    end,
  }: {
    party: string;
    call: string;
    before: number;
    end: string;
  }) =>
    advised(
      `the fault came too late: ${party} had lost call ${call} ${ms(before)} before the outage, ${end}`,
      'see which side ended the call, and why',
    ),

  'state-not-planned': ({ call, outcome }: { call: string; outcome: string }) =>
    advised(`the cell does not bring call ${call} into a state in which it could be ${outcome}`, 'correct the cell'),

  'call-not-planned': ({ party }: { party: string }) =>
    advised(`the cell does not bring ${party} into a call that could be used for this`, 'correct the cell'),

  'watched-too-briefly': ({
    call,
    watched,
    since,
    needed,
  }: {
    call: string;
    watched: number;
    since: string;
    needed: number;
  }) =>
    advised(
      `call ${call} was watched for ${ms(watched)} since ${since}; the candidate may take ${ms(needed)} to end a call`,
      AGAIN,
    ),

  'refusal-watched-too-briefly': ({ call, watched, needed }: { call: string; watched: number; needed: number }) =>
    advised(
      `call ${call} was watched for ${ms(watched)} of ${ms(needed)} after the refusal; a pool may do late what it has refused`,
      AGAIN,
    ),

  'answer-awaited-too-briefly': ({ deed, watched, needed }: { deed: string; watched: number; needed: number }) =>
    advised(`an answer to ${deed} was waited for ${ms(watched)} of ${ms(needed)}, so silence proves nothing`, AGAIN),

  'silent-before': ({
    listener,
    speaker,
    call,
    because,
  }: {
    listener: string;
    speaker: string;
    call: string;
    because: Said;
  }) =>
    advised(
      `${listener} did not hear ${speaker} in call ${call} before the attempt either, so this proves nothing: ${because.reason}`,
      'see the checks before this one',
    ),
};
