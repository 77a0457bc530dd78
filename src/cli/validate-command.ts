import { basename, dirname, resolve } from 'node:path';
import { Command } from 'commander';
import { exposedSecrets } from '../candidate/exposed-secrets.ts';
import { loadCandidate } from '../candidate/load-candidate.ts';
import { type Diagnostic, InputError, sortDiagnostics } from '../suite/diagnostic.ts';
import { loadSpecFiles } from '../suite/load-cell-files.ts';
import { cellsOf, loadSuites } from '../suite/load-suites.ts';
import { SEALS } from '../suite/seals.ts';
import { withoutForeignLines } from '../suite/shown-lines.ts';
import { SUITE_FILE } from '../suite/suite.ts';
import { plannedChecks } from '../suite/planned-checks.ts';
import { findFiles } from '../suite/cell-files.ts';
import { hidePasswords } from '../suite/hide-passwords.ts';
import { valueAt } from '../suite/explain-issues.ts';
import { readYaml } from '../suite/yaml.ts';
import { plannedSuite } from '../jest/plan-run.ts';
import { requirementsLine } from '../report/requirements.ts';
import { count } from '../report/words.ts';
import { BASELINE_KEY, loadBaseline } from '../run/baseline-file.ts';
import { readInput } from './candidate-file.ts';
import { chosenSuites, suitesFor, type SuiteFlags } from './chosen-suites.ts';
import { specsOption } from './suite-options.ts';
import { UsageError } from './usage-error.ts';
import { print } from './output.ts';

export function validateCommand(): Command {
  return new Command('validate')
    .description(
      'Check suites, specs, candidates and baselines without starting anything. Shows every mistake of every file.',
    )
    .argument('[files...]', 'files, folders or globs; they are told apart by what is in them')
    .addOption(specsOption())
    .action((patterns: readonly string[], { specs = [] }: SuiteFlags) => {
      const files = [...new Set([...patterns, ...specs].flatMap(filesOf))];
      if (files.length === 0) throw new UsageError('say which files: `parkspec validate my-suite candidate.yaml`');
      const { valid, diagnostics } = validate(files, specs);
      for (const line of valid) print(line);
      if (diagnostics.length > 0) throw new InputError(sortDiagnostics(diagnostics));
    });
}

function filesOf(pattern: string): readonly string[] {
  const found = findFiles(pattern, process.cwd());
  if (found.length === 0) throw new UsageError(`\`${pattern}\` means no file`);
  return found;
}

interface Validation {
  readonly valid: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A baseline may name the checks of all suites that parkspec comes with, and of those in the folders `specs`. */
function validate(files: readonly string[], specs: readonly string[]): Validation {
  const kinds = files.map((file) => ({ file, source: readInput(resolve(file), 'yaml') })).map(sorted);
  const cells = kinds.filter(({ kind }) => kind === 'spec').map(({ file }) => file);
  const others = kinds
    .filter(({ kind }) => kind !== 'spec')
    .map(({ kind, file, source }) => {
      switch (kind) {
        case 'suite':
          return suiteValidation(file);
        case 'candidate':
          return candidateValidation(file, source);
        case 'baseline':
          return baselineValidation(file, source, specs);
        case 'spec':
        case 'unknown':
          return strangeFile(file, source);
      }
    });
  const all = [specValidation(cells), ...others];
  return { valid: all.flatMap(({ valid }) => valid), diagnostics: all.flatMap(({ diagnostics }) => diagnostics) };
}

interface Sorted {
  readonly file: string;
  readonly source: string;
  readonly kind: 'suite' | 'spec' | 'candidate' | 'baseline' | 'unknown';
}

function sorted({ file, source }: { readonly file: string; readonly source: string }): Sorted {
  if (basename(file) === SUITE_FILE) return { file, source, kind: 'suite' };
  const document = readYaml(source, file);
  const has = (key: string): boolean => !('diagnostics' in document) && valueAt(document.value, [key]) !== undefined;
  const kinds = [
    { kind: 'spec', keys: ['cell', 'scenario'] },
    { kind: 'candidate', keys: ['pools', 'runtime', 'transitions'] },
    { kind: 'baseline', keys: [BASELINE_KEY] },
  ] as const;
  return { file, source, kind: kinds.find(({ keys }) => keys.some(has))?.kind ?? 'unknown' };
}

function specValidation(files: readonly string[]): Validation {
  if (files.length === 0) return { valid: [], diagnostics: [] };
  const reading = loadSpecFiles(files);
  if (!('cells' in reading)) {
    return { valid: [], diagnostics: reading.diagnostics.flatMap((one) => withoutForeignLines(one.file, [one])) };
  }
  const valid = reading.cells.map(
    (cell) => `${cell.at.file}: spec of ${cell.id}, ${count(plannedChecks(cell).length, 'check')}`,
  );
  return { valid, diagnostics: [] };
}

/** The suite as a whole, whatever of it was named: its files and whose requirements it states. */
function suiteValidation(file: string): Validation {
  const reading = loadSuites([dirname(resolve(file))], { root: process.cwd(), seals: SEALS });
  if ('diagnostics' in reading) return { valid: [], diagnostics: reading.diagnostics };
  return {
    valid: reading.suites.map((one) => `${file}: suite ${requirementsLine(plannedSuite(one))}`),
    diagnostics: [],
  };
}

function candidateValidation(file: string, source: string): Validation {
  const reading = loadCandidate(source, file);
  if (!('candidate' in reading)) return { valid: [], diagnostics: withoutForeignLines(file, reading.diagnostics) };
  const { name, version } = reading.candidate;
  const exposed = exposedSecrets(reading.candidate, process.env).map((text) => `${file}: ${text}`);
  const { suites } = suitesFor(chosenSuites({}), reading.candidate, {});
  const held = suites.map(({ suite }) => suite.id).join(', ');
  return {
    valid: [`${file}: candidate ${name} ${version}, for the requirements ${held}`, ...exposed],
    diagnostics: [],
  };
}

function baselineValidation(file: string, source: string, specs: readonly string[]): Validation {
  const checks = chosenSuites({ specs }).flatMap(cellsOf).flatMap(plannedChecks);
  const reading = loadBaseline(source, file, checks);
  if (!('baseline' in reading)) return { valid: [], diagnostics: withoutForeignLines(file, reading.diagnostics) };
  const entries = count(reading.baseline.entries.length, 'known failure');
  return { valid: [`${file}: baseline of ${entries}`], diagnostics: [] };
}

function strangeFile(file: string, source: string): Validation {
  const document = readYaml(source, file);
  if ('diagnostics' in document) return { valid: [], diagnostics: withoutForeignLines(file, document.diagnostics) };
  const hint =
    'a spec has `cell:` and `scenario:`, a candidate `pools:` and `transitions:`, a baseline `known-failures:`; a suite is called `suite.yaml`';
  const text = hidePasswords(source.split(/\r?\n/, 1)[0] ?? '');
  const message = 'this is no spec, no candidate and no baseline';
  const diagnostic = { file, line: 1, column: 1, text, message, hint };
  return { valid: [], diagnostics: withoutForeignLines(file, [diagnostic]) };
}
