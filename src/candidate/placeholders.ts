import { POOLS, type PoolName } from '../suite/cell.ts';
import { didYouMean } from '../suite/did-you-mean.ts';
import { namesVariable } from './passed-variables.ts';

/** What `${…}` may name in a process's command and environment. */
export const PLACEHOLDERS = [
  'pool',
  'sip',
  'sip.host',
  'sip.port',
  'http',
  'http.port',
  'peer.sip',
  'peer.sip.host',
  'peer.sip.port',
  'peer.http',
  'peer.http.port',
  'peer.orbits',
  'edge.sip',
  'edge.sip.host',
  'edge.sip.port',
  'orbits',
  'domain',
  'password',
  'setting.pickup-timeout',
  'setting.pickup-attempts',
  'setting.timeout-target',
  'setting.music-on-hold',
  'node',
  'package',
  'defect',
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** What `${…}` may name in the command and the environment of the edge. */
export const EDGE_PLACEHOLDERS = [
  'sip',
  'sip.host',
  'sip.port',
  'primary.sip',
  'primary.sip.host',
  'primary.sip.port',
  'primary.orbits',
  'backup.sip',
  'backup.sip.host',
  'backup.sip.port',
  'backup.orbits',
  'domain',
  'password',
  'node',
  'package',
] as const;
export type EdgePlaceholder = (typeof EDGE_PLACEHOLDERS)[number];

/** Those that are the same for every pool and every run: the scripts of `run` may use them. */
export const CONSTANT_PLACEHOLDERS = ['domain', 'node', 'package'] as const satisfies readonly Placeholder[];

/** What a script of `run` may be told of a pool in this run, beside what is constant: `${primary.pid}`. */
const POOL_FACTS = ['pid', 'sip', 'sip.host', 'sip.port', 'http', 'http.port'] as const;
export type PoolFact = (typeof POOL_FACTS)[number];

/** `primary.pid` … `backup.http.port` */
export const SCRIPT_PLACEHOLDERS: readonly string[] = [
  ...CONSTANT_PLACEHOLDERS,
  ...POOLS.flatMap((pool) => POOL_FACTS.map((fact) => `${pool}.${fact}`)),
];

/** What a request may be told, beside variables. */
export const HTTP_PLACEHOLDERS: readonly string[] = SCRIPT_PLACEHOLDERS.filter(
  (name) => name === 'domain' || !CONSTANT_PLACEHOLDERS.some((each) => each === name),
);

/** Replaces each placeholder of a script that is about a pool; those that are constant were replaced when the file was read. */
export function fillInPools(text: string, valueOf: (pool: PoolName, fact: PoolFact) => string): string {
  return text.replace(PATTERN, (whole, name: string) => {
    const pool = POOLS.find((each) => name.startsWith(`${each}.`));
    const fact = POOL_FACTS.find((each) => name === `${pool}.${each}`);
    return pool === undefined || fact === undefined ? whole : valueOf(pool, fact);
  });
}

const PATTERN = /\$\{([^}]*)\}/g;

/** Replaces the placeholders of `text` that are constant, and leaves the others as they are. */
export function fillInConstants(
  text: string,
  valueOf: (name: (typeof CONSTANT_PLACEHOLDERS)[number]) => string,
): string {
  return text.replace(PATTERN, (whole, name: string) => {
    const constant = CONSTANT_PLACEHOLDERS.find((candidate) => candidate === name);
    return constant === undefined ? whole : valueOf(constant);
  });
}

/**
 * Replaces each placeholder of `text` by what `valueOf` says, and leaves variables that are passed on. Throws a RangeError for
 * one that does not exist.
 */
export function fillIn(text: string, valueOf: (name: Placeholder) => string): string {
  return fillInFrom(PLACEHOLDERS, text, valueOf);
}

/** The same with other placeholders than those of a pool. */
export function fillInFrom<Name extends string>(
  placeholders: readonly Name[],
  text: string,
  valueOf: (name: Name) => string,
): string {
  return text.replace(PATTERN, (whole, name: string) => {
    const known = placeholders.find((placeholder) => placeholder === name);
    if (namesVariable(name)) return whole;
    if (known === undefined) throw new RangeError(`unknown placeholder ${whole}`);
    return valueOf(known);
  });
}

export interface PlaceholderProblem {
  readonly message: string;
  readonly hint: string;
}

/**
 * The placeholders of `text` that cannot be filled in; `lackOf` says what one that exists is in want of. `variables`: whether
 * it may pass on variables.
 */
export function placeholderProblems<Name extends string>(
  text: string,
  lackOf: (name: Name) => string | undefined,
  allowed: readonly Name[],
  variables = false,
): readonly PlaceholderProblem[] {
  return [...text.matchAll(PATTERN)].flatMap(([whole, name = '']) => {
    if (namesVariable(name)) {
      const hint = 'pass it on in `env`: anybody on the machine can read a command line';
      return variables ? [] : [{ message: `a variable is not put in here: ${whole}`, hint }];
    }
    const found = allowed.find((placeholder) => placeholder === name);
    if (found === undefined) {
      const meant = didYouMean(name, allowed);
      const known =
        allowed.length === 0 ? 'only a variable is put in here: ${env:NAME}' : `known: ${allowed.join(', ')}`;
      const hint = meant === undefined ? known : `did you mean \${${meant}}?`;
      return [{ message: `unknown placeholder ${whole}`, hint }];
    }
    const hint = lackOf(found);
    return hint === undefined ? [] : [{ message: `nothing to put in for ${whole}`, hint }];
  });
}
