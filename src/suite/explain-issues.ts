import { z } from 'zod';
import type { Diagnostic } from './diagnostic.ts';
import { didYouMean } from './did-you-mean.ts';
import type { YamlDocument } from './yaml.ts';
import type { Path } from './yaml-index.ts';

/**
 * What `schema` has against the node at `path` of a document, in words for the writer of the file. Keys in `notYet` are
 * known words of the language that this version cannot act on.
 */
export function explainIssues(
  issues: readonly z.core.$ZodIssue[],
  schema: z.ZodType,
  document: YamlDocument,
  path: Path,
  notYet: ReadonlySet<string> = new Set(),
): readonly Diagnostic[] {
  const known = issues.flatMap((issue) => resolveUnion(issue));
  const misspelt = new Set<string>();
  const excused = new Set<string>();
  const explained: Diagnostic[] = [];
  for (const issue of known) {
    if (issue.code !== 'unrecognized_keys') continue;
    misspelt.add(JSON.stringify(issue.path));
    for (const key of issue.keys) {
      const place = [...path, ...issue.path, key];
      if (notYet.has(key)) {
        explained.push(document.diagnose(place, 'key', `\`${key}\` is not yet supported by this version`));
        continue;
      }
      const allowed = keysOf(schema, issue.path);
      const meant = didYouMean(key, allowed);
      if (meant !== undefined) excused.add(JSON.stringify([...issue.path, meant]));
      const hint = meant === undefined ? `known here: ${allowed.join(', ')}` : `did you mean \`${meant}\`?`;
      explained.push(document.diagnose(place, 'key', `unknown key \`${key}\``, hint));
    }
  }
  for (const issue of known) {
    // What follows from a misspelt key has been explained with it.
    if (issue.code === 'unrecognized_keys' || excused.has(JSON.stringify(issue.path))) continue;
    if (issue.code === 'custom' && misspelt.has(JSON.stringify(issue.path))) continue;
    explained.push(explain(issue, schema, document, path));
  }
  return explained;
}

function explain(issue: z.core.$ZodIssue, schema: z.ZodType, document: YamlDocument, base: Path): Diagnostic {
  const path = [...base, ...issue.path];
  const name = path.at(-1);
  const label = typeof name === 'string' ? `\`${name}\`` : undefined;
  const found = valueAt(document.value, path);
  const complain = (message: string, hint?: string): Diagnostic => document.diagnose(path, 'value', message, hint);
  if (found === undefined) return complain(`${label ?? 'something'} is missing`, describe(schema, issue.path));
  if (issue.code === 'invalid_value') {
    const choices = issue.values.map(String);
    const meant = typeof found === 'string' ? didYouMean(found, choices) : undefined;
    const expected = choices.length === 1 ? choices.join() : `one of ${choices.join(', ')}`;
    return complain(
      `${label ?? 'this'} must be ${expected}, not ${shown(found)}`,
      meant === undefined ? undefined : `did you mean \`${meant}\`?`,
    );
  }
  if (issue.code === 'invalid_type') {
    const subject = label ?? (path.length === 0 ? 'the file' : 'this');
    if (found === null) return complain(`${subject} is empty`, describe(schema, issue.path));
    const hint = typeHint(issue.expected, found, schemaAt(schema, issue.path)) ?? describe(schema, issue.path);
    return complain(`${subject} must be ${kindName(issue.expected)}, not ${shown(found)}`, hint);
  }
  return complain(label === undefined ? issue.message : `${label}: ${issue.message}`);
}

function typeHint(expected: string, found: unknown, schema: z.ZodType | undefined): string | undefined {
  if (typeof found !== 'string' && typeof found !== 'number' && typeof found !== 'boolean') return undefined;
  if (expected === 'string' && schema?.safeParse(String(found)).success === true) return 'put it in quotes';
  return expected === 'array' ? `write [${found}]` : undefined;
}

/** Of the alternatives of a union, the one that the writer was nearest to: the one that gets furthest into the file. */
function resolveUnion(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  // A union with a message of its own says better than any alternative what it wants.
  if (issue.code !== 'invalid_union' || issue.message !== 'Invalid input') return [issue];
  const [nearest] = issue.errors.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length);
  if (nearest === undefined) return [issue];
  return nearest.flatMap((inner) => resolveUnion({ ...inner, path: [...issue.path, ...inner.path] }));
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(...issues.map((issue) => issue.path.length + (issue.code === 'unrecognized_keys' ? 1 : 0)));
}

function keysOf(schema: z.ZodType, path: Path): readonly string[] {
  const inner = unwrap(schemaAt(schema, path));
  const [object] = (inner instanceof z.ZodUnion ? inner.options : [inner]).filter(
    (option) => option instanceof z.ZodObject,
  );
  return object === undefined ? [] : Object.keys(object.shape);
}

function describe(schema: z.ZodType, path: Path): string | undefined {
  const found = schemaAt(schema, path);
  const inner = unwrap(found);
  return found?.description ?? (inner instanceof z.ZodType ? inner.description : undefined);
}

/** The schema of the node at `path`; of the alternatives of a union, the first that has such a node. */
function schemaAt(schema: z.core.$ZodType | undefined, path: Path): z.ZodType | undefined {
  const [head, ...rest] = path;
  if (head === undefined) return schema instanceof z.ZodType ? schema : undefined;
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) return schemaAt(inner.shape[String(head)], rest);
  if (inner instanceof z.ZodArray) return schemaAt(inner.element, rest);
  if (!(inner instanceof z.ZodUnion)) return undefined;
  return inner.options.map((option) => schemaAt(option, path)).find((found) => found !== undefined);
}

function unwrap(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return unwrap(schema.unwrap());
  return schema instanceof z.ZodPipe ? unwrap(schema.in) : schema;
}

/** Own properties only: a file may well say `constructor`. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((node, part) => {
    if (typeof node !== 'object' || node === null) return undefined;
    return Object.getOwnPropertyDescriptor(node, part)?.value;
  }, value);
}

function kindName(expected: string): string {
  const names: Readonly<Record<string, string>> = {
    string: 'text',
    int: 'a whole number',
    number: 'a number',
    object: 'a mapping (key: value)',
    array: 'a list (lines that begin with `- `)',
    record: 'a mapping (key: value)',
  };
  return names[expected] ?? expected;
}

function shown(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (typeof value === 'object') return 'a mapping';
  return `\`${text.length > 40 ? `${text.slice(0, 40)}…` : text}\``;
}
