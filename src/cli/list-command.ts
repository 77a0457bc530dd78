import { Command } from 'commander';
import { DEFECTS } from '../reference/defects/catalogue.ts';
import { checkPhrase, checksOf } from '../report/phrase.ts';
import { requirementsLine, sourceLine } from '../report/requirements.ts';
import { count } from '../report/words.ts';
import { plannedSuite } from '../jest/plan-run.ts';
import { cellsOf, type LoadedSuite } from '../suite/load-suites.ts';
import { type Suite, stateTitle } from '../suite/suite.ts';
import type { Cell } from '../suite/cell.ts';
import { plannedChecks } from '../suite/planned-checks.ts';
import { nearName } from './near-name.ts';
import { chosenSuites, specPath, type SuiteFlags } from './chosen-suites.ts';
import { specsOption, suiteOption } from './suite-options.ts';
import { paintFor } from './terminal.ts';
import { print, printJson } from './output.ts';

export function listCommand(): Command {
  return new Command('list')
    .description('Show every cell of every suite: what is required, and the checks that judge it.')
    .option('--defects', 'instead, what the reference server can be made to do wrong, and the checks that find it')
    .option('--json', 'as JSON, for programs')
    .addOption(suiteOption())
    .addOption(specsOption())
    .action((options: ListFlags) => {
      if (options.defects === true) return print(listDefects(options.json === true));
      const suites = chosenSuites(options);
      if (options.json !== true) return print(render(suites));
      const listings = suites.flatMap((one) => cellsOf(one).map((cell) => listing(cell, one.suite)));
      printJson(listings);
    });
}

interface ListFlags extends SuiteFlags {
  readonly json?: true;
  readonly defects?: true;
}

function listing(cell: Cell, suite: Suite): object {
  const { id, title, state, phase, requirement, source } = cell;
  const checks = plannedChecks(cell).map((check) => {
    const line = checksOf(cell).find((one) => one.id === check)?.at.line;
    return { id: check, demands: checkPhrase(cell, check), ...(line === undefined ? {} : { line }) };
  });
  return {
    id,
    suite: suite.id,
    title,
    state,
    phase,
    requirement,
    source,
    file: nearName(specPath(cell.at.file)),
    checks,
  };
}

function render(suites: readonly LoadedSuite[]): string {
  const cells = suites.flatMap(cellsOf);
  const checks = cells.flatMap(plannedChecks).length;
  const total = `${count(cells.length, 'cell')}, ${count(checks, 'check')}`;
  return [...suites.map(renderSuite), total].join('\n\n');
}

function renderSuite(loaded: LoadedSuite): string {
  const { suite } = loaded;
  const cells = cellsOf(loaded);
  const paint = paintFor(process.stdout);
  const head = [
    paint(suite.title, 'bold'),
    `  ${requirementsLine(plannedSuite(loaded))}`,
    `  source: ${sourceLine(suite)}`,
  ].join('\n');
  const width = Math.max(...cells.flatMap(plannedChecks).map((check) => check.length));
  const blocks = cells.map((cell) =>
    [
      `${paint(cell.id, 'bold')}  ${cell.title}  ${paint(`${stateTitle(suite, cell.state)} · ${cell.phase}`, 'dim')}`,
      `  ${cell.requirement}`,
      ...plannedChecks(cell).map((check) => `    ${check.padEnd(width)}  ${checkPhrase(cell, check)}`),
      paint(`    ${nearName(specPath(cell.at.file))}`, 'dim'),
    ].join('\n'),
  );
  return [head, ...blocks].join('\n\n');
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
