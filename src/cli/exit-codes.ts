/** The exit codes of all commands: docs/verdicts.md. Codes that need different hands differ. */
import { constants } from 'node:os';
import { HarnessError } from '../harness-error.ts';
import { codeOf, NO_ROOM } from '../file-fault.ts';
import type { Verdict } from '../judge/verdict.ts';
import { exitCode, type RunResult } from '../run/ledger.ts';
import type { RecordedEnds } from '../run/recorded-end.ts';
import { isSpoilt } from '../run/spoilt.ts';

/** A proven violation. */
const FAILED = 1;
/** Nothing was decided, or something of ours broke. */
export const BROKEN = 2;
/** Nothing failed, and what is open was spoilt by a busy machine. */
export const TOO_BUSY = 3;
/** EX_USAGE of sysexits.h: the command line or a file is not valid. */
export const USAGE = 64;
/** EX_IOERR of sysexits.h: a disk is full, or a file or folder cannot be used. */
const UNWRITABLE = 74;

/** The code of the shell for a program that a signal has ended: 130 for Ctrl-C. */
export function interruptedBy(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

/** The exit code for verdicts that were judged again, without a plan to hold them against. */
export function exitCodeOf(verdicts: readonly Verdict[]): number {
  if (verdicts.includes('fail')) return FAILED;
  return verdicts.includes('error') || verdicts.includes('inconclusive') || verdicts.length === 0 ? BROKEN : 0;
}

export interface RunCircumstances {
  /** The signal that ended the run early. */
  readonly interrupted: NodeJS.Signals | undefined;
  /** Whether a report could not be written: a pipeline that reads it must not be told by the others that all is well. */
  readonly isLacking: boolean;
  /** What was told of each attempt. */
  readonly ends: RecordedEnds;
}

/** A proven violation stands, whatever else broke. */
export function exitCodeOfRun(result: RunResult, { interrupted, isLacking, ends }: RunCircumstances): number {
  const code = exitCode(result.verdict);
  if (code === FAILED) return code;
  if (interrupted !== undefined) return interruptedBy(interrupted);
  if (isLacking) return UNWRITABLE;
  if (code !== BROKEN) return code;
  if (isOutOfRoom(ends)) return UNWRITABLE;
  return isTooBusy(result) ? TOO_BUSY : BROKEN;
}

/** Whether all that is open was spoilt by the machine, so that the same run may decide it elsewhere. */
function isTooBusy({ cells, troubles }: RunResult): boolean {
  if (troubles.length > 0) return false;
  const open = cells.flatMap(({ verdict: { checks } }) =>
    checks
      .filter(
        (check) =>
          (check.verdict === 'error' || check.verdict === 'inconclusive') && check.blockedByKnown === undefined,
      )
      .map((check) => isSpoilt(check, checks)),
  );
  return open.length > 0 && open.every(Boolean);
}

/** Whether a cell could not be recorded whole, since there was no room. */
function isOutOfRoom(ends: RecordedEnds): boolean {
  return [...ends.values()].some(({ problem = '' }) =>
    problem.match(/\bE[A-Z]+\b/g)?.some((code) => NO_ROOM.has(code)),
  );
}

const OF_FILES: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', ...NO_ROOM]);

/** The exit code for an error that ended a command before it came to anything. */
export function exitCodeOfError(error: unknown): number {
  // A name that leads nowhere is to be corrected in the file, or in the DNS server that it names.
  if (error instanceof HarnessError && error.stage === 'names') return USAGE;
  const isOfFiles = error instanceof HarnessError ? error.stage === 'record' : OF_FILES.has(codeOf(error));
  return isOfFiles ? UNWRITABLE : BROKEN;
}
