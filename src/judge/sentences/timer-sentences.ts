/** Timers of a pool that a call must outlive once it waits no longer. */
import { AGAIN, advised, lapse, ms, sound } from './phrases.ts';

type Outlived = {
  call: string;
  pool: string;
  declared: number;
  watched: number;
};

function past({ pool, declared, watched }: Outlived): string {
  return `seen until ${ms(watched)} after the park, past the pickup timeout of ${pool} (${ms(declared)})`;
}

export const TIMERS = {
  'no-timer-began': ({ call, pool }: { call: string; pool: string }) =>
    advised(`call ${call} was not parked on ${pool}, so no timer of that pool began`, 'see the park before this check'),

  'still-waits': ({ call }: { call: string }) =>
    advised(
      `call ${call} had not left its orbit, so its timer may go off with reason`,
      'see the retrieval, or the hang-up, before this check',
    ),

  'left-after-timer': ({
    call,
    pool,
    declared,
    after,
  }: {
    call: string;
    pool: string;
    declared: number;
    after: number;
  }) =>
    advised(
      `call ${call} left its orbit only ${ms(after)} after it was parked; the pickup timeout of ${pool} is ${ms(declared)}`,
      'declare, and set, a longer pickup timeout',
    ),

  'timer-not-awaited': ({ call, watched, pool, needed }: Omit<Outlived, 'declared'> & { needed: number }) =>
    advised(
      `call ${call} was watched until ${ms(watched)} after its park; a timer of ${pool} may go off until ${ms(needed)}`,
      AGAIN,
    ),

  'called-by-timer': (called: {
    party: string;
    after: number;
    call: string;
    pool: string;
    declared: number;
    message: string;
    from: string;
  }) =>
    `the candidate called ${called.party} ${lapse(called.after, `the park of call ${called.call}`)}, which had left its orbit: ${called.message} from ${called.from}; the pickup timeout of ${called.pool} is ${ms(called.declared)}`,

  'heard-after-end': ({ party, voice, call }: { party: string; voice: string; call: string }) =>
    `${party} heard ${sound(voice)} although call ${call} was over`,

  'retrieved-call-outlived-timer': (outlived: Outlived & { party: string; other: string }) =>
    `call ${outlived.call} went on between ${outlived.party} and ${outlived.other}, no phone was called for it: ${past(outlived)}`,

  'ended-call-outlived-timer': (outlived: Outlived) =>
    `call ${outlived.call} was over, no phone was called for it: ${past(outlived)}`,
};
