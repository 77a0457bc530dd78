import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Cell } from './cell.ts';
import { type Diagnostic, sortDiagnostics } from './diagnostic.ts';
import { loadCell } from './load-cell.ts';
import { SourceLines } from './source-lines.ts';
import { findFiles } from './cell-files.ts';

export type SpecFilesReading = { readonly cells: readonly Cell[] } | { readonly diagnostics: readonly Diagnostic[] };

/**
 * Loads all spec files that `patterns` mean (files, folders, globs; see `findFiles`), each once, in the order of the
 * patterns. All mistakes of all files come back together; so does a pattern that matches nothing.
 */
export function loadSpecFiles(patterns: readonly string[], cwd: string = process.cwd()): SpecFilesReading {
  const files = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const pattern of patterns) {
    const found = findFiles(pattern, cwd);
    if (found.length === 0) diagnostics.push(new SourceLines('', pattern).diagnose(0, 'no spec file is there'));
    for (const file of found) files.add(file);
  }
  const specs: Spec[] = [];
  for (const file of files) {
    const source = readSource(resolve(cwd, file));
    if (typeof source !== 'string') {
      diagnostics.push(new SourceLines('', file).diagnose(0, `cannot be read: ${source.why}`));
      continue;
    }
    const reading = loadCell(source, file);
    if ('cell' in reading) specs.push({ cell: reading.cell, source });
    else diagnostics.push(...reading.diagnostics);
  }
  diagnostics.push(...repeatedCells(specs));
  return diagnostics.length > 0
    ? { diagnostics: sortDiagnostics(diagnostics) }
    : { cells: specs.map(({ cell }) => cell) };
}

interface Spec {
  readonly cell: Cell;
  readonly source: string;
}

/** Reports keep a folder for each cell, so ids that differ in case only would meet on some disks. */
function repeatedCells(specs: readonly Spec[]): readonly Diagnostic[] {
  const first = new Map<string, Cell>();
  return specs.flatMap(({ cell, source }) => {
    const earlier = first.get(cell.id.toLowerCase());
    if (earlier === undefined) {
      first.set(cell.id.toLowerCase(), cell);
      return [];
    }
    const { file, line, column } = cell.at;
    const hint = `${earlier.at.file}:${earlier.at.line} has ${earlier.id} already`;
    const text = source.split(/\r\n|\r|\n/)[line - 1] ?? '';
    return [{ file, line, column, text, message: `the cell id \`${cell.id}\` is used twice`, hint }];
  });
}

function readSource(path: string): string | { readonly why: string } {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}
