/** What `-trace_stat` counts over the whole run; names are SIPp's columns in words. */
export interface Statistics {
  /** Calls of both directions that were begun. */
  readonly created: number;
  readonly incoming: number;
  readonly outgoing: number;
  /** Calls that had not ended. */
  readonly current: number;
  readonly successful: number;
  readonly failed: number;
  readonly failures: Readonly<Record<string, number>>;
  readonly retransmissions: number;
  /** Messages for no known call, and for ended calls. */
  readonly outOfCall: number;
  readonly deadCall: number;
  readonly autoAnswered: number;
  readonly warnings: number;
  readonly fatalErrors: number;
  /** How often SIPp came late to its own timers by more than 3 s and by more than 0.5 s: its machine was too busy. */
  readonly watchdogMajor: number;
  readonly watchdogMinor: number;
}

/** One line of `-trace_stat`, each column by its name. */
export type StatisticsRow = Readonly<Record<string, string>>;

/** Reads the file of `-trace_stat`; a line that was cut off while it was written is left out. */
export function readStatisticsRows(text: string): readonly StatisticsRow[] {
  const [heading, ...lines] = text.split('\n').filter((line) => line.trim() !== '');
  if (heading === undefined) return [];
  const names = heading.split(';').map((name) => name.trim());
  return lines
    .map((line) => line.split(';'))
    .filter((cells) => cells.length >= names.length)
    .map((cells) => Object.fromEntries(names.map((name, index) => [name, (cells[index] ?? '').trim()])));
}

/** The counts of the last line; undefined where there is none yet. */
export function readStatistics(text: string): Statistics | undefined {
  const last = readStatisticsRows(text).at(-1);
  if (last === undefined) return undefined;
  const count = (column: string): number => Number(last[`${column}(C)`] ?? last[column] ?? 0) || 0;
  const failures = Object.keys(last)
    .map((column) => /^Failed(?!Call\(C\))(.+)\(C\)$/.exec(column)?.[1])
    .filter((cause) => cause !== undefined)
    .map((cause) => [cause, count(`Failed${cause}`)] as const)
    .filter(([, times]) => times > 0);
  return {
    created: count('TotalCallCreated'),
    incoming: count('IncomingCall'),
    outgoing: count('OutgoingCall'),
    current: count('CurrentCall'),
    successful: count('SuccessfulCall'),
    failed: count('FailedCall'),
    failures: Object.fromEntries(failures),
    retransmissions: count('Retransmissions'),
    outOfCall: count('OutOfCallMsgs'),
    deadCall: count('DeadCallMsgs'),
    autoAnswered: count('AutoAnswered'),
    warnings: count('Warnings'),
    fatalErrors: count('FatalErrors'),
    watchdogMajor: count('WatchdogMajor'),
    watchdogMinor: count('WatchdogMinor'),
  };
}
