/** A regular expression of a candidate file whose one group is what is wanted. */

import type { ToldOrbit } from './dialect-table.ts';

export const GROUP = 'a regular expression with one group, such as "sip:(\\\\d+)@"';

/** True for one that can be read and has exactly one group. */
export function checkRegexp(text: string): boolean {
  try {
    return new RegExp(`${text}|`).exec('')?.length === 2;
  } catch {
    return false;
  }
}

export function isRegexp(text: string): boolean {
  try {
    return new RegExp(text).source !== '';
  } catch {
    return false;
  }
}

/** What the group matches in a text; undefined where it does not, or matches nothing. */
export function groupIn(text: string, match: string): string | undefined {
  const found = new RegExp(match).exec(text)?.[1];
  return found === '' ? undefined : found;
}

/** The orbit in a whole request, as it came, where it is one in which the orbit is looked for. */
export function orbitTold(text: string, { match, of = [] }: ToldOrbit): string | undefined {
  const method = /^([A-Z]+) /.exec(text)?.[1];
  return of.some((each) => each === method) ? groupIn(text, match) : undefined;
}
