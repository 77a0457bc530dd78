/** The transitions of a candidate in words: what is done, by whom, how it is proven, and in which time. Pure. */
import {
  type Candidate,
  effectOf,
  isHook,
  type TransitionAction,
  type TransitionProof,
} from '../candidate/candidate.ts';
import { orderText } from '../candidate/http-order.ts';
import type { Phase } from '../suite/cell.ts';
import { exactTime } from './words.ts';

export interface PlannedMove {
  readonly phase: Exclude<Phase, 'normal'>;
  readonly steps: readonly PlannedStep[];
  /** What shows that the phase is reached. */
  readonly proofs: readonly string[];
  /** For all of the proofs together, in ms. */
  readonly within: number;
}

export interface PlannedStep {
  /** `kill the primary`, `POST https://lab.example/outage` */
  readonly what: string;
  /** `parkspec`, `lab.example` */
  readonly who: string;
  /** `the primary answers no OPTIONS, within 10 s`; undefined for what takes no pool away and brings none back. */
  readonly proof: string | undefined;
  /** Longest time that it may take, in ms. */
  readonly within: number;
}

export const MOVES = ['outage', 'failover', 'failed-over', 'failback', 'restored'] as const;

export function plannedMoves(candidate: Pick<Candidate, 'transitions' | 'bounds'>): readonly PlannedMove[] {
  return MOVES.map((phase) => {
    const { actions, proofs, within } = candidate.transitions[phase];
    const steps = actions.map((action) => stepOf(action, within, candidate));
    return { phase, steps, proofs: proofs.map(proofText), within };
  });
}

/** What makes a pair fresh that runs already, before each cell. */
export function plannedReset(candidate: Pick<Candidate, 'reset' | 'bounds'>): readonly PlannedStep[] {
  const { actions, within } = candidate.reset ?? { actions: [], within: 0 };
  return actions.map((action) => stepOf(action, within, candidate));
}

function stepOf(action: TransitionAction, usual: number, { bounds }: Pick<Candidate, 'bounds'>): PlannedStep {
  const effect = effectOf(action);
  const own = effect?.effect === 'takes' ? bounds.probe : bounds.start;
  const within = isHook(action) ? (action.within ?? usual) : own;
  const shown = action.kind === 'manual' ? usual : within;
  const seen = effect?.effect === 'takes' ? 'answers no OPTIONS any more' : 'answers OPTIONS again';
  const proof = effect && `the ${effect.pool} ${seen}, within ${exactTime(shown)}`;
  return { ...doing(action), proof, within };
}

function doing(action: TransitionAction): Pick<PlannedStep, 'what' | 'who'> {
  switch (action.kind) {
    case 'run':
      return { what: commandText(action.command), who: 'a program on this machine' };
    case 'exec':
      return { what: commandText(action.command), who: `a command in the container of the ${action.pool}` };
    case 'http':
      return { what: orderText(action), who: hostOf(action.url) ?? `the administration of the ${action.pool}` };
    case 'manual':
      return {
        what: action.text,
        who: `an operator, who confirms it${action.confirm === undefined ? '' : ` by ${action.confirm}`}`,
      };
    case 'kill':
    case 'stop':
    case 'pause':
    case 'disconnect':
    case 'start':
    case 'unpause':
    case 'connect':
      return { what: `${action.kind} the ${action.pool}`, who: 'parkspec' };
  }
}

/** `lab.example:8443`; placeholders as they are. */
export function hostOf(url: string | undefined): string | undefined {
  return /^https?:\/\/([^/?]*)/.exec(url ?? '')?.[1];
}

function commandText(command: readonly string[]): string {
  return command.map((part) => (/^[^\s"'\\]+$/.test(part) ? part : JSON.stringify(part))).join(' ');
}

function proofText(proof: TransitionProof): string {
  switch (proof.kind) {
    case 'registered':
      return `every phone is registered at the ${proof.pool}`;
    case 'answers':
      return `the ${proof.pool} answers OPTIONS`;
    case 'silent':
      return `the ${proof.pool} answers no OPTIONS`;
    case 'exited':
      return `the ${proof.pool} does not run, or is cut off`;
    case 'exec':
      return `\`${commandText(proof.command)}\` in the container of the ${proof.pool} ends with 0`;
    case 'http':
      return `${orderText({ ...proof, method: 'GET' })} shows "${proof.contains}"`;
    case 'header':
      return `${proof.name} in the answer to a REGISTER shows "${proof.contains}"`;
  }
}
