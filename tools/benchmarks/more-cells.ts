/** The table several times over, as a suite of its own: to see how the cost of a run grows with the number of its cells. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SUITE = 'suite.yaml';

/** The id of the suite with so many copies. */
export function suiteOf(copies: number): string {
  return `table-times-${copies}`;
}

/**
 * Writes the cells of the suite in `from` into `to`, `copies` times, each under an id of its own, and a suite file beside
 * them.
 */
export function writeMoreCells(from: string, to: string, copies: number): void {
  mkdirSync(to, { recursive: true });
  const ids = new Set<string>();
  for (const name of readdirSync(from).filter((each) => each.endsWith('.yaml') && each !== SUITE)) {
    const text = readFileSync(join(from, name), 'utf8');
    for (let copy = 1; copy <= copies; copy += 1) {
      const copied = text.replace(/^cell: (\S+)$/m, (_, id: string) => {
        ids.add(`${id}-${copy}`);
        return `cell: ${id}-${copy}`;
      });
      writeFileSync(join(to, name.replace('.yaml', `.${copy}.yaml`)), copied);
    }
  }
  const suite = readFileSync(join(from, SUITE), 'utf8')
    .replace(/^suite: \S+$/m, `suite: ${suiteOf(copies)}`)
    .replace(/^cells: .*$/m, `cells: [${[...ids].join(', ')}]`);
  writeFileSync(join(to, SUITE), suite);
}
