/** Bench trouble: nothing is known of the candidate. */
import { AGAIN, advised } from './phrases.ts';

type Where = 'before the check began' | 'during the check' | 'before the end of the cell';

/** A note of the driver: where the bench broke, why, and what to try. */
type Trouble = {
  trouble: string;
  cause: string | undefined;
  hint: string | undefined;
  stage: string | undefined;
};

export const BENCH = {
  'judge-failed': ({ cause }: { cause: string }) =>
    advised(`the judge itself failed: ${cause}`, 'report this as an error of parkspec, with the history'),

  'bench-failed': ({ trouble, cause, hint, stage }: Trouble) =>
    [
      `the bench failed${stage === undefined ? '' : ` (${stage})`}: ${trouble}`,
      ...(cause === undefined ? [] : [`cause: ${cause}`]),
      hint ?? 'try: see the log files of the cell',
    ].join('; '),

  'bench-failed-meanwhile': ({ where }: { where: Where }) =>
    advised(`the bench failed ${where}`, 'see the `note` events in history.jsonl'),

  'bench-stopped': ({ where }: { where: Where }) =>
    advised(`the history is complete but the bench stopped ${where}`, 'report this as an error of parkspec'),

  'history-cut-off': ({ where }: { where: Where }) =>
    advised(`the history ends ${where}: parkspec ended or was killed`, AGAIN),

  'deadline-reached': ({ where }: { where: Where }) =>
    advised(`the deadline of the cell came ${where}`, 'allow more time with `bounds.cell` in the candidate file'),

  'no-verdict': ({ problem }: { problem: string }) => advised(`there is no verdict of this check: ${problem}`, AGAIN),

  'several-verdicts': ({ count }: { count: number }) =>
    advised(`this check has ${count} verdicts; exactly 1 is allowed`, 'clear the folder of the run, and run it again'),

  'verdict-doubtful': ({ problem }: { problem: string }) =>
    advised(`the verdict of this check cannot be relied on: ${problem}`, AGAIN),

  'run-interrupted': ({ where }: { where: Where }) => advised(`the run was interrupted ${where}`, AGAIN),
};
