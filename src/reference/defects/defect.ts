import type { Behaviour } from '../behaviour.ts';

/** One thing that a real park server does wrong, switched on by `--defect <id>` to prove that it is found. */
export interface Defect {
  /** In kebab-case; unique. */
  readonly id: string;
  /** What the server does, in one sentence without a full stop. */
  readonly title: string;
  /** The checks that it must turn red, all of them and no others, in the order of the table. */
  readonly turnsRed: readonly string[];
  /** Checks that it turns red or leaves open, as the clock has it: a call may outlive its pickup timeout meanwhile. */
  readonly mayTurnRed?: readonly string[];
  /** How the primary must go away for it to show, where it is not seen when the process ends. */
  readonly outage?: 'pause';
  /** The decisions that are taken otherwise than in `conforming`. A function makes them anew for each pool. */
  readonly behaviour: Partial<Behaviour> | (() => Partial<Behaviour>);
}
