import { Command } from 'commander';
import { checkPhrase, checksOf } from '../report/phrase.ts';
import { STATE_NAMES } from '../report/words.ts';
import type { Cell } from '../spec/cell.ts';
import { plannedChecks } from '../spec/plan.ts';
import { nearName } from './near-name.ts';
import { allCells, specPath } from './specs.ts';
import { paintFor } from './terminal.ts';

export function listCommand(): Command {
  return new Command('list')
    .description('Show every cell of the table: what is required, and the checks that judge it.')
    .option('--json', 'as JSON, for programs')
    .action((options: { readonly json?: true }) => {
      const cells = allCells();
      console.log(options.json === true ? JSON.stringify(cells.map(listing), undefined, 2) : render(cells));
    });
}

function listing(cell: Cell): object {
  const { id, title, state, phase, requirement, source } = cell;
  const checks = plannedChecks(cell).map((check) => {
    const line = checksOf(cell).find((one) => one.id === check)?.at.line;
    return { id: check, demands: checkPhrase(cell, check), ...(line === undefined ? {} : { line }) };
  });
  return { id, title, state, phase, requirement, source, file: nearName(specPath(cell.at.file)), checks };
}

function render(cells: readonly Cell[]): string {
  const paint = paintFor(process.stdout);
  const width = Math.max(...cells.flatMap(plannedChecks).map((check) => check.length));
  const blocks = cells.map((cell) =>
    [
      `${paint(cell.id, 'bold')}  ${cell.title}  ${paint(`${STATE_NAMES[cell.state]} · ${cell.phase}`, 'dim')}`,
      `  ${cell.requirement}`,
      ...plannedChecks(cell).map((check) => `    ${check.padEnd(width)}  ${checkPhrase(cell, check)}`),
      paint(`    ${nearName(specPath(cell.at.file))}`, 'dim'),
    ].join('\n'),
  );
  const checks = cells.flatMap(plannedChecks).length;
  return [...blocks, `${cells.length} cells, ${checks} checks`].join('\n\n');
}
