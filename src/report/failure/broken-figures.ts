/** The figures that a failure exceeded or missed, each with what was allowed. Pure. */
import type { Fields } from '../../judge/sentences/phrases.ts';
import type { CheckVerdict } from '../../judge/verdict.ts';
import { exactTime } from '../words.ts';

export interface BrokenFigure {
  readonly label: string;
  /** `1340 ms`, `305` */
  readonly seen: string;
  /** `at most 1 s`, `200 to 299` */
  readonly allowed: string;
}

/** The fields in which a sentence names a time that has a bound, and what it is a time of. */
const TIMES: ReadonlyArray<readonly [field: string, label: string]> = [
  ['took', 'time'],
  ['gap', 'gap in the audio'],
  ['late', 'time after the end of the leg'],
];

/** Empty where the failure is no matter of figures. */
export function brokenFigures({ fields = {} }: Pick<CheckVerdict, 'fields'>): readonly BrokenFigure[] {
  return [...overBound(fields), ...outOfRange(fields), ...unlikeDeclared(fields), ...elsewhere(fields)];
}

function overBound(fields: Fields): readonly BrokenFigure[] {
  const { bound } = fields;
  if (typeof bound !== 'number') return [];
  return TIMES.flatMap(([field, label]) => {
    const value = fields[field];
    return typeof value === 'number' && value > bound
      ? [{ label, seen: exactTime(Math.round(value)), allowed: `at most ${exactTime(bound)}` }]
      : [];
  });
}

function outOfRange({ orbit, first, last }: Fields): readonly BrokenFigure[] {
  if (orbit === undefined || first === undefined || last === undefined) return [];
  return [{ label: 'orbit', seen: String(orbit), allowed: `${first} to ${last}` }];
}

function unlikeDeclared({ declared, took, tolerance, count }: Fields): readonly BrokenFigure[] {
  if (typeof declared !== 'number') return [];
  if (typeof count === 'number') return [{ label: 'times rung back', seen: String(count), allowed: String(declared) }];
  if (typeof took !== 'number') return [];
  const within = typeof tolerance === 'number' ? `, ${exactTime(tolerance)} more or less` : '';
  return [
    { label: 'time to the ring back', seen: exactTime(Math.round(took)), allowed: `${exactTime(declared)}${within}` },
  ];
}

function elsewhere({ address, expected }: Fields): readonly BrokenFigure[] {
  if (address === undefined || expected === undefined) return [];
  return [{ label: 'address', seen: String(address), allowed: String(expected) }];
}
