/** The end of a run whose candidate cannot be tested: one diagnosis, and reports that say so of each check. */
import { join } from 'node:path';
import { startTrouble } from '../doctor/candidate/start-trouble.ts';
import { stumbleSentence } from '../doctor/candidate/stumble.ts';
import { readHistory } from '../history/read-history.ts';
import { concludeRun } from '../report/conclude.ts';
import type { Paint } from '../report/paint.ts';
import type { RecordedEnds } from '../run/recorded-end.ts';
import { readInput } from './candidate-file.ts';
import { BROKEN } from './exit-codes.ts';
import { nearName } from './near-name.ts';
import { print } from './output.ts';
import { exitCodeOfStumble, renderStumble } from './print-stumble.ts';

export interface UntestableEnd {
  readonly ends: RecordedEnds;
  /** What is to be told of Docker. */
  readonly rest: readonly string[];
  readonly paint: Paint;
}

/**
 * The exit code of the run.
 *
 * @param directory  the folder of a cell that could not be started
 */
export async function concludeUntestable(
  run: string,
  directory: string,
  { ends, rest, paint }: UntestableEnd,
): Promise<number> {
  const { events } = readHistory(readInput(join(directory, 'history.jsonl'), 'history'));
  const stumble = startTrouble(events);
  const sentence = stumble === undefined ? 'its first cell could not be started' : stumbleSentence(stumble);
  const troubles = [`the candidate cannot be tested: ${sentence}`];
  const { page, lacking, end } = await concludeRun(run, { troubles, ends, allure: false });
  print(`${paint('✗ the candidate cannot be tested', 'bold', 'red')}: no cell came into normal service`);
  if (stumble !== undefined) print(renderStumble(stumble, { events, directory }, paint));
  for (const line of [...rest, ...lacking, ...(await end())]) print(paint(`  ${line}`, 'dim'));
  print(`  report:      ${nearName(page)}`);
  print('\nparkspec doctor --candidate goes step by step with it');
  return stumble === undefined ? BROKEN : exitCodeOfStumble(stumble);
}
