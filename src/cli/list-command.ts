import { Command } from 'commander';
import { DEFECTS } from '../reference/defects/catalogue.ts';
import { checkPhrase, checksOf } from '../report/phrase.ts';
import { STATE_NAMES } from '../report/words.ts';
import type { Cell } from '../suite/cell.ts';
import { plannedChecks } from '../suite/planned-checks.ts';
import { nearName } from './near-name.ts';
import { allCells, specPath } from './chosen-cells.ts';
import { paintFor } from './terminal.ts';

export function listCommand(): Command {
  return new Command('list')
    .description('Show every cell of the table: what is required, and the checks that judge it.')
    .option('--defects', 'instead, what the reference server can be made to do wrong, and the checks that find it')
    .option('--json', 'as JSON, for programs')
    .action((options: { readonly json?: true; readonly defects?: true }) => {
      if (options.defects === true) return console.log(listDefects(options.json === true));
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

function listDefects(json: boolean): string {
  if (json)
    return JSON.stringify(
      DEFECTS.map(({ id, title, turnsRed }) => ({ id, title, turnsRed })),
      undefined,
      2,
    );
  const paint = paintFor(process.stdout);
  const blocks = DEFECTS.map(({ id, title, turnsRed }) =>
    [paint(id, 'bold'), `  ${title}.`, paint(`  turns red: ${turnsRed.join(', ')}`, 'dim')].join('\n'),
  );
  return [...blocks, `${DEFECTS.length} defects; switch one on with \`parkspec run --defect <id>\``].join('\n\n');
}
