/** The jest transformer that makes a test module of a spec: `transform: { '\\.yaml$': 'parkspec/dist/jest/transformer.js' }`. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { nameFrom } from '../suite/cell-files.ts';
import { type CellReading, loadCell } from '../suite/load-cell.ts';
import { suiteBeside, suiteTextBeside } from '../suite/suite-beside.ts';
import { PARKSPEC_VERSION } from '../version.ts';
import { brokenModule, cellModule } from './spec-module.ts';

interface TransformOptions {
  readonly config: { readonly rootDir: string };
}

const transformer = {
  process(source: string, path: string, { config }: TransformOptions): { readonly code: string } {
    const reading = readCell(source, path, config.rootDir);
    return { code: 'cell' in reading ? cellModule(reading.cell) : brokenModule(reading.diagnostics, config.rootDir) };
  },

  getCacheKey(source: string, path: string, { config }: TransformOptions): string {
    const parts = [compilerDigest(), config.rootDir, path, suiteTextBeside(path) ?? '', source];
    return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32);
  },
};

// Jest takes a transformer by its default export.
export default transformer;

/** A spec is called by its path from the project's root, so that reports say the same on every machine. */
function readCell(source: string, path: string, root: string): CellReading {
  const beside = suiteBeside(path, root);
  return 'suite' in beside ? loadCell(source, nameFrom(root, path), beside.suite) : beside;
}

let digest: string | undefined;

/**
 * Changes with the code that compiles, so that jest keeps no module that an older version compiled: this is one file of the
 * build, and the names of the others that it imports carry a digest of what they hold.
 */
function compilerDigest(): string {
  digest ??= createHash('sha256')
    .update(PARKSPEC_VERSION)
    .update(readFileSync(fileURLToPath(import.meta.url)))
    .digest('hex');
  return digest;
}
