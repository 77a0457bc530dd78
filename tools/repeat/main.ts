/**
 * Runs the table of one candidate several times, and tells each check whose verdict is not the same every time:
 * `npm run repeat -- --times 10 --candidate containers/asterisk/candidate-dr.yaml`. Each run has a folder of its own, with
 * its report and the histories of its cells. Exits 0 when the verdicts repeat, 1 when one differs, 2 when a run wrote no
 * report, 64 when the command line cannot be meant.
 *
 *     --times 10           how many runs; 2 to 100, 10 without it
 *     --candidate a.yaml   the candidate file; the reference server without it
 *     --cells A,B          of these cells alone
 *     --outage, --phones, --workers   as `parkspec run` takes them
 *     --reports <folder>   default: reports/repeat; run 3 is in its folder 3
 */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { exit, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import type { Compliance } from '../../src/report/compliance.ts';
import { runTable } from '../runs/run-table.ts';
import { differencesBetween, renderDifferences } from './differences.ts';

const DIFFERS = 1;
const NO_REPORT = 2;
const USAGE = 64;
const [FEWEST, MOST, USUAL] = [2, 100, 10];

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: { times: text, candidate: text, cells: text, outage: text, phones: text, workers: text, reports: text },
});
const folder = values.reports ?? join('reports', 'repeat');
const candidate = values.candidate ?? join('containers', 'reference', 'candidate.yaml');

async function main(): Promise<number> {
  const times = Number(values.times ?? USUAL);
  if (!Number.isInteger(times) || times < FEWEST || times > MOST) {
    stdout.write(`--times ${values.times}: a whole number from ${FEWEST} to ${MOST}\n`);
    return USAGE;
  }
  const runs: Compliance[] = [];
  for (let run = 1; run <= times; run += 1) {
    const reports = join(folder, String(run));
    rmSync(reports, { recursive: true, force: true });
    stdout.write(`${run} of ${times} … `);
    // oxlint-disable-next-line no-await-in-loop -- a run has the machine to itself
    const outcome = await runTable(candidate, reports, options());
    if (outcome.kind === 'no-report') {
      stdout.write(`${outcome.why}\n`);
      return NO_REPORT;
    }
    stdout.write(`${outcome.compliance.verdict}\n`);
    runs.push(outcome.compliance);
  }
  const differences = differencesBetween(runs);
  for (const line of renderDifferences(differences, historyIn)) stdout.write(`${line}\n`);
  const checks = new Set(runs.flatMap(({ cells }) => cells.flatMap((cell) => cell.checks.map(({ id }) => id)))).size;
  const differing = differences.length === 0 ? 'each has the same verdict' : `${differences.length} differ`;
  stdout.write(`${checks} checks in ${times} runs: ${differing}; ${folder}\n`);
  return differences.length === 0 ? 0 : DIFFERS;
}

/** Those that are passed on. */
function options(): readonly string[] {
  const cells = (values.cells?.split(',') ?? []).flatMap((cell) => ['--cells', cell]);
  const others = (['outage', 'phones', 'workers'] as const).flatMap((name) => {
    const value = values[name];
    return value === undefined ? [] : [`--${name}`, value];
  });
  return [...cells, ...others];
}

function historyIn(run: number, cell: string): string {
  const runs = join(folder, String(run), 'runs');
  const [id = ''] = readdirSync(runs);
  return join(runs, id, cell, 'history.jsonl');
}

exit(await main());
