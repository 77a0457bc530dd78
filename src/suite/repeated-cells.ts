import type { Cell } from './cell.ts';
import type { Diagnostic } from './diagnostic.ts';

/** A cell, and the text of its file. */
export interface Spec {
  readonly cell: Cell;
  readonly source: string;
}

/** Reports keep a folder for each cell, so ids that differ in case only would meet on some disks. */
export function repeatedCells(specs: readonly Spec[]): readonly Diagnostic[] {
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
