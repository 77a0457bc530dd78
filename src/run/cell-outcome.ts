/** What a cell left in its folder: its verdict, or what the judge makes of its history. */
import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { LARGEST_INPUT, readInputFile } from '../input-file.ts';
import type { HistoryEvent } from '../history/event.ts';
import { readHistory } from '../history/read-history.ts';
import { judge } from '../judge/judge.ts';
import { type CellVerdict, VERDICTS } from '../judge/verdict.ts';
import type { Cell } from '../suite/cell.ts';
import { meaningOf } from '../suite/contents.ts';
import { cellFolder, writeWhole } from './run-folder.ts';
import type { CellOutcome, Outcomes } from './ledger.ts';
import type { RecordedEnd, RecordedEnds } from './recorded-end.ts';
import { digestOf } from '../content-digest.ts';
import type { RunPlan } from './run-plan.ts';

const HISTORY = 'history.jsonl';
const VERDICT = 'verdict.json';
/** Holds a cell as its file had it when it was to be run, where that was not the cell of the plan. */
const CHANGED = 'changed.json';
const REWRITTEN = `${HISTORY} is not what was recorded: somebody has changed it`;
const CHANGED_PROBLEM = `its file changed after the run was planned: ${CHANGED} has what it said then`;

const verdict = z.enum(VERDICTS);
const evidence = z.array(z.int());
const cellVerdictForm: z.ZodType<CellVerdict> = z.object({
  cell: z.string(),
  verdict,
  durationMs: z.number(),
  checks: z.array(
    z.object({
      id: z.string(),
      verdict,
      // Missing in what was stored before findings had codes.
      code: z.string().optional(),
      because: z.string().optional(),
      fields: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
      reason: z.string(),
      figures: z.record(z.string(), z.number()),
      evidence,
      advisories: z.array(z.object({ text: z.string(), source: z.string(), evidence })),
    }),
  ),
});

export interface JudgeOptions {
  readonly strict: boolean;
  /** SHA-256 that the history must have, where that is known. */
  readonly historyDigest?: string | undefined;
}

/** Judges the history in a cell's folder and puts the verdict beside it. */
export function judgeFolder(folder: string, options: JudgeOptions): CellOutcome {
  const outcome = judgeHistory(folder, options);
  if (outcome.verdict === undefined) return outcome;
  try {
    writeWhole(join(folder, VERDICT), `${JSON.stringify(outcome.verdict, undefined, 2)}\n`);
    return outcome;
  } catch (error) {
    // The reports can be told the verdict on a disk that is full; a run that could not keep it is incomplete.
    return { ...outcome, problem: outcome.problem ?? `${VERDICT} could not be written: ${firstLine(error)}` };
  }
}

/** Keeps in the folder of a cell that its file is not as it was planned, so that it was not run. */
export function refuseChanged(folder: string, cell: Cell): CellOutcome {
  writeWhole(join(folder, CHANGED), `${JSON.stringify(cell, undefined, 2)}\n`);
  return nothing(CHANGED_PROBLEM);
}

/**
 * What all planned cells left behind. A history without a verdict, because its worker ended, is judged now. Of an attempt
 * that is in `ends` the verdict is the one that was told, and what lies in its folder must agree with it.
 */
export function readOutcomes(run: string, plan: RunPlan, ends: RecordedEnds = new Map()): Outcomes {
  return new Map(
    plan.cells.map(({ cell }) => {
      const folders = attemptFolders(run, cell.id);
      return [cell.id, folders.map((folder) => heldAgainst(ends.get(folder), folder, outcomeIn(folder, cell, plan)))];
    }),
  );
}

/** The verdicts that the attempts at all planned cells left behind, without their events: no history is read. */
export function readVerdicts(run: string, plan: RunPlan): Outcomes {
  return new Map(plan.cells.map(({ cell }) => [cell.id, attemptFolders(run, cell.id).map(verdictAlone)]));
}

/** Paths of the files that a cell left behind, from its folder, sorted: `history.jsonl`, `attempt-2/history.jsonl`. */
export function recordedFiles(run: string, cell: string): readonly string[] {
  const own = cellFolder(run, cell);
  return attemptFolders(run, cell).flatMap((folder) => {
    const files = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
    return files
      .filter((file) => !file.isDirectory())
      .map((file) => relative(own, join(folder, file.name)).split(sep).join('/'))
      .toSorted();
  });
}

/** The folders of the attempts that were made at a cell; that of the first also where it was never made. */
function attemptFolders(run: string, cell: string): readonly string[] {
  const folders = [cellFolder(run, cell)];
  for (let attempt = 2; existsSync(cellFolder(run, cell, attempt)); attempt += 1) {
    folders.push(cellFolder(run, cell, attempt));
  }
  return folders;
}

/** A candidate that runs on the same machine can write into the folder, and not into the memory of what recorded it. */
function heldAgainst(end: RecordedEnd | undefined, folder: string, found: CellOutcome): CellOutcome {
  if (end === undefined || existsSync(join(folder, CHANGED))) return found;
  if (end.verdict === undefined) return { ...found, problem: found.problem ?? end.problem };
  if (end.digest !== undefined && digestIn(folder) !== end.digest) return nothing(REWRITTEN);
  // Both came through JSON.
  const agrees = isDeepStrictEqual(storedIn(folder), JSON.parse(JSON.stringify(end.verdict)));
  return {
    verdict: end.verdict,
    problem: agrees ? end.problem : `${VERDICT} is not what was judged`,
    events: found.events,
  };
}

function storedIn(folder: string): unknown {
  try {
    return JSON.parse(recorded(folder, VERDICT).toString('utf8'));
  } catch {
    return undefined;
  }
}

function digestIn(folder: string): string | undefined {
  try {
    return digestOf(recorded(folder, HISTORY));
  } catch {
    return undefined;
  }
}

/** What an attempt at a planned cell left in its folder. A history without a verdict is judged now. */
export function outcomeIn(folder: string, cell: Cell, plan: Pick<RunPlan, 'strict'>): CellOutcome {
  return ofThis(cell, readOutcome(folder, cell.id, plan));
}

/** What was recorded of a cell that demands something else says nothing about the one that was planned. */
function ofThis(cell: Cell, outcome: CellOutcome): CellOutcome {
  const others = outcome.events.filter((event) => event.kind === 'run' && meaningOf(event.cell) !== meaningOf(cell));
  if (others.length === 0) return outcome;
  return { ...nothing('its history was recorded of a cell with other demands'), events: outcome.events };
}

function readOutcome(folder: string, cell: string, plan: Pick<RunPlan, 'strict'>): CellOutcome {
  if (!existsSync(folder)) return nothing('the run ended before the cell was begun');
  if (existsSync(join(folder, CHANGED))) return nothing(CHANGED_PROBLEM);
  if (!existsSync(join(folder, HISTORY))) return nothing('the worker ended before anything was recorded');
  if (!existsSync(join(folder, VERDICT))) return judgeFolder(folder, plan);
  const { events, problem } = readEvents(folder);
  const found = readVerdict(folder);
  if (found === undefined) return { ...nothing(`${VERDICT} cannot be read`), events };
  if (found.cell !== cell) return { ...nothing(`${VERDICT} speaks of ${found.cell}`), events };
  return { verdict: found, problem, events };
}

/** What the attempts at a cell before this one left behind, without their events. */
export function earlierOutcomes(run: string, cell: string, attempt: number): readonly CellOutcome[] {
  return Array.from({ length: attempt - 1 }, (_, at) => verdictAlone(cellFolder(run, cell, at + 1)));
}

function verdictAlone(folder: string): CellOutcome {
  const found = readVerdict(folder);
  return found === undefined ? nothing('the attempt left none') : { verdict: found, problem: undefined, events: [] };
}

/** The verdict in a cell's folder; undefined while there is none, or where it has another form. */
function readVerdict(folder: string): CellVerdict | undefined {
  try {
    return cellVerdictForm.safeParse(JSON.parse(recorded(folder, VERDICT).toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

function judgeHistory(folder: string, options: JudgeOptions): CellOutcome {
  const { events, problem } = readEvents(folder, options.historyDigest);
  if (events.length === 0) return nothing(problem ?? 'the history is empty');
  try {
    return { verdict: judge(events, { strict: options.strict }), problem, events };
  } catch (error) {
    return { verdict: undefined, problem: `the history cannot be judged: ${firstLine(error)}`, events };
  }
}

function readEvents(
  folder: string,
  digest?: string,
): {
  readonly events: readonly HistoryEvent[];
  readonly problem: string | undefined;
} {
  try {
    const bytes = recorded(folder, HISTORY);
    if (digest !== undefined && digestOf(bytes) !== digest) return { events: [], problem: REWRITTEN };
    const { events, truncated, problems } = readHistory(bytes.toString('utf8'));
    const [first] = problems;
    if (first !== undefined) return { events, problem: `line ${first.line} of its history: ${first.message}` };
    return { events, problem: truncated ? 'the worker ended in the middle of the cell' : undefined };
  } catch (error) {
    return { events: [], problem: `the history cannot be read: ${firstLine(error)}` };
  }
}

/** A candidate may have put something else in its place, which is not waited for. */
function recorded(folder: string, file: string): Buffer {
  return readInputFile(join(folder, file), LARGEST_INPUT.history);
}

function nothing(problem: string): CellOutcome {
  return { verdict: undefined, problem, events: [] };
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}
