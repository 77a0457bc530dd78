/** A worker process: runs the cells that it is sent, several at a time, and sends back their verdicts. */
import { runCell } from '../../src/drive/run-cell.ts';
import { readCandidateFile } from '../../src/cli/candidate-file.ts';
import { withDefect } from '../../src/cli/defect-option.ts';
import { allCells } from '../../src/cli/chosen-cells.ts';
import { interrupt, interruption, underInterruption } from '../../src/jest/interruption.ts';
import { REFERENCE } from '../../src/jest/plan-run.ts';
import { judgeFolder } from '../../src/run/cell-outcome.ts';
import type { Job, JobResult } from './job.ts';

const cells = new Map(allCells().map((cell) => [cell.id, cell]));
const candidates = new Map<string, ReturnType<typeof readCandidateFile>>();

function candidateIn(file: string): ReturnType<typeof readCandidateFile> {
  const candidate = candidates.get(file) ?? readCandidateFile(file);
  candidates.set(file, candidate);
  return candidate;
}

async function carryOut({ key, cell: id, candidate: file = REFERENCE, ...job }: Job): Promise<JobResult> {
  const cell = cells.get(id);
  if (cell === undefined) return { key, verdict: undefined, problem: `no cell is called ${id}` };
  const { defect, outage, network, directory } = job;
  try {
    const candidate = defect === undefined ? candidateIn(file) : withDefect(candidateIn(file), defect);
    await runCell({
      cell,
      candidate,
      directory,
      signal: interruption,
      ...(outage && { outage }),
      ...(network && { network }),
    });
    const { verdict, problem } = judgeFolder(directory, { strict: false });
    return { key, verdict, problem };
  } catch (error) {
    return { key, verdict: undefined, problem: String(error) };
  }
}

process.on('message', (job: Job) => {
  void underInterruption(carryOut(job)).then((result) => process.connected && process.send?.(result));
});
// The parent has ended, or has no more jobs.
process.on('disconnect', interrupt);
