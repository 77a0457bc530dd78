/** Follows one cell of a run from outside, by what its worker writes. */
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { CellVerdict } from '../judge/verdict.ts';
import { cellFolder } from '../run/run-folder.ts';
import { readVerdict } from '../run/cell-outcome.ts';
import { type Cell, PHASES, type Phase } from '../suite/cell.ts';

export class CellWatch {
  readonly cell: Cell;
  readonly #folder: string;
  #read = 0;
  #rest = '';
  #since: number | undefined;
  phase: Phase | undefined;
  verdict: CellVerdict | undefined;

  /** `attempt` counts from 1. */
  constructor(cell: Cell, run: string, attempt: number) {
    this.cell = cell;
    this.#folder = cellFolder(run, cell.id, attempt);
  }

  /** Ms since the cell was first seen to run. */
  get elapsed(): number {
    return this.#since === undefined ? 0 : Date.now() - this.#since;
  }

  look(): void {
    if (this.verdict !== undefined || !existsSync(join(this.#folder, 'history.jsonl'))) return;
    this.#since ??= Date.now();
    this.phase ??= 'normal';
    for (const line of this.#newLines()) this.phase = phaseIn(line) ?? this.phase;
    this.verdict = readVerdict(this.#folder);
  }

  /** The lines that were completed since the last look. */
  #newLines(): readonly string[] {
    const file = openSync(join(this.#folder, 'history.jsonl'), 'r');
    try {
      const bytes = Buffer.alloc(Math.max(0, fstatSync(file).size - this.#read));
      this.#read += readSync(file, bytes, 0, bytes.length, this.#read);
      const lines = (this.#rest + bytes.toString('latin1')).split('\n');
      this.#rest = lines.pop() ?? '';
      return lines;
    } finally {
      closeSync(file);
    }
  }
}

/** A whole line is parsed only when it looks like a phase: messages make up most of a history. */
function phaseIn(line: string): Phase | undefined {
  if (!line.includes('"kind":"phase"')) return undefined;
  return PHASES.find((phase) => line.includes(`"phase":"${phase}"`));
}
