/** An order to run one cell, as it goes to a process of the engine, and what comes back. */
import type { Candidate, Outage } from '../candidate/candidate.ts';
import type { Network } from '../drive/bad-network.ts';
import type { Question } from '../candidate/operator-question.ts';
import type { Beside, Phones } from '../history/event.ts';
import type { RecordedEnd } from '../run/recorded-end.ts';
import type { Cell, Phase } from '../suite/cell.ts';

export interface Order {
  readonly cell: Cell;
  readonly candidate: Candidate;
  /** Where the history goes; made when missing. */
  readonly directory: string;
  /** Id of the run that the cell belongs to, where it belongs to one. */
  readonly run?: string;
  /** Whose SIP the phones speak, `native` unless told. */
  readonly phones?: Phones;
  /** How the primary goes away, instead of the candidate's own way. */
  readonly outage?: Outage;
  /** The bad network that the phones are behind. */
  readonly network?: Network;
  /** Where it is noted how a pair that runs already is brought back. */
  readonly undo?: string;
  /** The outage that the cell shares with others, whose orders go to the same process. */
  readonly together?: SharedOrder;
  /** Whether advisories count as failures. */
  readonly strict: boolean;
  /** Whether the ladder and the capture are written beside the history, for people. */
  readonly readable: boolean;
}

/** What the orders of cells that share an outage have in common. */
export interface SharedOrder {
  /** Of the outage, in its run. */
  readonly id: string;
  /** How many cells share it. */
  readonly cells: number;
  readonly beside: Beside;
}

/** What a process that has run a cell tells of it; kept by its parent, where no candidate can change it. */
export type CellEnd = RecordedEnd;

/** An order on its way to a process, which names it in all that it tells. */
export interface NumberedOrder {
  readonly n: number;
  readonly order: Order;
}

/** That the operator has confirmed what a cell has asked for. */
export interface Confirmation {
  readonly n: number;
  readonly confirmed: number;
}

/** What a process of the engine tells of a cell that it has. */
export type Report =
  | { readonly n: number; readonly kind: 'phase'; readonly phase: Phase }
  /** The longest delay since the last word, in ms: of the process itself, or of a pool that waited for a processor. */
  | { readonly n: number; readonly kind: 'late'; readonly ms: number }
  /** `settled`: it needs no answer any more. Questions of a process are numbered. */
  | { readonly n: number; readonly kind: 'asks'; readonly question: Question; readonly id: number }
  | { readonly n: number; readonly kind: 'settled'; readonly id: number }
  | { readonly n: number; readonly kind: 'ended'; readonly end: CellEnd };
