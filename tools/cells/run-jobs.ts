/** Runs many cells on a few processes, with nothing of jest or Allure: what the table costs, and no more. */
import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Job, JobResult } from './job.ts';

/** Tools are bundled into `dist/tools`, each in the folder that its source is in. */
const WORKER = fileURLToPath(new URL('../cells/worker.js', import.meta.url));

export interface RunOptions {
  readonly processes?: number;
  /** Cells under way at a time in each process. */
  readonly each?: number;
  readonly onResult?: (result: JobResult) => void;
  /** Aborted when nobody wants the rest: what is under way is given up and cleaned up, what waits comes back undone. */
  readonly signal?: AbortSignal;
}

/**
 * Carries out all jobs, in their order as far as there is room. A process that dies costs the jobs that it had: they come
 * back without a verdict. Rejects only when a process cannot be started at all.
 */
export async function runJobs(jobs: readonly Job[], options: RunOptions = {}): Promise<readonly JobResult[]> {
  const { processes = availableParallelism() + 1, each = 3, onResult, signal } = options;
  const waiting = signal?.aborted === true ? [] : [...jobs];
  const results: JobResult[] = [];
  const report = (result: JobResult): void => {
    results.push(result);
    onResult?.(result);
  };
  const workers = { each, report, signal: signal ?? new AbortController().signal };
  signal?.addEventListener('abort', () => waiting.splice(0), { once: true });
  await Promise.all(Array.from({ length: Math.min(processes, waiting.length) }, () => serve(waiting, workers)));
  return results;
}

interface Workers {
  readonly each: number;
  readonly report: (result: JobResult) => void;
  readonly signal: AbortSignal;
}

/** One process, fed until nothing waits any more. */
function serve(waiting: Job[], { each, report, signal }: Workers): Promise<void> {
  const child = fork(WORKER, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const underWay = new Map<string, Job>();
  const feed = (): void => {
    while (underWay.size < each) {
      const job = waiting.shift();
      if (job === undefined) break;
      underWay.set(job.key, job);
      child.send(job, (error) => error && giveBack(child));
    }
    if (underWay.size === 0 && child.connected) child.disconnect();
  };
  child.on('message', (result: JobResult) => {
    underWay.delete(result.key);
    report(result);
    feed();
  });
  // A worker that is left alone gives up what it has, cleans up and ends.
  const leave = (): void => {
    if (child.connected) child.disconnect();
  };
  signal.addEventListener('abort', leave, { once: true });
  feed();
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, killed) => {
      signal.removeEventListener('abort', leave);
      for (const { key } of underWay.values()) {
        report({ key, verdict: undefined, problem: `its process ended (${killed ?? `exit code ${code}`})` });
      }
      resolve();
    });
  });
}

/** A process that cannot be spoken to any more is ended, which settles its jobs. */
function giveBack(child: ChildProcess): void {
  child.kill('SIGKILL');
}
