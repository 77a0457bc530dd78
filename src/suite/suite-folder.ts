/** Reads the folder of a suite: each file once, so that what is sealed is what is run. */
import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { whyUnreadable } from '../file-fault.ts';
import { LARGEST_INPUT, readInputFile } from '../input-file.ts';
import type { Cell } from './cell.ts';
import { nameFrom } from './cell-files.ts';
import { type Contents, contentsOf, type SuiteFile } from './contents.ts';
import { type Diagnostic, sortDiagnostics } from './diagnostic.ts';
import { didYouMean } from './did-you-mean.ts';
import { loadCell } from './load-cell.ts';
import { loadSuite } from './load-suite.ts';
import { repeatedCells, type Spec } from './repeated-cells.ts';
import { SourceLines } from './source-lines.ts';
import { inOrder, SUITE_FILE, type Suite } from './suite.ts';
import type { YamlDocument } from './yaml.ts';

export interface SuiteFolder {
  /** Absolute path. */
  readonly folder: string;
  /** Undefined when its suite file cannot be used. */
  readonly suite: Suite | undefined;
  /** The cells that could be read, in the order of the suite. */
  readonly specs: readonly Spec[];
  /** How many files there are that should be cells. */
  readonly cellFiles: number;
  readonly contents: Contents;
  readonly diagnostics: readonly Diagnostic[];
  /** Cells that the suite file lists and no file has. */
  readonly missing: readonly Diagnostic[];
}

/** Every `.yaml` file beside the suite file is a cell. Files are named from `root` where they lie below it. */
export function readSuiteFolder(folder: string, root: string): SuiteFolder {
  const named = (name: string): string => nameFrom(root, join(folder, name));
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => /\.ya?ml$/i.test(name));
  const isRead = (entry: (typeof entries)[number]): boolean => entry.isFile() && entry.name.endsWith('.yaml');
  const read = entries.filter(isRead).map(({ name }) => readSuiteFile(folder, name));
  const files = read.flatMap((one) => ('bytes' in one ? [one] : []));
  const unreadable = read.flatMap((one) =>
    'why' in one ? [refuse(named(one.name), `cannot be read: ${one.why}`)] : [],
  );
  const refused = entries
    .filter((entry) => !isRead(entry) && !entry.isDirectory())
    .map((entry) => refuse(named(entry.name), ...whyNotRead(entry)));
  const readings = files.map(({ name, bytes }) => ({
    file: named(name),
    name,
    text: Buffer.from(bytes).toString('utf8'),
  }));
  const own = readings.find(({ name }) => name === SUITE_FILE);
  const reading = own === undefined ? undefined : loadSuite(own.text, own.file);
  const suite = reading !== undefined && 'suite' in reading ? reading.suite : undefined;
  const sources = readings.filter(({ name }) => name !== SUITE_FILE);
  const loaded = sources.map(({ file, text }) => ({ text, ...loadCell(text, file, suite) }));
  const specs = loaded.flatMap((one) => ('cell' in one ? [{ cell: one.cell, source: one.text }] : []));
  const cells = specs.map(({ cell }) => cell);
  return {
    folder,
    suite,
    specs: suite === undefined ? specs : inOrder(suite, specs),
    cellFiles: sources.length,
    contents: contentsOf(files),
    diagnostics: sortDiagnostics([
      ...refused,
      ...unreadable,
      ...(reading === undefined && !read.some(({ name }) => name === SUITE_FILE) ? [noSuite(named(SUITE_FILE))] : []),
      ...(reading !== undefined && 'diagnostics' in reading ? reading.diagnostics : []),
      ...loaded.flatMap((one) => ('diagnostics' in one ? one.diagnostics : [])),
      ...repeatedCells(specs),
      ...(suite !== undefined && sources.length === 0 ? [noCell(named(SUITE_FILE))] : []),
    ]),
    missing: reading !== undefined && 'suite' in reading ? missingCells(reading, cells) : [],
  };
}

function readSuiteFile(folder: string, name: string): SuiteFile | { readonly name: string; readonly why: string } {
  try {
    return { name, bytes: readInputFile(join(folder, name), LARGEST_INPUT.yaml) };
  } catch (error) {
    return { name, why: whyUnreadable(error) };
  }
}

function whyNotRead(entry: Dirent): readonly [message: string, hint: string] {
  if (entry.isFile()) return ['it is not read', 'the name of a cell file ends in `.yaml`'];
  const what = entry.isSymbolicLink() ? 'it is a link' : 'it is no plain file';
  return [what, 'put the file itself into the folder of the suite'];
}

function refuse(file: string, message: string, hint?: string): Diagnostic {
  return new SourceLines('', file).diagnose(0, message, hint);
}

function noSuite(file: string): Diagnostic {
  return new SourceLines('', file).diagnose(0, 'there is no such file', 'docs/writing-cells.md says what a suite is');
}

function noCell(file: string): Diagnostic {
  return new SourceLines('', file).diagnose(0, 'the suite has no cell', 'put the files of its cells beside it');
}

function missingCells(
  { suite, document }: { readonly suite: Suite; readonly document: YamlDocument },
  cells: readonly Cell[],
): readonly Diagnostic[] {
  const unlisted = cells.map(({ id }) => id).filter((id) => !suite.order.includes(id));
  return suite.order.flatMap((id, index) => {
    if (cells.some((cell) => cell.id === id)) return [];
    const meant = didYouMean(id, unlisted);
    const hint = meant === undefined ? 'add its file, or take it out of the list' : `did you mean \`${meant}\`?`;
    return [document.diagnose(['cells', index], 'value', `no file of the suite has the cell \`${id}\``, hint)];
  });
}
