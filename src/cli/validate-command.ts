import { resolve } from 'node:path';
import { Command } from 'commander';
import { loadCandidate } from '../candidate/load-candidate.ts';
import { type Diagnostic, InputError } from '../suite/diagnostic.ts';
import { loadSpecFiles } from '../suite/load-cell-files.ts';
import { plannedChecks } from '../suite/planned-checks.ts';
import { findFiles } from '../suite/cell-files.ts';
import { valueAt } from '../suite/explain-issues.ts';
import { readYaml } from '../suite/yaml.ts';
import { count } from '../report/words.ts';
import { BASELINE_KEY, loadBaseline } from '../run/baseline-file.ts';
import { readInput } from './candidate-file.ts';
import { allCells } from './chosen-cells.ts';
import { UsageError } from './usage-error.ts';

export function validateCommand(): Command {
  return new Command('validate')
    .description('Check specs, candidates and baselines without starting anything. Shows every mistake of every file.')
    .argument('<files...>', 'files, folders or globs; they are told apart by what is in them')
    .action((patterns: readonly string[]) => {
      const files = [...new Set(patterns.flatMap(filesOf))];
      const { valid, diagnostics } = validate(files);
      for (const line of valid) console.log(line);
      if (diagnostics.length > 0) throw new InputError(diagnostics);
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

function validate(files: readonly string[]): Validation {
  const kinds = files.map((file) => ({ file, source: readInput(resolve(file)) })).map(sorted);
  const specs = kinds.filter(({ kind }) => kind === 'spec').map(({ file }) => file);
  const others = kinds
    .filter(({ kind }) => kind !== 'spec')
    .map(({ kind, file, source }) => {
      if (kind === 'candidate') return candidateValidation(file, source);
      return kind === 'baseline' ? baselineValidation(file, source) : strangeFile(file, source);
    });
  const all = [specValidation(specs), ...others];
  return { valid: all.flatMap(({ valid }) => valid), diagnostics: all.flatMap(({ diagnostics }) => diagnostics) };
}

interface Sorted {
  readonly file: string;
  readonly source: string;
  readonly kind: 'spec' | 'candidate' | 'baseline' | 'unknown';
}

function sorted({ file, source }: { readonly file: string; readonly source: string }): Sorted {
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
  if (!('cells' in reading)) return { valid: [], diagnostics: reading.diagnostics };
  const valid = reading.cells.map(
    (cell) => `${cell.at.file}: spec of ${cell.id}, ${count(plannedChecks(cell).length, 'check')}`,
  );
  return { valid, diagnostics: [] };
}

function candidateValidation(file: string, source: string): Validation {
  const reading = loadCandidate(source, file);
  if (!('candidate' in reading)) return { valid: [], diagnostics: reading.diagnostics };
  return { valid: [`${file}: candidate ${reading.candidate.name} ${reading.candidate.version}`], diagnostics: [] };
}

function baselineValidation(file: string, source: string): Validation {
  const reading = loadBaseline(source, file, allCells().flatMap(plannedChecks));
  if (!('baseline' in reading)) return { valid: [], diagnostics: reading.diagnostics };
  const entries = count(reading.baseline.entries.length, 'known failure');
  return { valid: [`${file}: baseline of ${entries}`], diagnostics: [] };
}

function strangeFile(file: string, source: string): Validation {
  const document = readYaml(source, file);
  if ('diagnostics' in document) return { valid: [], diagnostics: document.diagnostics };
  const hint =
    'a spec has `cell:` and `scenario:`, a candidate `pools:` and `transitions:`, a baseline `known-failures:`';
  const [text = ''] = source.split(/\r?\n/, 1);
  const message = 'this is no spec, no candidate and no baseline';
  return { valid: [], diagnostics: [{ file, line: 1, column: 1, text, message, hint }] };
}
