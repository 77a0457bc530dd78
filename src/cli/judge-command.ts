import { existsSync, realpathSync } from 'node:fs';
import { Command } from 'commander';
import { readHistory } from '../history/read-history.ts';
import { judge } from '../judge/judge.ts';
import type { CellVerdict } from '../judge/verdict.ts';
import { alteredFrom, type Seal } from '../suite/seal.ts';
import { SEALS } from '../suite/seals.ts';
import { VERDICT_STYLES } from '../report/paint.ts';
import { cellScore } from '../report/score.ts';
import { figure, VERDICT_MARKS, VERDICT_NAMES } from '../report/words.ts';
import { InputError } from '../suite/diagnostic.ts';
import { readInput } from './candidate-file.ts';
import { exitCodeOf } from './exit-codes.ts';
import { UsageError } from './usage-error.ts';
import { paintFor } from './terminal.ts';
import { print, printJson } from './output.ts';

interface JudgeFlags {
  readonly json?: true;
  readonly strict?: true;
}

interface Judged {
  readonly file: string;
  readonly truncated: boolean;
  readonly verdict: CellVerdict;
  /** The sealed requirements that the recorded cell has the id of and differs from. */
  readonly altered: Seal | undefined;
}

export function judgeCommand(): Command {
  return new Command('judge')
    .description('Judge recorded histories again, from the files alone: the same verdicts as in the run.')
    .argument('<history...>', 'history.jsonl files, for example reports/runs/*/DR-12/history.jsonl')
    .option('--json', 'as JSON, for programs')
    .option('--strict', 'advisories (departures from an RFC SHOULD) count as failures')
    .action((files: readonly string[], flags: JudgeFlags) => {
      refuseTwice(files);
      const readings = files.map((file) => ({ file, ...readHistory(readInput(file, 'history'), file) }));
      const problems = readings.flatMap((reading) => reading.problems);
      if (problems.length > 0) throw new InputError(problems);
      const judged = readings.map(({ file, events, truncated }) => ({
        file,
        truncated,
        verdict: judge(events, { strict: flags.strict === true }),
        altered: events.flatMap((event) => (event.kind === 'run' ? (alteredFrom(event.cell, SEALS) ?? []) : [])).at(0),
      }));
      const verdicts = judged.map(({ verdict }) => verdict);
      if (flags.json === true) printJson(verdicts);
      else print(judged.map(render).join('\n\n'));
      process.exitCode = exitCodeOf(verdicts.map(({ verdict }) => verdict));
    });
}

/** A history that counted twice would make two of one cell. */
function refuseTwice(files: readonly string[]): void {
  const known = new Map<string, string>();
  for (const file of files) {
    const place = placeOf(file);
    const before = known.get(place);
    if (before !== undefined) {
      throw new UsageError(`${file} is the same history as ${before}, which is named before it: name it once`);
    }
    known.set(place, file);
  }
}

/** A file that is not there is complained about where it is read. */
function placeOf(file: string): string {
  return existsSync(file) ? realpathSync(file) : file;
}

function render({ file, truncated, verdict: cell, altered }: Judged): string {
  const paint = paintFor(process.stdout);
  const mark = paint(
    `${VERDICT_MARKS[cell.verdict]} ${cell.cell} ${VERDICT_NAMES[cell.verdict]}`,
    VERDICT_STYLES[cell.verdict],
  );
  const checks = cell.checks.flatMap((check) => {
    const figures = Object.entries(check.figures).map(([key, value]) => figure(key, value));
    const measured = figures.map(({ label, value }) => `${label} ${value}`).join(', ');
    return [
      `  ${paint(VERDICT_MARKS[check.verdict], VERDICT_STYLES[check.verdict])} ${check.id}  ${check.reason}`,
      ...(measured === '' ? [] : [paint(`      ${measured}`, 'dim')]),
      ...(check.evidence.length === 0 ? [] : [paint(`      events ${check.evidence.join(', ')}`, 'dim')]),
      ...check.advisories.map((advisory) => `      advisory: ${advisory.text} (${advisory.source})`),
    ];
  });
  const cut = truncated ? [paint('  the history breaks off: it was not recorded to its end', 'yellow')] : [];
  const modified =
    altered === undefined
      ? []
      : [
          paint(
            `  modified requirements: ${cell.cell} was recorded with other demands than ${altered.suite} ${altered.version} has`,
            'yellow',
          ),
        ];
  return [`${mark}  ${cellScore(cell.checks)} checks  ${paint(file, 'dim')}`, ...modified, ...checks, ...cut].join(
    '\n',
  );
}
