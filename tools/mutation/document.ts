/** The page that says in short what mutation testing found, written from Stryker's own reports. */
import { dirname } from 'node:path';

/** What is mutated together: an entry of `parts.json`. */
export interface Part {
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
  /** Percent that must be reached. */
  readonly break: number;
  readonly 'not mutated'?: Readonly<Record<string, string>>;
  readonly 'tests left out'?: Readonly<Record<string, string>>;
  /** Why mutants that act only while a module is loaded are left out; they are tried where this is not set. */
  readonly static?: string;
  /** What is known of those that survive. */
  readonly survivors?: readonly string[];
}

interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Mutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: 'Killed' | 'Timeout' | 'Survived' | 'NoCoverage' | 'RuntimeError' | 'CompileError' | 'Ignored';
  readonly location: { readonly start: Position; readonly end: Position };
}

/** As much as is used of https://github.com/stryker-mutator/mutation-testing-elements, its report schema. */
export interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}

export interface Result {
  readonly name: string;
  readonly part: Part;
  /** The day of the run, `2026-11-23`. */
  readonly day: string;
  readonly report: Report;
}

const SHOWN = 70;

const TAIL = 'Written by `npm run mutation`; do not edit.';

/** The page made of the sections of all parts. */
export function pageOf(sections: readonly string[]): string {
  return `${[HEAD, ...sections, TAIL].join('\n\n')}\n`;
}

/** The sections of a page by the names of their parts. */
export function sectionsOf(page: string): ReadonlyMap<string, string> {
  const sections = page
    .replace(TAIL, '')
    .split(/^(?=## )/m)
    .slice(1);
  return new Map(sections.map((text) => [text.slice(3, text.indexOf('\n')), text.trimEnd()]));
}

const HEAD = `# Mutation testing

Stryker changes the source in one place at a time (a *mutant*) and runs the tests that reach the place. A mutant that no
test notices shows what is not tested. \`npm test\` says that the program does what the tests want; this says what the
tests want.

\`\`\`sh
npm run mutation                                   # all parts; writes this page
npm run mutation -- judge                          # one part
npm run mutation -- judge src/judge/outcome/connected.ts   # one file: tells what survives in it, and counts it here
\`\`\`

A run fails when a part's score is below its bound. The score is the share of killed mutants, and of those that never
end, among all but the ignored and the broken (those with which the tests cannot even be loaded). Parts, bounds and everything that is left out are in
\`tools/mutation/parts.json\`.`;

export function sectionOf({ name, part, day, report }: Result): string {
  const all = Object.values(report.files).flatMap(({ mutants }) => mutants);
  const files = Object.entries(report.files);
  const folders = [...new Set(files.map(([path]) => dirname(path)))].toSorted();
  const rows = folders.map((folder) =>
    rowOf(
      `\`${folder}\``,
      files.flatMap(([path, { mutants }]) => (dirname(path) === folder ? mutants : [])),
    ),
  );
  return [
    `## ${name}`,
    `${day}, bound ${part.break} %.`,
    [
      '| folder | mutants | killed | timeout | survived | no coverage | ignored, broken | score |',
      '|---|--:|--:|--:|--:|--:|--:|--:|',
      ...rows,
      rowOf('**all**', all),
    ].join('\n'),
    ...reasons('Not mutated', part['not mutated']),
    ...(part.static === undefined ? [] : [`Ignored are static mutants: ${part.static}.`]),
    ...reasons('Tests left out', part['tests left out']),
    ...(part.survivors === undefined
      ? []
      : [`What survives:\n\n${part.survivors.map((line) => `- ${line}`).join('\n')}`]),
    listed(name, survivorsOf(report).length),
  ].join('\n\n');
}

function reasons(title: string, paths: Readonly<Record<string, string>> = {}): readonly string[] {
  const lines = Object.entries(paths).map(([path, why]) => `- \`${path}\`: ${why}`);
  return lines.length === 0 ? [] : [`${title}:\n\n${lines.join('\n')}`];
}

function rowOf(title: string, mutants: readonly Mutant[]): string {
  const count = (...statuses: ReadonlyArray<Mutant['status']>): number =>
    mutants.filter(({ status }) => statuses.includes(status)).length;
  const broken = count('RuntimeError', 'CompileError', 'Ignored');
  const cells = [count('Killed'), count('Timeout'), count('Survived'), count('NoCoverage'), broken];
  return `| ${[title, mutants.length, ...cells, `${scoreOf(mutants).toFixed(1)} %`].join(' | ')} |`;
}

/** Percent of the mutants that the tests noticed. */
export function scoreOf(mutants: readonly Mutant[]): number {
  const noticed = mutants.filter(({ status }) => status === 'Killed' || status === 'Timeout').length;
  const missed = mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage').length;
  return noticed + missed === 0 ? 100 : (100 * noticed) / (noticed + missed);
}

/** Each mutant that no test noticed, in one line. */
export function survivorsOf(report: Report): readonly string[] {
  return Object.entries(report.files).flatMap(([path, { source, mutants }]) =>
    mutants
      .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
      .toSorted(({ location: { start: a } }, { location: { start: b } }) => a.line - b.line || a.column - b.column)
      .map((mutant) => `${path}:${mutant.location.start.line}  ${change(source, mutant)}`),
  );
}

/** Where a run lists what survives in a part: a file of many hundred lines. */
export function listOf(name: string): string {
  return `reports/mutation/${name}-survivors.txt`;
}

function listed(name: string, survivors: number): string {
  return `\`${listOf(name)}\` lists all ${survivors} that survive, when this part is run.`;
}

/** What the mutant made of what, in one line: `a >= b → a > b`. */
function change(source: string, { location: { start, end }, replacement = '', status }: Mutant): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = lines.length - 1;
  const text = lines
    .map((line, index) => line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined))
    .join(' ');
  const unseen = status === 'NoCoverage' ? '  (no test comes here)' : '';
  return `${short(text)} → ${short(replacement)}${unseen}`;
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= SHOWN ? line : `${line.slice(0, SHOWN - 1)}…`;
}
