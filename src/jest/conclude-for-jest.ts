import { relative } from 'node:path';
import { concludeRun, type ConcludeOptions } from '../report/conclude.ts';
import { ansiPaint, plainPaint } from '../report/paint.ts';
import { modification, requirementsOfRun } from '../report/requirements.ts';
import { openQuestions } from '../report/score.ts';
import { renderTables } from '../report/table.ts';
import { safeText } from '../safe-text.ts';

/**
 * Concludes a run and prints its tables as jest prints: to stderr. An error when a planned check has no verdict, and for
 * requirements that are not those that parkspec comes with: jest itself knows of failed tests only.
 */
export async function concludeForJest(
  run: string,
  { troubles, ends }: Required<Pick<ConcludeOptions, 'troubles' | 'ends'>>,
): Promise<Error | undefined> {
  const { result, page, lacking, allurePage, end } = await concludeRun(run, { troubles, ends, allure: true });
  const paint = isStyled() ? ansiPaint : plainPaint;
  const table = renderTables(result, relative(process.cwd(), page), paint);
  const remarks = [...openQuestions(result), ...lacking, requirementsOfRun(result)].map((line) => `  ${line}`);
  tell(`\n${[table, ...remarks].join('\n')}`);
  if (allurePage !== undefined) tell(`  Allure makes its report: ${relative(process.cwd(), allurePage)}`);
  for (const line of await end()) tell(`  ${line}`);
  if (lacking.length > 0) return new Error('the reports could not be published');
  const errors = result.cells.flatMap((cell) => cell.verdict.checks).filter((check) => check.verdict === 'error');
  if (errors.length > 0) return new Error(`${errors.length} planned checks ended with an error`);
  const [modified] = result.plan.suites.flatMap(modification);
  return modified === undefined ? undefined : new Error(modified);
}

/** A line to where jest prints. */
export function tell(text: string): void {
  process.stderr.write(`${safeText(text, isStyled())}\n`);
}

function isStyled(): boolean {
  return process.stderr.isTTY && !process.env['NO_COLOR'];
}
