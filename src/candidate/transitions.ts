import { dirname, resolve } from 'node:path';
import { PHASES, type Phase, type PoolName } from '../suite/cell.ts';
import { detailsOf, targetOf } from './build-http.ts';
import { listOf } from './list-of.ts';
import { manualOrder } from './manual-order.ts';
import {
  type Candidate,
  type Effect,
  effectOf,
  endsProcess,
  type HookAction,
  isHook,
  OUTAGES,
  RETURNS,
  type Transition,
  type TransitionAction,
  type TransitionProof,
} from './candidate.ts';
import { parseDuration } from './duration.ts';
import { constantOf } from './expand.ts';
import type { HttpOrder } from './http-order.ts';
import { fillInConstants } from './placeholders.ts';
import { type Member, MEMBERS } from './member.ts';
import type { ActionSource, CandidateSource, ProofSource } from './candidate-schema.ts';

type Moved = Exclude<Phase, 'normal'>;

/** Longest time of a hook, and then from the last action to the last proof, where the file does not say, in ms. */
const WITHIN = 10_000;

export interface TransitionContext {
  readonly file: string;
  readonly domain: string;
  readonly homes: Candidate['homes'];
}

/** What the file says about each phase, and what it takes for granted where it says nothing. */
export function buildTransitions(source: CandidateSource, context: TransitionContext): Candidate['transitions'] {
  const actionsOf = (phase: Moved): readonly TransitionAction[] =>
    listOf(source.transitions?.[phase]?.do ?? []).map((action) => buildAction(action, context));
  const build = (phase: Moved, actions: readonly TransitionAction[]): Transition => {
    const { until, within } = source.transitions?.[phase] ?? {};
    return {
      actions,
      proofs:
        until === undefined
          ? defaultProofs(phase, actions, context.homes[phase])
          : listOf(until).map((proof) => buildProof(proof, context)),
      within: within === undefined ? WITHIN : (parseDuration(within) ?? WITHIN),
    };
  };
  const [failback, restored] = [actionsOf('failback'), actionsOf('restored')];
  return {
    outage: build('outage', takingPrimary(actionsOf('outage'))),
    failover: build('failover', actionsOf('failover')),
    'failed-over': build('failed-over', actionsOf('failed-over')),
    failback: build('failback', returningPrimary(failback, restored)),
    restored: build('restored', restored),
  };
}

/** Where nothing else is said to be taken away, all hooks of the outage together take the primary. */
function takingPrimary(actions: readonly TransitionAction[]): readonly TransitionAction[] {
  if (takenBy(actions).length > 0) return actions;
  return actions.map((action) => (isPlainHook(action) ? { ...action, takes: 'primary' } : action));
}

/** Where nothing else is said to bring the primary back, all hooks of the failback together do. */
function returningPrimary(
  failback: readonly TransitionAction[],
  later: readonly TransitionAction[],
): readonly TransitionAction[] {
  if ([...failback, ...later].some((action) => isEffect(action, 'returns'))) return failback;
  return failback.map((action) => (isPlainHook(action) ? { ...action, returns: 'primary' } : action));
}

function isEffect(action: TransitionAction, wanted: Effect['effect']): boolean {
  const found = effectOf(action);
  return found?.effect === wanted && found.pool === 'primary';
}

function isPlainHook(action: TransitionAction): action is HookAction {
  return isHook(action) && effectOf(action) === undefined;
}

/** Where the phones are registered unless the file says otherwise. */
export function buildHomes(source: CandidateSource): Candidate['homes'] {
  const usual: Candidate['homes'] = {
    normal: 'primary',
    outage: 'primary',
    failover: 'backup',
    'failed-over': 'backup',
    failback: 'primary',
    restored: 'primary',
  };
  const stated = PHASES.map((phase) => [phase, source.homes?.[phase] ?? usual[phase]] as const);
  return { ...usual, ...Object.fromEntries(stated) };
}

/** The least that shows a phase to be reached, for candidates that offer nothing more telling. */
function defaultProofs(phase: Moved, actions: readonly TransitionAction[], home: PoolName): readonly TransitionProof[] {
  if (phase === 'outage') {
    const taken = takenBy(actions);
    // The candidate sees to it where no action does.
    return (taken.length === 0 ? (['primary'] as const) : taken).flatMap((pool): readonly TransitionProof[] => {
      const ended = actions.some((action) => endsProcess(action.kind) && 'pool' in action && action.pool === pool);
      const silent: TransitionProof = { kind: 'silent', pool };
      return ended ? [{ kind: 'exited', pool }, silent] : [silent];
    });
  }
  const registered: TransitionProof = { kind: 'registered', pool: home };
  return phase === 'failback' ? [{ kind: 'answers', pool: 'primary' }, registered] : [registered];
}

/** What the actions of an outage take from the users. */
function takenBy(actions: readonly TransitionAction[]): readonly Member[] {
  const taken = actions.map(effectOf).filter((found) => found?.effect === 'takes');
  return (['primary', 'edge'] as const).filter((member) => taken.some((found) => found?.pool === member));
}

export function buildAction(
  source: ActionSource,
  context: Pick<TransitionContext, 'file' | 'domain'>,
): TransitionAction {
  for (const kind of [...OUTAGES, ...RETURNS]) {
    const pool = source[kind];
    if (pool !== undefined) return { kind, pool };
  }
  const effect = {
    ...(source.takes === undefined ? {} : { takes: source.takes }),
    ...(source.returns === undefined ? {} : { returns: source.returns }),
  };
  const options = { ...effect, ...withinOf(source.within) };
  if (source.exec !== undefined) return { kind: 'exec', ...inPool(source.exec), ...options };
  if (source.manual !== undefined) return { ...manualOrder(source, context.file), ...effect };
  if (source.http !== undefined) return { kind: 'http', ...orderOf(source.http, context), ...options };
  const [program = '', ...args] = (source.run ?? []).map((part) => fillConstants(part, context.domain));
  return { kind: 'run', command: [programIn(context.file, program), ...args], ...options };
}

function withinOf(text: string | undefined): { readonly within?: number } {
  const within = text === undefined ? undefined : parseDuration(text);
  return within === undefined ? {} : { within };
}

function orderOf(
  { post, get, put, ...details }: NonNullable<ActionSource['http']>,
  { file }: Pick<TransitionContext, 'file'>,
): HttpOrder {
  const beside = detailsOf(details, dirname(file));
  if (post !== undefined) return { method: 'POST', ...targetOf(post), ...beside };
  if (get !== undefined) return { method: 'GET', ...targetOf(get), ...beside };
  return { method: 'PUT', ...targetOf(put ?? ''), ...beside };
}

function buildProof(source: ProofSource, context: TransitionContext): TransitionProof {
  if (source.registered !== undefined) return { kind: 'registered', pool: source.registered };
  for (const kind of ['answers', 'silent', 'exited'] as const) {
    const pool = source[kind];
    if (pool !== undefined) return { kind, pool };
  }
  if (source.exec !== undefined) return { kind: 'exec', ...inPool(source.exec) };
  if (source.http !== undefined) {
    const { get, contains, ...details } = source.http;
    return { kind: 'http', ...targetOf(get), ...detailsOf(details, dirname(context.file)), contains };
  }
  return { kind: 'header', name: source.header?.name ?? '', contains: source.header?.contains ?? '' };
}

function inPool(exec: NonNullable<ActionSource['exec']>): {
  readonly pool: Member;
  readonly command: readonly string[];
} {
  const pool = MEMBERS.find((member) => exec[member] !== undefined) ?? 'primary';
  return { pool, command: exec[pool] ?? [] };
}

/** A program given as a relative path lies beside the file; a bare name is looked for in the PATH. */
export function programIn(file: string, program: string): string {
  return /^\.{1,2}[\\/]/.test(program) ? resolve(dirname(file), program) : program;
}

function fillConstants(text: string, domain: string): string {
  return fillInConstants(text, (name) => constantOf(name, domain));
}
