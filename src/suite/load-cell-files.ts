import { basename, resolve } from 'node:path';
import { whyUnreadable } from '../file-fault.ts';
import { LARGEST_INPUT, readInputFile } from '../input-file.ts';
import type { Cell } from './cell.ts';
import { type Diagnostic, sortDiagnostics } from './diagnostic.ts';
import { loadCell } from './load-cell.ts';
import { SourceLines } from './source-lines.ts';
import { findFiles } from './cell-files.ts';
import { repeatedCells, type Spec } from './repeated-cells.ts';
import { SUITE_FILE } from './suite.ts';
import { suiteBeside } from './suite-beside.ts';

export type SpecFilesReading = { readonly cells: readonly Cell[] } | { readonly diagnostics: readonly Diagnostic[] };

/**
 * Loads all spec files that `patterns` mean (files, folders, globs; see `findFiles`), each once, in the order of the
 * patterns, as cells of the suites beside them. All mistakes of all files come back together; so does a pattern that
 * matches nothing.
 */
export function loadSpecFiles(patterns: readonly string[], cwd: string = process.cwd()): SpecFilesReading {
  const files = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const pattern of patterns) {
    const found = findFiles(pattern, cwd);
    if (found.length === 0) diagnostics.push(new SourceLines('', pattern).diagnose(0, 'no spec file is there'));
    for (const file of found) if (basename(file) !== SUITE_FILE) files.add(file);
  }
  const specs: Spec[] = [];
  for (const file of files) {
    const source = readSource(resolve(cwd, file));
    if (typeof source !== 'string') {
      diagnostics.push(new SourceLines('', file).diagnose(0, `cannot be read: ${source.why}`));
      continue;
    }
    const beside = suiteBeside(resolve(cwd, file), cwd);
    const reading = loadCell(source, file, 'suite' in beside ? beside.suite : undefined);
    if ('cell' in reading) specs.push({ cell: reading.cell, source });
    for (const one of [beside, reading]) if ('diagnostics' in one) diagnostics.push(...one.diagnostics);
  }
  diagnostics.push(...repeatedCells(specs));
  return diagnostics.length > 0
    ? { diagnostics: sortDiagnostics(diagnostics) }
    : { cells: specs.map(({ cell }) => cell) };
}

function readSource(path: string): string | { readonly why: string } {
  try {
    return readInputFile(path, LARGEST_INPUT.yaml).toString('utf8');
  } catch (error) {
    return { why: whyUnreadable(error) };
  }
}
