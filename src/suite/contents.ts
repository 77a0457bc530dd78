/** What a suite consists of, to the octet: the digest by which two sets of requirements are told apart. Pure. */
import { digestOf } from '../content-digest.ts';
import type { Cell } from './cell.ts';

export interface SuiteFile {
  /** Its name in the folder of the suite. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Contents {
  /** SHA-256 in hexadecimal. */
  readonly sha256: string;
  /** SHA-256 of each file by its name. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * The digest of a suite is that of a text with a line a file, `<sha256>  <name>`, sorted by name: what
 * `sha256sum *.yaml | sha256sum` prints in its folder. CRLF counts as LF, because Git may change one into the other;
 * every other octet counts, in comments too.
 */
export function contentsOf(files: readonly SuiteFile[]): Contents {
  const digests = files
    .map(({ name, bytes }): readonly [string, string] => [name, digestOf(withLineFeeds(bytes))])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const list = digests.map(([name, digest]) => `${digest}  ${name}\n`).join('');
  return { sha256: digestOf(list), files: Object.fromEntries(digests) };
}

/** SHA-256 of all that a cell demands, wherever it stands in its file and however the file is written. */
export function meaningOf(cell: Cell): string {
  return digestOf(JSON.stringify(cell, withoutPlaces));
}

/** For JSON.stringify: leaves places out and puts keys in order. */
function withoutPlaces(key: string, value: unknown): unknown {
  if (key === 'at') return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function withLineFeeds(bytes: Uint8Array): Uint8Array {
  return Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}
