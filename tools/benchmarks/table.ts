/**
 * Runs the whole table again and again and prints the spread, and where the time of each cell goes: `npm run bench:table --
 * 100`. Every run goes through the command line, as a user's does, with a reports folder of its own. A second number has
 * each run have the cells of the table that many times: `npm run bench:table -- 5 3`. Exits 1 when a run was not conformant.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, execPath, exit, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { readHistory } from '../../src/history/read-history.ts';
import { suiteOf, writeMoreCells } from './more-cells.ts';
import { median, spread } from './spread.ts';
import { accountOf, type Kind, KINDS } from './time-account.ts';

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
const TABLE = fileURLToPath(new URL('../../../specs/dr-table', import.meta.url));

async function main(): Promise<number> {
  const runs = Number(argv[2] ?? 5);
  const copies = Number(argv[3] ?? 1);
  const suites = mkdtempSync(join(tmpdir(), 'parkspec-bench-suite-'));
  if (copies > 1) writeMoreCells(TABLE, suites, copies);
  const specs = copies > 1 ? ['--specs', suites, '--suite', suiteOf(copies)] : [];
  const seconds: number[] = [];
  const cells = new Map<string, number[]>();
  const figures = new Map<string, number[]>();
  const accounts = new Map<string, Array<Readonly<Record<Kind, number>>>>();
  let bad = 0;
  for (let run = 1; run <= runs; run += 1) {
    const reports = mkdtempSync(join(tmpdir(), 'parkspec-bench-'));
    const began = performance.now();
    const code = await runTable(reports, specs);
    seconds.push((performance.now() - began) / 1000);
    const result = JSON.parse(readFileSync(join(reports, 'compliance.json'), 'utf8')) as Compliance;
    for (const cell of result.cells) {
      add(cells, cell.id, cell.durationMs);
      accounts.set(cell.id, [...(accounts.get(cell.id) ?? []), accountIn(reports, cell.id)]);
      for (const check of cell.checks) {
        for (const [name, value] of Object.entries(check.figures)) add(figures, name, value);
        if (check.verdict !== 'pass') stdout.write(`run ${run}: ${check.id} ${check.verdict}: ${check.reason}\n`);
      }
    }
    if (code === 0) rmSync(reports, { recursive: true });
    else stdout.write(`run ${run}: exit code ${code}, ${result.verdict}, kept in ${reports}\n`);
    bad += code === 0 ? 0 : 1;
  }
  rmSync(suites, { recursive: true });
  stdout.write(`${runs - bad} of ${runs} runs conformant\n`);
  print('whole run, s', seconds);
  for (const [name, values] of cells) print(`${name}, ms`, values);
  for (const [name, values] of figures) print(name, values);
  stdout.write(`\nmedian ms of each cell, by what its time goes to\n${row('', KINDS)}`);
  for (const [id, all] of accounts)
    stdout.write(
      row(
        id,
        KINDS.map((kind) => median(all.map((one) => one[kind])).toFixed(0)),
      ),
    );
  return bad === 0 ? 0 : 1;
}

/** Of the first attempt at a cell. */
function accountIn(reports: string, cell: string): Readonly<Record<Kind, number>> {
  const [run = ''] = readdirSync(join(reports, 'runs'));
  return accountOf(readHistory(readFileSync(join(reports, 'runs', run, cell, 'history.jsonl'), 'utf8')).events);
}

function row(name: string, values: readonly string[]): string {
  return `${name.padEnd(10)}${values.map((value) => value.padStart(11)).join('')}\n`;
}

function runTable(reports: string, specs: readonly string[]): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(execPath, [CLI, 'run', '--reports', reports, ...specs], { stdio: 'ignore' });
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
