import { expect, test } from '@jest/globals';
import { compare, type Row } from './reading.ts';

interface Files {
  /** The names of all files that there are, as the rows name them. */
  readonly names: () => readonly string[];
  readonly read: (name: string) => Uint8Array;
}

/** A test for each row, and one that shows that no file is without a row and no row without a file. */
export function testTable(rows: readonly Row[], { names, read }: Files): void {
  test.each(rows)('$file: $about', (row) => {
    const { found, wanted } = compare(row, read(row.file));
    expect(found).toEqual(wanted);
  });

  test('has a row for each file', () => {
    expect(rows.map(({ file }) => file).toSorted()).toEqual(names().toSorted());
  });
}
