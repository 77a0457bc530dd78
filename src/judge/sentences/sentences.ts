/**
 * Every sentence that a verdict can say, by its code; the chapters are in the order of a cell's life. Programs may rely on
 * a code: it never gets another meaning. The sentence may be worded better at any time.
 */
import { AFTERMATH } from './aftermath-sentences.ts';
import { BENCH } from './bench-sentences.ts';
import { CALLS } from './call-sentences.ts';
import { EVERY_CHECK } from './common-sentences.ts';
import { EXCUSES } from './excuse-sentences.ts';
import type { Fields, Said } from './phrases.ts';
import { PARKING } from './parking-sentences.ts';
import { REFUSALS } from './refusal-sentences.ts';
import { SETTINGS } from './setting-sentences.ts';
import { SITUATION } from './situation-sentences.ts';
import { TIMERS } from './timer-sentences.ts';

export const SENTENCES = {
  ...BENCH,
  ...SITUATION,
  ...CALLS,
  ...PARKING,
  ...REFUSALS,
  ...SETTINGS,
  ...TIMERS,
  ...AFTERMATH,
  ...EXCUSES,
  ...EVERY_CHECK,
};

export type Code = keyof typeof SENTENCES;

/** The fields of each code's sentence. */
export type FieldsOf = {
  readonly [C in Code]: Parameters<(typeof SENTENCES)[C]> extends readonly [infer F]
    ? F
    : Readonly<Record<string, never>>;
};

export interface Sentence extends Said {
  readonly code: Code;
  /** The code of the finding that the sentence takes in, where it does. */
  readonly because: string | undefined;
  /** Its fields, with those of the finding that it quotes, where the two do not share a name. */
  readonly fields: Fields;
}

const TABLE: { readonly [C in Code]: (fields: FieldsOf[C]) => string } = SENTENCES;

export function say<C extends Code>(code: C, fields: FieldsOf[C]): Sentence {
  return { code, ...named(fields), reason: TABLE[code](fields) };
}

function named(
  given: Readonly<Record<string, string | number | Said | undefined>>,
): Pick<Sentence, 'because' | 'fields'> {
  let because: string | undefined;
  const inner: Record<string, string | number> = {};
  const own: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    if (typeof value === 'object') {
      because = value.code;
      Object.assign(inner, value.fields);
    } else own[name] = value;
  }
  return { because, fields: { ...inner, ...own } };
}
