import type { z } from 'zod';
import { type Expectation, type Step, TRIALS, VERBS } from './cell.ts';
import type { Diagnostic } from './diagnostic.ts';
import { didYouMean } from './did-you-mean.ts';
import { explainIssues } from './explain-issues.ts';
import {
  CHECK_WORDS,
  type CheckWord,
  checkName,
  deedSchemas,
  observationSchemas,
  trialSchemas,
} from './cell-schema.ts';
import type { YamlDocument } from './yaml.ts';
import type { Path } from './yaml-index.ts';

/** A step together with the place of its fields in the file, so that later checks can point at one of them. */
export interface PlacedStep {
  readonly step: Step;
  readonly fields: Path;
}

export type StepReading = PlacedStep | { readonly diagnostics: readonly Diagnostic[] };

/** Reads one item of a phase: an act such as `call: {…}`, or a check, which has a `check:`. */
export function readStep(raw: unknown, document: YamlDocument, path: Path, cellId: string): StepReading {
  const at = document.positionOf(path, 'value');
  const keys = typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? Object.keys(raw) : undefined;
  if (keys === undefined)
    return complain(document, path, 'a step is an act or a check', 'such as `- call: { as: A, from: alice, to: bob }`');
  if (keys.includes('check')) return readCheck(new Map(Object.entries(raw ?? {})), document, path, cellId);
  const [key, ...others] = keys;
  if (key === undefined) return complain(document, path, 'an empty step', 'remove it');
  const word = CHECK_WORDS.find((candidate) => keys.includes(candidate));
  if (word !== undefined)
    return complain(document, path, 'a check without a name', `begin with \`check: some-name\`, then \`${word}:\``);
  const verb = VERBS.find((candidate) => candidate === key);
  if (verb === undefined)
    return complain(document, [...path, key], `unknown step \`${key}\``, hintFor(key, [...VERBS, 'check']));
  if (others.length > 0) {
    return complain(
      document,
      [...path, others[0] ?? ''],
      `an act has one verb, this one also has \`${others.join('`, `')}\``,
      'write `- verb: { … }`, with the fields inside the braces',
    );
  }
  const fields = [...path, verb];
  const deed = parse(deedSchemas[verb], new Map(Object.entries(raw ?? {})).get(verb), document, fields);
  if (!deed.ok) return deed;
  return { step: { kind: 'act', deed: deed.value, at }, fields };
}

function readCheck(raw: ReadonlyMap<string, unknown>, document: YamlDocument, path: Path, cellId: string): StepReading {
  const name = parse(checkName, raw.get('check'), document, [...path, 'check']);
  const expect = readExpectation(raw, document, path);
  if (name.ok && expect.ok) {
    const at = document.positionOf(path, 'value');
    return { step: { kind: 'check', id: `${cellId}/${name.value}`, expect: expect.value, at }, fields: path };
  }
  return { diagnostics: [name, expect].flatMap((part) => (part.ok ? [] : part.diagnostics)) };
}

function readExpectation(raw: ReadonlyMap<string, unknown>, document: YamlDocument, path: Path): Parsed<Expectation> {
  const [word, second] = CHECK_WORDS.filter((candidate) => raw.has(candidate));
  if (word === undefined) {
    const stray = [...raw.keys()].find((key) => key !== 'check' && didYouMean(key, CHECK_WORDS) !== undefined);
    const hint = stray === undefined ? `say one of ${CHECK_WORDS.join(', ')}` : hintFor(stray, CHECK_WORDS);
    return complain(
      document,
      stray === undefined ? path : [...path, stray],
      'the check does not say what it checks',
      hint,
    );
  }
  if (second !== undefined) {
    return complain(
      document,
      [...path, second],
      `a check says one thing, this one says \`${word}\` and \`${second}\``,
      'make two checks of it',
    );
  }
  if (word !== 'can' && word !== 'cannot') {
    return parse(observationSchemas[word], without(raw, 'check'), document, path);
  }
  return readTrial(word, raw, document, path);
}

function readTrial(
  word: 'can' | 'cannot',
  raw: ReadonlyMap<string, unknown>,
  document: YamlDocument,
  path: Path,
): Parsed<Expectation> {
  const said = raw.get(word);
  const verb = TRIALS.find((candidate) => candidate === said);
  if (VERBS.some((known) => known === said) && verb === undefined) {
    const message = `\`${String(said)}\` is an act, which no server allows or refuses`;
    return complain(document, [...path, word], message, `write \`- ${String(said)}: { … }\``, 'value');
  }
  if (verb === undefined) {
    const hint = typeof said === 'string' ? hintFor(said, TRIALS) : `say one of ${TRIALS.join(', ')}`;
    return complain(document, [...path, word], `\`${word}\` names no verb`, hint, 'value');
  }
  const deed = parse(trialSchemas[verb], without(raw, 'check', word), document, path);
  return deed.ok ? { ok: true, value: { kind: word, deed: deed.value } } : deed;
}

type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

function parse<T>(schema: z.ZodType<T>, raw: unknown, document: YamlDocument, path: Path): Parsed<T> {
  const result = schema.safeParse(raw);
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, diagnostics: explainIssues(result.error.issues, schema, document, path) };
}

function without(raw: ReadonlyMap<string, unknown>, ...words: ReadonlyArray<CheckWord | 'check'>): unknown {
  return Object.fromEntries([...raw].filter(([key]) => !words.some((word) => word === key)));
}

function complain(document: YamlDocument, path: Path, message: string, hint: string, which: 'key' | 'value' = 'key') {
  return { ok: false, diagnostics: [document.diagnose(path, which, message, hint)] } as const;
}

function hintFor(word: string, choices: readonly string[]): string {
  const meant = didYouMean(word, choices);
  return meant === undefined ? `known: ${choices.join(', ')}` : `did you mean \`${meant}\`?`;
}
