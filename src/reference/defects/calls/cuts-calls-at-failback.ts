import type { Defect } from '../defect.ts';
import { cutsCalls } from './mechanism/cut.ts';

/** Draining a pool is taken to mean that its calls are ended. */
export const cutsCallsAtFailback: Defect = {
  id: 'cuts-calls-at-failback',
  title: 'The backup hangs up on its calls before it gives the users back',
  turnsRed: ['DR-13/still-connected'],
  behaviour: cutsCalls({ kind: 'plain', at: 'handing-back' }),
};
