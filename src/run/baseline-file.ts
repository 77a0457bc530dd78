/** Reads baseline files: YAML becomes a Baseline, and every mistake gets a place and a hint. */
import { z } from 'zod';
import { type Diagnostic, sortDiagnostics } from '../suite/diagnostic.ts';
import { didYouMean } from '../suite/did-you-mean.ts';
import { explainIssues, valueAt } from '../suite/explain-issues.ts';
import { jsonSchemaText } from '../suite/cell-editor-schema.ts';
import { readYaml, type YamlDocument } from '../suite/yaml.ts';
import type { Baseline } from './baseline.ts';

/** The key that tells a baseline from every other file. */
export const BASELINE_KEY = 'known-failures';

const text = z.string().trim().min(1, 'must not be empty');

const entryForm = z.strictObject({
  check: text
    .regex(/^\S+\/\S+$/, 'a check is a cell, a slash and a name, such as DR-12/park-refused')
    .describe('id of the check that fails, such as DR-12/park-refused; `parkspec list` shows them all'),
  reason: text.describe('why the failure is put up with for now'),
  issue: text.optional().describe('where the failure is dealt with, such as a link'),
  until: z
    .string()
    .refine(isDay, 'a day of the calendar is written such as 2027-01-31')
    .meta({ format: 'date' })
    .optional()
    .describe('the last day on which the failure is excused, such as 2027-01-31'),
});

const baselineForm = z.strictObject({
  [BASELINE_KEY]: z.array(entryForm).describe('the checks that are known to fail, each with a reason'),
});

export type BaselineReading = { readonly baseline: Baseline } | { readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads a baseline; `checks` are the ids of all checks there are. Never throws: either every entry speaks of a check, or
 * everything that is wrong with the file comes back at once.
 */
export function loadBaseline(source: string, file: string, checks: readonly string[]): BaselineReading {
  const document = readYaml(source, file);
  if ('diagnostics' in document) return document;
  const parsed = baselineForm.safeParse(document.value);
  const diagnostics = [
    ...(parsed.success ? [] : explainIssues(parsed.error.issues, baselineForm, document, [])),
    ...checkNames(document, checks),
  ];
  if (!parsed.success || diagnostics.length > 0) return { diagnostics: sortDiagnostics(diagnostics) };
  const entries = parsed.data[BASELINE_KEY].map(({ check, reason, issue, until }, index) => ({
    check,
    reason,
    ...(issue === undefined ? {} : { issue }),
    ...(until === undefined ? {} : { until }),
    at: document.positionOf([BASELINE_KEY, index], 'value'),
  }));
  return { baseline: { file, entries } };
}

/** The JSON Schema of baseline files, for completion and checking in editors. */
export function baselineSchema(): string {
  return jsonSchemaText(baselineForm, 'parkspec baseline');
}

/** That every entry names a check that exists, and each check once. */
function checkNames(document: YamlDocument, checks: readonly string[]): readonly Diagnostic[] {
  const list = valueAt(document.value, [BASELINE_KEY]);
  const firstLine = new Map<string, number>();
  return (Array.isArray(list) ? list : []).flatMap((entry, index) => {
    const path = [BASELINE_KEY, index, 'check'];
    const raw = valueAt(entry, ['check']);
    const check = typeof raw === 'string' ? raw.trim() : '';
    if (!check.includes('/')) return [];
    if (!checks.includes(check)) {
      return [document.diagnose(path, 'value', `there is no check \`${check}\``, hintFor(check, checks))];
    }
    const line = firstLine.get(check);
    firstLine.set(check, line ?? document.positionOf(path, 'value').line);
    if (line === undefined) return [];
    return [document.diagnose(path, 'value', `\`${check}\` is listed already, in line ${line}`, 'keep one of them')];
  });
}

function hintFor(check: string, checks: readonly string[]): string {
  const cell = check.slice(0, check.indexOf('/') + 1);
  const siblings = checks.filter((one) => one.startsWith(cell));
  // A name of the same cell was more probably meant than one of another that is spelt alike.
  const meant = didYouMean(check, siblings) ?? didYouMean(check, checks);
  if (meant !== undefined) return `did you mean \`${meant}\`?`;
  return siblings.length === 0 ? '`parkspec list` shows all checks' : `its cell has ${siblings.join(', ')}`;
}

function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}
