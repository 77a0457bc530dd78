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
  /** The candidate file in fixtures/candidates in which it shows; the reference server's own where it is left out. */
  readonly candidate?: CandidateFile;
  /** What becomes of it in the files of other dialects; in those that are left out the first of its checks finds it. */
  readonly elsewhere?: Readonly<Partial<Record<CandidateFile, Elsewhere>>>;
  /** A function makes the decisions anew for each pool, so that the defect can remember something. */
  readonly behaviour: Deviation | (() => Deviation);
}

/** The reference server in other dialects than RFC 5359, or for phones that behave otherwise: files in fixtures/candidates. */
export type CandidateFile =
  | 'stays-in-calls'
  | 'registers-at-both'
  | 'one-touch-slot'
  | 'valet'
  | 'b2bua-slot'
  | 'b2bua-lot'
  | 'b2bua-feature-code'
  | 'b2bua-valet'
  | 'b2bua-dtmf'
  | 'b2bua-attended'
  | 'b2bua-body'
  | 'b2bua-hook';

export type Elsewhere =
  /** Another check than the first finds it there. */
  | { readonly kind: 'found'; readonly by: string }
  /** It cannot be there: a sentence without a full stop. */
  | { readonly kind: 'absent'; readonly why: string };

type Row = Omit<Defect, 'id' | 'title' | 'elsewhere'>;

/** The defects of one family, a row each: the id and the sentence, the checks, and the behaviour. */
export function family(rows: Readonly<Record<`${string}: ${string}`, Row>>): readonly Defect[] {
  return Object.entries(rows).map(([name, row]) => {
    const [id = '', ...title] = name.split(': ');
    return { id, title: title.join(': '), ...row };
  });
}

/** A row without its name; the checks are written as for `checks`. */
export function turnsRed(...red: Parameters<typeof checks>) {
  return (behaviour: Row['behaviour'], when: Pick<Row, 'mayTurnRed' | 'outage' | 'candidate'> = {}): Row => {
    return { turnsRed: checks(...red), behaviour, ...when };
  };
}
