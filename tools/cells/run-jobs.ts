/** Runs many cells by the engine, with nothing of jest or Allure: what the table costs, and no more. */
import { availableParallelism } from 'node:os';
import { stderr } from 'node:process';
import { allCells } from '../../src/cli/chosen-cells.ts';
import { readCandidateFile } from '../../src/cli/candidate-file.ts';
import { withDefect } from '../../src/cli/defect-option.ts';
import { CellEngine } from '../../src/engine/cell-engine.ts';
import type { Order } from '../../src/engine/order.ts';
import { REFERENCE } from '../../src/jest/plan-run.ts';
import type { Job, JobResult } from './job.ts';

export interface RunOptions {
  /** How many cells run at a time. */
  readonly atATime?: number;
  readonly onResult?: (result: JobResult) => void;
  /** Aborted when nobody wants the rest: what is under way is given up and cleaned up, what waits comes back undone. */
  readonly signal?: AbortSignal;
}

/** Cells at a time for each processor, as for a run; most of a cell is waiting. */
const EACH = 5;

/** Carries out all jobs, in their order as far as there is room. A job whose process dies comes back without a verdict. */
export async function runJobs(jobs: readonly Job[], options: RunOptions = {}): Promise<readonly JobResult[]> {
  const { atATime = EACH * availableParallelism(), onResult, signal } = options;
  const engine = new CellEngine({
    atATime,
    output: 'inherit',
    title: 'tools',
    onLoss: (cells, why) => stderr.write(`the process that ran ${cells.join(', ')} ended (${why})\n`),
  });
  const giveUp = (): void => void engine.close();
  signal?.addEventListener('abort', giveUp, { once: true });
  if (signal?.aborted === true) giveUp();
  const orderOf = orders();
  try {
    return await Promise.all(
      jobs.map(async (job) => {
        const order = orderOf(job);
        const end =
          typeof order === 'string'
            ? { verdict: undefined, problem: order, digest: undefined }
            : await engine.run(order);
        const result = { key: job.key, ...end };
        onResult?.(result);
        return result;
      }),
    );
  } finally {
    signal?.removeEventListener('abort', giveUp);
    await engine.close();
  }
}

/** Makes orders of jobs; a text says why one cannot be carried out. Each candidate file is read once. */
function orders(): (job: Job) => Order | string {
  const cells = new Map(allCells().map((cell) => [cell.id, cell]));
  const files = new Map<string, ReturnType<typeof readCandidateFile>>();
  return ({ cell: id, candidate: file = REFERENCE, defect, outage, network, directory }) => {
    const cell = cells.get(id);
    if (cell === undefined) return `no cell is called ${id}`;
    const read = files.get(file) ?? readCandidateFile(file);
    files.set(file, read);
    return {
      cell,
      candidate: defect === undefined ? read : withDefect(read, defect),
      directory,
      strict: false,
      readable: false,
      ...(outage && { outage }),
      ...(network && { network }),
    };
  };
}
