/** Excuses: failures that parkspec, its machine or its bad network may have caused. */
import { advised, ms, OTHER_NETWORK, type Said } from './phrases.ts';

const LESS_LOAD = 'run fewer cells at a time (`--workers`) or free the machine';

/** One long delay, or several short ones. */
type Late = {
  late: number;
  delays: 'one' | 'several';
  because: Said;
};

function inAll({ late, delays }: Late): string {
  return delays === 'one' ? ms(late) : `${ms(late)} in all`;
}

export const EXCUSES = {
  'harness-late': (late: Late) =>
    advised(`parkspec itself was late by ${inAll(late)}, so this proves nothing: ${late.because.reason}`, LESS_LOAD),

  'pool-starved': (late: Late) =>
    advised(
      `a pool waited ${inAll(late)} for a processor of this machine, so this proves nothing: ${late.because.reason}`,
      LESS_LOAD,
    ),

  'wait-cut-by-network': ({ took, waited, because }: { took: number; waited: number; because: Said }) =>
    advised(
      `the network of parkspec took ${ms(took)} of a wait of ${ms(waited)}, so this proves nothing: ${because.reason}`,
      OTHER_NETWORK,
    ),

  'request-held-out-of-turn': (late: { method: string; party: string; took: number; because: Said }) =>
    advised(
      `the network of parkspec held the ${late.method} to ${late.party} for ${ms(late.took)}, until a later request had come, so this proves nothing: ${late.because.reason}`,
      OTHER_NETWORK,
    ),

  'time-taken-by-network': ({ network, because }: { network: number; because: Said }) =>
    advised(`${because.reason}, but the network of parkspec may have taken ${ms(network)} of it`, OTHER_NETWORK),

  'request-lost-on-network': ({ method, party }: { method: string; party: string }) =>
    advised(
      `the network of parkspec lost every copy of the ${method} of ${party}, so silence proves nothing`,
      OTHER_NETWORK,
    ),

  'answer-lost-on-network': ({ method, party, answer }: { method: string; party: string; answer: string }) =>
    advised(
      `the network of parkspec lost the answer ${answer} to the ${method} of ${party}, so silence proves nothing`,
      OTHER_NETWORK,
    ),

  'request-late-on-network': ({ method, party, delay }: { method: string; party: string; delay: number }) =>
    advised(
      `the network of parkspec delayed the ${method} of ${party} by ${ms(delay)}, too long to wait for an answer`,
      OTHER_NETWORK,
    ),

  'pool-not-told-yet': (told: { method: string; remote: string; pending: string; party: string }) =>
    advised(
      `the ${told.method} from ${told.remote} proves nothing: a ${told.pending} of ${told.party} had not yet passed the network of parkspec`,
      OTHER_NETWORK,
    ),

  'pickup-timeout-passed': (wait: { pool: string; declared: number; party: string; over: string; because: Said }) =>
    advised(
      `the pickup timeout of ${wait.pool} (${ms(wait.declared)}) passed: ${wait.party} ${wait.over}; ${wait.because.reason}`,
      'give the pool a longer pickup timeout',
    ),
};
