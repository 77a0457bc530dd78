import { didYouMean } from '../suite/did-you-mean.ts';

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

/** Those that are the same for every pool and every run: the scripts of `run` may use them. */
export const CONSTANT_PLACEHOLDERS = ['domain', 'node', 'package'] as const satisfies readonly Placeholder[];

const PATTERN = /\$\{([^}]*)\}/g;

/** Replaces each placeholder of `text` by what `valueOf` says. Throws a RangeError for one that does not exist. */
export function fillIn(text: string, valueOf: (name: Placeholder) => string): string {
  return text.replace(PATTERN, (whole, name: string) => {
    const known = PLACEHOLDERS.find((placeholder) => placeholder === name);
    if (known === undefined) throw new RangeError(`unknown placeholder ${whole}`);
    return valueOf(known);
  });
}

export interface PlaceholderProblem {
  readonly message: string;
  readonly hint: string;
}

/** The placeholders of `text` that cannot be filled in; `lackOf` says what one that exists is in want of. */
export function placeholderProblems(
  text: string,
  lackOf: (name: Placeholder) => string | undefined,
  allowed: readonly Placeholder[] = PLACEHOLDERS,
): readonly PlaceholderProblem[] {
  return [...text.matchAll(PATTERN)].flatMap(([whole, name = '']) => {
    const known = allowed.find((placeholder) => placeholder === name);
    if (known === undefined) {
      const meant = didYouMean(name, allowed);
      const hint = meant === undefined ? `known: ${allowed.join(', ')}` : `did you mean \${${meant}}?`;
      return [{ message: `unknown placeholder ${whole}`, hint }];
    }
    const hint = lackOf(known);
    return hint === undefined ? [] : [{ message: `nothing to put in for ${whole}`, hint }];
  });
}
