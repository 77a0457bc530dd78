/** What is printed about a step that did not work: the sentence, how the pool was started, its last output, the messages. */
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Stumble } from '../doctor/candidate/stumble.ts';
import type { HistoryEvent, SipEvent } from '../history/event.ts';
import { LARGEST_INPUT, readInputFile } from '../input-file.ts';
import { addressNames, eventLine } from '../report/event-line.ts';
import type { Paint } from '../report/paint.ts';
import { BROKEN, TOO_BUSY, USAGE } from './exit-codes.ts';
import { nearName } from './near-name.ts';

/** Lines of output that are shown. */
const LAST_LINES = 10;
/** Events that are named, and messages of them that are shown as a whole; the history has them all. */
const MOST_EVENTS = 8;
const MOST_MESSAGES = 2;
const MOST_LINES = 40;
const MOST_OF_LINE = 300;

/** All others say no more than the sentence does. */
const SHOWN: ReadonlySet<HistoryEvent['kind']> = new Set([
  'sip',
  'media',
  'fault',
  'hook',
  'astray',
  'srtp',
  'digits',
  'action',
]);

export interface Witnessed {
  readonly events: readonly HistoryEvent[];
  /** Where the history and the logs of the pools are. */
  readonly directory: string;
}

/** A program that cannot be started is a mistake of the file; all else decides nothing about the server. */
export function exitCodeOfStumble({ fault }: Stumble): number {
  if (fault === 'file') return USAGE;
  return fault === 'late' ? TOO_BUSY : BROKEN;
}

export function renderStumble(stumble: Stumble, { events, directory }: Witnessed, paint: Paint): string {
  const { observed, expected, remedy, command, pool, evidence } = stumble;
  const nameOf = addressNames(events);
  const cited = events.filter(({ n, kind }) => evidence.includes(n) && SHOWN.has(kind)).slice(-MOST_EVENTS);
  const whole = new Set(cited.filter(({ kind }) => kind === 'sip').slice(-MOST_MESSAGES));
  const output = pool === undefined ? [] : lastLines(join(directory, `${pool}.log`));
  return [
    `  observed:    ${observed}`,
    `  expected:    ${expected}`,
    `  try:         ${remedy}`,
    ...(command === undefined ? [] : [`  started as:  ${command.map(quoted).join(' ')}`]),
    ...output.map((line, row) => `  ${row === 0 ? 'last output:' : '            '} ${line}`),
    ...cited.flatMap((event) => [
      `  #${event.n} ${event.t.toFixed(1)} ms  ${eventLine(event, nameOf)}`,
      ...(event.kind === 'sip' && whole.has(event) ? linesOf(event).map((line) => paint(`      ${line}`, 'dim')) : []),
    ]),
    `  history:     ${nearName(join(directory, 'history.jsonl'))}`,
  ].join('\n');
}

function linesOf({ text }: SipEvent): readonly string[] {
  const lines = text.trimEnd().split(/\r?\n/);
  const shown = lines.map((line) => (line.length <= MOST_OF_LINE ? line : `${line.slice(0, MOST_OF_LINE)}…`));
  return shown.length <= MOST_LINES ? shown : [...shown.slice(0, MOST_LINES), '…'];
}

function lastLines(log: string): readonly string[] {
  try {
    const text = readInputFile(log, LARGEST_INPUT.history).toString('utf8');
    return stripVTControlCharacters(text).trimEnd().split('\n').slice(-LAST_LINES);
  } catch {
    // A pool that has printed nothing has no log.
    return [];
  }
}

/** As a shell would take it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
