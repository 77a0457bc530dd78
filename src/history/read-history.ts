/** Reads a history back from its file. */
import type { z } from 'zod';
import type { Diagnostic } from '../suite/diagnostic.ts';
import { HISTORY_SCHEMA, type HistoryEvent } from './event.ts';
import { disorder } from './event-order.ts';
import { eventSchema } from './history-schema.ts';
import { upgraded } from './upgrade.ts';

export interface HistoryReading {
  /** The lines that could be read, in the order of the file. */
  readonly events: readonly HistoryEvent[];
  /** The file breaks off: its last line is torn, or there is no `end`. The harness was killed, or the disk was full. */
  readonly truncated: boolean;
  /** Why this is no history that can be judged; empty for a good or merely truncated one. */
  readonly problems: readonly Diagnostic[];
}

/** How the recorder begins a file. */
const BEGUN = /^\{"n":1,/;
const NOTHING = {
  message: 'the history breaks off within its first event: there is nothing to judge',
  hint: 'parkspec was killed, or the disk was full, as the cell began; run the cell again',
};

/**
 * Never throws. A last line that was not finished is dropped and counts as truncation, not as a problem; a history of
 * another schema has no events and one problem.
 *
 * @param file  how problems name the file
 */
export function readHistory(text: string, file = 'history.jsonl'): HistoryReading {
  const lines = text.split('\n');
  const torn = lines.pop() ?? '';
  const whole = lines.map((line, index) => ({ line, at: { file, line: index + 1, column: 1 } }));
  const first = whole[0] ?? { line: torn, at: { file, line: 1, column: 1 } };
  if (whole.length === 0 && BEGUN.test(torn) && parseJson(torn) === undefined) {
    return { events: [], truncated: true, problems: [{ ...first.at, text: torn, ...NOTHING }] };
  }
  const foreign = refuseSchema(first.line, first.at);
  if (foreign !== undefined) return { events: [], truncated: false, problems: [foreign] };
  const events: HistoryEvent[] = [];
  const problems: Diagnostic[] = [];
  for (const { line, at } of whole) {
    const event = readLine(line);
    const wrong = 'problem' in event ? { message: event.problem } : disorder(event.value, events.at(-1));
    if (wrong !== undefined) problems.push({ ...at, text: line, ...wrong });
    if ('value' in event) events.push(event.value);
  }
  const last = torn === '' ? undefined : readLine(torn);
  if (last !== undefined && 'value' in last) {
    const wrong = disorder(last.value, events.at(-1));
    if (wrong !== undefined) problems.push({ file, line: whole.length + 1, column: 1, text: torn, ...wrong });
    events.push(last.value);
  }
  return { events, truncated: events.at(-1)?.kind !== 'end', problems };
}

/** The first line must be the `run` of a schema that we know. */
function refuseSchema(line: string, at: Pick<Diagnostic, 'file' | 'line' | 'column'>): Diagnostic | undefined {
  const value = parseJson(line);
  if (typeof value !== 'object' || value === null || !('kind' in value) || value.kind !== 'run') {
    const hint = 'a history is JSON Lines, and its first line is the `run` event';
    // It may be anything, and not for others to read.
    return { ...at, text: '', message: 'this is no history: it does not begin with a `run` event', hint };
  }
  const schema = 'schema' in value ? value.schema : undefined;
  if (schema === HISTORY_SCHEMA) return undefined;
  const hint = `this parkspec reads schema ${HISTORY_SCHEMA}; judge it with the version that recorded it`;
  return { ...at, text: line, message: `the history has schema ${JSON.stringify(schema) ?? 'none'}`, hint };
}

type Line = { readonly value: HistoryEvent } | { readonly problem: string };

function readLine(line: string): Line {
  const value = parseJson(line);
  if (value === undefined) return { problem: 'not a JSON object' };
  if (isEvent(value)) return { value: upgraded(value) };
  const [issue] = eventSchema.safeParse(value).error?.issues ?? [];
  return { problem: explain(issue) };
}

/** The schema and the types say the same; `undefined` is what JSON leaves out. */
function isEvent(value: unknown): value is HistoryEvent {
  return eventSchema.safeParse(value).success;
}

function explain(issue: z.core.$ZodIssue | undefined): string {
  const path = issue?.path.join('.') ?? '';
  return `not an event of a history: ${path === '' ? '' : `${path}: `}${issue?.message ?? 'unknown form'}`;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
