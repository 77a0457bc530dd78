import { readStatisticsRows } from './stat.ts';

/** How often SIPp passed one step of the scenario, of `-trace_counts`. */
export interface StepCounts {
  /** The step's place in the scenario, from 0. */
  readonly index: number;
  /** Request method, response code, `Pause`, `RecvCmd`... */
  readonly name: string;
  /** By SIPp's word in lower case: `sent`, `recv`, `retrans`, `timeout`, `unexp`, `lost`, `sessions`. */
  readonly counts: Readonly<Record<string, number>>;
}

/** The last counts in the file of `-trace_counts`; empty where there are none yet. */
export function readCounts(text: string): readonly StepCounts[] {
  const steps = new Map<number, { index: number; name: string; counts: Record<string, number> }>();
  for (const [column, value] of Object.entries(readStatisticsRows(text).at(-1) ?? {})) {
    const [, index, name, what] = /^(\d+)_(.*)_([A-Za-z]+)$/.exec(column) ?? [];
    if (index === undefined || name === undefined || what === undefined) continue;
    const step = steps.get(Number(index)) ?? { index: Number(index), name, counts: {} };
    step.counts[what.toLowerCase()] = Number(value);
    steps.set(step.index, step);
  }
  return [...steps.values()];
}
