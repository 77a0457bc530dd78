/** Compiles a spec into the test module that jest runs: one test a check, and a hook that runs the cell for them. */
import { resolve } from 'node:path';
import { checkPhrase } from '../report/phrase.ts';
import type { Cell } from '../suite/cell.ts';
import { type Diagnostic, renderDiagnostics } from '../suite/diagnostic.ts';
import { plannedChecks } from '../suite/planned-checks.ts';

/** The name of a cell's block of tests; with `testName` behind it, what `-t` is matched against. */
export function blockName(cell: Cell): string {
  return `${cell.id} ${cell.title}`;
}

export function testName(cell: Cell, check: string): string {
  return `${check} ${checkPhrase(cell, check)}`;
}

/**
 * The module's text, CommonJS. The work is done outside of jest's sandbox: the environment puts `parkspec` there, which
 * runs the cell and reports the verdicts.
 */
export function cellModule(cell: Cell): string {
  const tests = plannedChecks(cell).map(
    (check) => `  test(${JSON.stringify(testName(cell, check))}, () => parkspec.report(${JSON.stringify(check)}));`,
  );
  return [
    `describe(${JSON.stringify(blockName(cell))}, () => {`,
    `  beforeAll(() => parkspec.run(${JSON.stringify(cell)}), parkspec.timeout);`,
    ...tests,
    '});',
    '',
  ].join('\n');
}

/** A module that fails with everything that is wrong with the spec; jest's code frame shows the first mistake. */
export function brokenModule(diagnostics: readonly Diagnostic[], root: string): string {
  const message = renderDiagnostics(diagnostics);
  const [first] = diagnostics;
  const frame = first === undefined ? '' : `    at spec (${resolve(root, first.file)}:${first.line}:${first.column})`;
  return [
    `test('the spec is valid', () => {`,
    `  const error = new Error(${JSON.stringify(message)});`,
    `  error.name = 'InputError';`,
    `  error.stack = ${JSON.stringify(`InputError: ${message}\n${frame}`)};`,
    '  throw error;',
    '});',
    '',
  ].join('\n');
}
