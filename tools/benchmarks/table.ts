/**
 * Runs the whole table again and again and prints the spread: `npm run bench:table -- 100`. Every run goes through the
 * command line, as a user's does, with a reports folder of its own. Exits 1 when a run was not conformant.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, execPath, exit, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { spread } from './spread.ts';

interface Compliance {
  readonly verdict: string;
  readonly cells: ReadonlyArray<{
    readonly id: string;
    readonly durationMs: number;
    readonly checks: ReadonlyArray<{
      readonly id: string;
      readonly verdict: string;
      readonly reason: string;
      readonly figures: Readonly<Record<string, number>>;
    }>;
  }>;
}

const CLI = fileURLToPath(new URL('../../cli/main.js', import.meta.url));

async function main(): Promise<number> {
  const runs = Number(argv[2] ?? 5);
  const seconds: number[] = [];
  const cells = new Map<string, number[]>();
  const figures = new Map<string, number[]>();
  let bad = 0;
  for (let run = 1; run <= runs; run += 1) {
    const reports = mkdtempSync(join(tmpdir(), 'parkspec-bench-'));
    const began = performance.now();
    const code = await runTable(reports);
    seconds.push((performance.now() - began) / 1000);
    const result = JSON.parse(readFileSync(join(reports, 'compliance.json'), 'utf8')) as Compliance;
    for (const cell of result.cells) {
      add(cells, cell.id, cell.durationMs);
      for (const check of cell.checks) {
        for (const [name, value] of Object.entries(check.figures)) add(figures, name, value);
        if (check.verdict !== 'pass') stdout.write(`run ${run}: ${check.id} ${check.verdict}: ${check.reason}\n`);
      }
    }
    if (code === 0) rmSync(reports, { recursive: true });
    else stdout.write(`run ${run}: exit code ${code}, ${result.verdict}, kept in ${reports}\n`);
    bad += code === 0 ? 0 : 1;
  }
  stdout.write(`${runs - bad} of ${runs} runs conformant\n`);
  print('whole run, s', seconds);
  for (const [name, values] of cells) print(`${name}, ms`, values);
  for (const [name, values] of figures) print(name, values);
  return bad === 0 ? 0 : 1;
}

function runTable(reports: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(execPath, [CLI, 'run', '--reports', reports], { stdio: 'ignore' });
    child.once('error', reject);
    child.once('exit', resolve);
  });
}

function add(to: Map<string, number[]>, name: string, value: number): void {
  const values = to.get(name) ?? [];
  values.push(value);
  to.set(name, values);
}

function print(name: string, values: readonly number[]): void {
  stdout.write(`${name.padEnd(28)} ${spread(values)}\n`);
}

exit(await main());
