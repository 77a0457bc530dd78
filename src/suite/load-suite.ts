import type { z } from 'zod';
import { type Diagnostic, sortDiagnostics } from './diagnostic.ts';
import { explainIssues, valueAt } from './explain-issues.ts';
import type { Suite, Table } from './suite.ts';
import { suiteForm } from './suite-schema.ts';
import { readYaml, type YamlDocument } from './yaml.ts';

export type SuiteReading =
  | { readonly suite: Suite; readonly document: YamlDocument }
  | { readonly diagnostics: readonly Diagnostic[] };

/** Reads a suite file. Never throws: everything that is wrong with the file comes back at once, in its order. */
export function loadSuite(source: string, file: string): SuiteReading {
  const document = readYaml(source, file);
  if ('diagnostics' in document) return document;
  const parsed = suiteForm.safeParse(document.value);
  const diagnostics = [
    ...(parsed.success ? [] : explainIssues(parsed.error.issues, suiteForm, document, [])),
    ...repeated(document, ['table', 'rows'], 'state'),
    ...repeated(document, ['table', 'columns'], 'phase'),
    ...repeated(document, ['cells'], undefined),
    ...checkPlaces(document),
  ];
  if (!parsed.success || diagnostics.length > 0) return { diagnostics: sortDiagnostics(diagnostics) };
  return { suite: suiteOf(parsed.data), document };
}

function suiteOf({ suite: id, cells = [], ...said }: z.infer<typeof suiteForm>): Suite {
  const { title, version, below } = said;
  return {
    id,
    title,
    version,
    ...(said.for === undefined ? {} : { for: said.for }),
    source: present(said.source),
    report: said.report ?? title,
    badge: said.badge ?? title,
    epic: said.epic ?? title,
    ...(said.table === undefined ? {} : { table: tableOf(said.table) }),
    ...(below === undefined ? {} : { below }),
    order: cells,
  };
}

function tableOf({ corner, rows, columns }: NonNullable<z.infer<typeof suiteForm>['table']>): Table {
  return {
    corner,
    rows: rows.map(({ state, title, call }) => ({ state, title, ...(call === undefined ? {} : { call }) })),
    columns: columns.map(({ phase, title, short = title }) => ({ phase, title, short })),
  };
}

function present({ title, address }: { title: string; address?: string | undefined }): Suite['source'] {
  return { title, ...(address === undefined ? {} : { address }) };
}

/** Two rows of one state, two columns of one phase or a cell that is listed twice. */
function repeated(document: YamlDocument, list: readonly string[], key: string | undefined): readonly Diagnostic[] {
  const items = valueAt(document.value, list);
  const first = new Map<string, number>();
  return (Array.isArray(items) ? items : []).flatMap((item, index) => {
    const path = [...list, index, ...(key === undefined ? [] : [key])];
    const name: unknown = key === undefined ? item : valueAt(item, [key]);
    if (typeof name !== 'string') return [];
    const known = first.get(name.toLowerCase());
    first.set(name.toLowerCase(), known ?? document.positionOf(path, 'value').line);
    if (known === undefined) return [];
    return [
      document.diagnose(path, 'value', `\`${name}\` stands here twice`, `line ${known} has it already: keep one`),
    ];
  });
}

/** A suite has a place for cells, and each place a state of its own. */
function checkPlaces(document: YamlDocument): readonly Diagnostic[] {
  const { value } = document;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const [table, below] = [valueAt(value, ['table']), valueAt(value, ['below'])];
  if (table === undefined && below === undefined) {
    const hint = 'add `table:` with rows and columns, or `below: { state: …, title: … }`, or both';
    return [document.diagnose(['suite'], 'key', 'the suite has no place for a cell', hint)];
  }
  const state = valueAt(below, ['state']);
  const rows = valueAt(table, ['rows']);
  const isRow =
    Array.isArray(rows) && rows.some((row) => typeof state === 'string' && valueAt(row, ['state']) === state);
  if (!isRow) return [];
  const message = `\`${String(state)}\` is a row of the table already`;
  return [document.diagnose(['below', 'state'], 'value', message, 'give what stands below the table another state')];
}
