import type { Diagnostic } from '../suite/diagnostic.ts';
import { PHASES, type Phase } from '../suite/cell.ts';
import type { YamlDocument } from '../suite/yaml.ts';
import type { Path } from '../suite/yaml-index.ts';
import { checkRequest } from './check-http.ts';
import { placeholdersAt } from './check-start.ts';
import { HOOKS, OUTAGES, RETURNS } from './candidate.ts';
import { lackOfPool } from './lack-of-pool.ts';
import { SCRIPT_PLACEHOLDERS } from './placeholders.ts';
import type { Member } from './member.ts';
import { runtimeProfile } from './runtime-profiles.ts';
import type { ActionSource, CandidateSource, ProofSource } from './candidate-schema.ts';
import { listOf } from './list-of.ts';
import { beyondRemote } from './check-remote.ts';

interface Context {
  readonly pools: CandidateSource['pools'];
  readonly runtime: CandidateSource['runtime'] | undefined;
  readonly document: YamlDocument;
  /** That of the file. */
  readonly folder: string;
}

/** What actions and proofs need of the rest of the file: an administration to ask, placeholders that exist. */
export function checkTransitions(
  transitions: NonNullable<CandidateSource['transitions']>,
  context: Context,
): readonly Diagnostic[] {
  const { document } = context;
  return PHASES.flatMap((phase) => {
    const transition = phase === 'normal' ? undefined : transitions[phase];
    if (transition === undefined) return [];
    const base = ['transitions', phase];
    const actions = listOf(transition.do ?? []);
    const at = (key: 'do' | 'until', index: number): Path =>
      Array.isArray(transition[key]) ? [...base, key, index] : [...base, key];
    return [
      ...actions.flatMap((action, index) => [
        ...checkAction(action, context, at('do', index)),
        ...checkEffect(action, phase, document, at('do', index)),
      ]),
      ...(phase === 'outage' ? checkOutage(actions, document, [...base, 'do']) : []),
      ...listOf(transition.until ?? []).flatMap((proof, index) => checkProof(proof, context, at('until', index))),
    ];
  });
}

/** Of a transition, or of what makes a pair fresh. */
export function checkAction(action: ActionSource, context: Context, path: Path): readonly Diagnostic[] {
  const { runtime, document } = context;
  const scripts = (action.run ?? []).flatMap((text, part) =>
    placeholdersAt(document, [...path, 'run', part], text, (name) => lackOfPool(name, context), SCRIPT_PLACEHOLDERS),
  );
  return [
    ...beyondRuntime(action, runtime, document, path),
    ...(action.http === undefined ? [] : checkRequest(action.http, context, [...path, 'http'])),
    ...scripts,
  ];
}

function checkProof(proof: ProofSource, context: Context, path: Path): readonly Diagnostic[] {
  return [
    ...beyondRuntime(proof, context.runtime, context.document, path),
    ...(proof.http === undefined ? [] : checkRequest(proof.http, context, [...path, 'http'])),
  ];
}

/** What the runtime of the file cannot do. Of one that could not be read, nothing is said. */
function beyondRuntime(
  asked: ActionSource | ProofSource,
  runtime: CandidateSource['runtime'] | undefined,
  document: YamlDocument,
  path: Path,
): readonly Diagnostic[] {
  const profile = runtimeProfile(runtime);
  if (profile === undefined) return [];
  const lacking = [...OUTAGES, ...RETURNS].filter(
    (key) => key in asked && ![...profile.outages, ...profile.returns].some((each) => each === key),
  );
  if (runtime === 'remote') return beyondRemote(asked, lacking, document, path);
  const moves = lacking.map((key) =>
    document.diagnose(
      [...path, key],
      'key',
      `\`${key}\` is for pools in containers: a process on the loopback address cannot be cut off`,
      'use `runtime: docker`, or `pause` and `unpause`',
    ),
  );
  if (asked.exec === undefined || profile.exec) return moves;
  const message = '`exec` is for pools in containers';
  return [...moves, document.diagnose([...path, 'exec'], 'key', message, 'use `run: [program, argument]`')];
}

/** That `takes`, `returns` and `within` stand beside a hook, and say what can be in its phase. */
function checkEffect(action: ActionSource, phase: Phase, document: YamlDocument, path: Path): readonly Diagnostic[] {
  const stray = strayConfirm(action, document, path);
  if (stray.length > 0) return stray;
  const own = [...OUTAGES, ...RETURNS].find((key) => action[key] !== undefined);
  if (own !== undefined) {
    return (['takes', 'returns', 'within'] as const).flatMap((key) => {
      if (action[key] === undefined) return [];
      const why = key === 'within' ? `\`${own}\` has a bound of its own` : `\`${own}\` names its pool itself`;
      const message = `\`${key}\` is for \`run\`, \`http\`, \`exec\` and \`manual\`: ${why}`;
      return [document.diagnose([...path, key], 'key', message, 'leave it out')];
    });
  }
  const { takes, returns } = action;
  if (takes !== undefined && returns !== undefined) {
    const message = `one action cannot take the ${takes} away and bring the ${returns} back`;
    return [
      document.diagnose([...path, 'returns'], 'key', message, 'make two actions of it, or leave one of them out'),
    ];
  }
  if (takes === 'primary' && phase !== 'outage') {
    const message = `in phase \`${phase}\` the primary cannot be taken away`;
    const hint = AWAY.includes(phase) ? 'it has been away since `outage`' : 'it is to come back: take it in `outage`';
    return [document.diagnose([...path, 'takes'], 'value', message, hint)];
  }
  if (returns === 'primary' && AWAY.includes(phase)) {
    const message = `in phase \`${phase}\` the primary is to be away`;
    return [document.diagnose([...path, 'returns'], 'value', message, 'bring it back in `failback`')];
  }
  return [];
}

function strayConfirm({ confirm, manual }: ActionSource, document: YamlDocument, path: Path): readonly Diagnostic[] {
  if (confirm === undefined || manual !== undefined) return [];
  const message = '`confirm` is for `manual`: nothing else is confirmed';
  return [document.diagnose([...path, 'confirm'], 'key', message, 'leave it out')];
}

const AWAY: readonly Phase[] = ['outage', 'failover', 'failed-over'];

/** What the users are cut off by: the pool that serves them, or what is in front of it. */
const OUT: ReadonlySet<Member | undefined> = new Set(['primary', 'edge']);

/** A list of actions that leaves the primary where it is makes no outage. */
function checkOutage(actions: readonly ActionSource[], document: YamlDocument, path: Path): readonly Diagnostic[] {
  const takes = actions.some((action) => OUT.has(action.takes) || OUTAGES.some((outage) => OUT.has(action[outage])));
  // A hook of which nothing is said takes the primary.
  const may = actions.some(
    (action) =>
      HOOKS.some((hook) => action[hook] !== undefined) && action.takes === undefined && action.returns === undefined,
  );
  if (actions.length === 0 || takes || may) return [];
  const hint = 'add `kill: primary` or another way, or leave `do` out if the candidate sees to it';
  return [document.diagnose(path, 'key', 'nothing here takes the primary away', hint)];
}
