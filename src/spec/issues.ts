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
  const excused = new Set<string>();
  const explained: Diagnostic[] = [];
  for (const issue of known) {
    if (issue.code !== 'unrecognized_keys') continue;
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
    // A key that is missing because it is misspelt has been explained already.
    if (issue.code === 'unrecognized_keys' || excused.has(JSON.stringify(issue.path))) continue;
    explained.push(explain(issue, schema, document, path));
  }
  return explained;
}

function explain(issue: z.core.$ZodIssue, schema: z.ZodType, document: YamlDocument, base: Path): Diagnostic {
  const path = [...base, ...issue.path];
  const name = path.at(-1);
  const label = typeof name === 'string' ? `\`${name}\`` : 'this';
  const found = valueAt(document.value, path);
  if (found === undefined) {
    return document.diagnose(path, 'value', `${label} is missing`, describe(schema, issue.path));
  }
  if (issue.code === 'invalid_value') {
    const choices = issue.values.map(String);
    const meant = typeof found === 'string' ? didYouMean(found, choices) : undefined;
    const hint = meant === undefined ? undefined : `did you mean \`${meant}\`?`;
    const expected = choices.length === 1 ? `be ${choices.join()}` : `be one of ${choices.join(', ')}`;
    return document.diagnose(path, 'value', `${label} must ${expected}, not ${shown(found)}`, hint);
  }
  if (issue.code === 'invalid_type') {
    const hint =
      issue.expected === 'string' && isPlainScalar(found) ? 'put it in quotes' : describe(schema, issue.path);
    return document.diagnose(path, 'value', `${label} must be ${kindName(issue.expected)}, not ${shown(found)}`, hint);
  }
  return document.diagnose(path, 'value', `${label}: ${issue.message}`, describe(schema, issue.path));
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
  const inner = schemaAt(schema, path);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function describe(schema: z.ZodType, path: Path): string | undefined {
  return schemaAt(schema, path)?.description;
}

/** The schema of the node at `path`: unions are followed into the first alternative that has such a node. */
function schemaAt(schema: z.core.$ZodType | undefined, path: Path): z.ZodType | undefined {
  if (schema === undefined) return undefined;
  const [head, ...rest] = path;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return path.length === 0 && !isObject(schema.unwrap()) ? schema : schemaAt(schema.unwrap(), path);
  }
  if (schema instanceof z.ZodPipe) return schemaAt(schema.in, path);
  if (schema instanceof z.ZodUnion) {
    return path.length === 0 ? schema : firstDefined(schema.options, (option) => schemaAt(option, path));
  }
  if (head === undefined) return schema instanceof z.ZodType ? schema : undefined;
  if (schema instanceof z.ZodObject) return schemaAt(schema.shape[String(head)], rest);
  if (schema instanceof z.ZodArray) return schemaAt(schema.element, rest);
  return undefined;
}

function isObject(schema: z.core.$ZodType): boolean {
  return schema instanceof z.ZodObject;
}

function firstDefined<T, R>(items: Iterable<T>, find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Own properties only: a file may well say `constructor`. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((node, part) => {
    if (typeof node !== 'object' || node === null) return undefined;
    return Object.getOwnPropertyDescriptor(node, part)?.value;
  }, value);
}

function isPlainScalar(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean';
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
