/** What the hooks of a dialect need of the rest of the file: placeholders that exist, an administration, containers. */
import type { Diagnostic } from '../../suite/diagnostic.ts';
import { valueAt } from '../../suite/explain-issues.ts';
import { POOLS } from '../../suite/cell.ts';
import type { YamlDocument } from '../../suite/yaml.ts';
import type { CandidateSource } from '../candidate-schema.ts';
import { placeholderProblems, SCRIPT_PLACEHOLDERS } from '../placeholders.ts';
import { runtimeProfile } from '../runtime-profiles.ts';
import { BODY_PLACEHOLDERS } from './body-template.ts';
import { type DialectHook, READABLE_TYPE } from './dialect-table.ts';
import type { HookSource } from './hook-schema.ts';

/** What a hook may be told of the call and the orbit, and which pool is asked. */
const OF_CALL: readonly string[] = ['pool', ...BODY_PLACEHOLDERS];
/** A look at an orbit knows of no call. */
const OF_ORBIT: readonly string[] = ['pool', 'orbit', 'slot', 'domain'];

/** Everything that a hook says, for those who look for a placeholder in it. */
export function hookText(hook: DialectHook): string {
  return hook.kind === 'http' ? hook.path : hook.command.join(' ');
}

export function checkHooks(
  { park, orbit, state, pools, runtime }: Partial<CandidateSource>,
  document: YamlDocument,
): readonly Diagnostic[] {
  const hooks = [
    { hook: park?.hook, at: ['park', 'hook'], known: OF_CALL },
    { hook: orbit?.hook, at: ['orbit', 'hook'], known: OF_CALL },
    { hook: state?.hook, at: ['state', 'hook'], known: OF_ORBIT },
  ];
  const looked = checkLook(state, document);
  const found = hooks.flatMap(({ hook, at, known }) => {
    if (hook === undefined) return [];
    return [...checkPlaceholders(hook, at, known, document), ...checkBench(hook, at, { pools, runtime }, document)];
  });
  return [...looked, ...found];
}

/** What a hook says of an orbit is told by an expression, and what a SUBSCRIBE tells by the states of a dialog, or by an expression. */
function checkLook(state: CandidateSource['state'], document: YamlDocument): readonly Diagnostic[] {
  const { parked, hook, accept } = state ?? {};
  const idle = (['subscribe', 'all', 'event', 'accept', 'held'] as const).filter((key) => state?.[key] !== undefined);
  if (hook !== undefined && idle.length > 0) {
    return idle.map((key) => {
      const message = `\`state.${key}\` says nothing where a hook looks at the orbit`;
      return document.diagnose(['state', key], 'key', message, 'leave it out, or leave `hook` out');
    });
  }
  if (hook !== undefined && typeof parked !== 'string') {
    const hint = 'write `parked: "occupied"`, a regular expression that matches where a call is';
    const message = 'nothing says how the hook tells that a call is there';
    return [document.diagnose(['state', 'hook'], 'key', message, hint)];
  }
  const isText = accept !== undefined && accept.toLowerCase() !== READABLE_TYPE;
  if (hook !== undefined || isText || typeof parked !== 'string') return [];
  const message = 'an expression is held against what a hook tells, or a document that shows no dialogs';
  const hint = 'write a list of states, such as [confirmed], or add `hook`, or the media type as `accept`';
  return [document.diagnose(['state', 'parked'], 'value', message, hint)];
}

function checkPlaceholders(
  hook: HookSource,
  at: readonly string[],
  known: readonly string[],
  document: YamlDocument,
): readonly Diagnostic[] {
  const [kind = 'run'] = Object.keys(hook);
  const value: unknown = valueAt(document.value, [...at, kind]);
  const allowed = kind === 'run' ? [...new Set([...known, ...SCRIPT_PLACEHOLDERS])] : known;
  const parts: ReadonlyArray<readonly [string | number, unknown]> = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value ?? {});
  return parts.flatMap(([key, text]) =>
    placeholderProblems<string>(String(text), () => undefined, allowed).map(({ message, hint }) =>
      document.diagnose([...at, kind, key], 'value', message, hint),
    ),
  );
}

function checkBench(
  { http, exec }: HookSource,
  at: readonly string[],
  {
    pools,
    runtime,
  }: {
    readonly pools: CandidateSource['pools'] | undefined;
    readonly runtime: CandidateSource['runtime'] | undefined;
  },
  document: YamlDocument,
): readonly Diagnostic[] {
  if (exec !== undefined && runtimeProfile(runtime)?.exec === false) {
    const message = '`exec` is for pools in containers';
    return [document.diagnose([...at, 'exec'], 'key', message, 'use `run: [program, argument]`')];
  }
  if (http === undefined || pools === undefined) return [];
  return POOLS.filter((pool) => pools[pool].http === undefined).map((pool) => {
    const hint = `add \`http: auto\` or its port to pools.${pool}`;
    return document.diagnose([...at, 'http'], 'key', `the ${pool} has no administration over HTTP`, hint);
  });
}
