import type { Behaviour } from '../behaviour.ts';
import { checks } from './checks.ts';

/** The decisions that a defect takes otherwise than `conforming`. */
export type Deviation = Partial<Behaviour>;

/** One thing that a real park server does wrong, switched on by `--defect <id>` to prove that it is found. */
export interface Defect {
  /** In kebab-case; unique. */
  readonly id: string;
  /** The behaviour of the server, in one sentence without a full stop. */
  readonly title: string;
  /** The checks that it must turn red, all of them and no others, in the order of the table. */
  readonly turnsRed: readonly string[];
  /** Checks that it turns red or leaves open, as the clock has it: a call may outlive its pickup timeout meanwhile. */
  readonly mayTurnRed?: readonly string[];
  /** How the primary must go away for it to show, where it is not seen when the process ends. */
  readonly outage?: 'pause';
  /** A function makes the decisions anew for each pool, so that the defect can remember something. */
  readonly behaviour: Deviation | (() => Deviation);
}

type Row = Omit<Defect, 'id' | 'title'>;

/** The defects of one family, a row each: the id and the sentence, the checks, and the behaviour. */
export function family(rows: Readonly<Record<`${string}: ${string}`, Row>>): readonly Defect[] {
  return Object.entries(rows).map(([name, row]) => {
    const [id = '', ...title] = name.split(': ');
    return { id, title: title.join(': '), ...row };
  });
}

/** A row without its name; the checks are written as for `checks`. */
export function turnsRed(...red: Parameters<typeof checks>) {
  return (behaviour: Row['behaviour'], when: Pick<Row, 'mayTurnRed' | 'outage'> = {}): Row => {
    return { turnsRed: checks(...red), behaviour, ...when };
  };
}
