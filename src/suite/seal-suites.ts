import { cellsOf, loadSuites } from './load-suites.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Seal, sealOf } from './seal.ts';

/** The seals of the suites below `specs`; files are named from `root`. */
export function sealsOf(
  specs: string,
  root: string,
): { readonly seals: readonly Seal[] } | { readonly diagnostics: readonly Diagnostic[] } {
  const reading = loadSuites([specs], { root, seals: [] });
  if ('diagnostics' in reading) return reading;
  return { seals: reading.suites.map((one) => sealOf({ ...one, cells: cellsOf(one) })) };
}
