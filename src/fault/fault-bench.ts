/** What faults work with: as much of the bench of a cell as taking a pool away and bringing it back needs. */
import type { FaultEvent, NoteEvent } from '../history/event.ts';
import type { Members } from '../runtime/pool.ts';
import type { Scripts } from '../runtime/process/scripts.ts';
import type { Phase } from '../suite/cell.ts';
import type { Operator } from './operator.ts';
import type { FaultWatch } from './fault-watch.ts';

export interface FaultBench {
  readonly pools: Members;
  readonly record: (event: FaultEvent | NoteEvent) => void;
  readonly watch: FaultWatch;
  readonly scripts: Scripts;
  readonly operator: Operator;
  /** The phase that is being entered; messages name it. */
  readonly phase: Phase;
  /** How long a hook may take that says nothing else, in ms. */
  readonly within: number;
  /** How long a pool may take from its start to its first answer, in ms. */
  readonly start: number;
  /** How long a pool must be silent before that is believed, in ms. */
  readonly silence: number;
  /** Aborted when the cell is given up. */
  readonly signal: AbortSignal;
}

export function note({ record }: Pick<FaultBench, 'record'>, text: string): void {
  record({ kind: 'note', level: 'info', text });
}
