/** The limits that pools have reached, as reports tell them: a server with too little of something is not at its best. */
import type { ReachedLimit } from '../history/event.ts';
import type { CellResult, RunResult } from '../run/ledger.ts';

/** Of a cell, over all attempts at it, each once. */
export function limitsIn({ attempts }: Pick<CellResult, 'attempts'>): readonly ReachedLimit[] {
  const found = attempts.flatMap(({ events }) =>
    events.flatMap((event) => (event.kind === 'note' && event.limit !== undefined ? [event.limit] : [])),
  );
  return [...new Map(found.map((limit) => [nameOf(limit), limit])).values()];
}

/** A sentence for each pool and limit; empty where none was reached. */
export function limitsReached({ cells }: RunResult): readonly string[] {
  const where = new Map<string, string[]>();
  for (const result of cells) {
    for (const limit of limitsIn(result)) {
      const name = nameOf(limit);
      where.set(name, [...(where.get(name) ?? []), result.cell.id]);
    }
  }
  return [...where].map(([name, ids]) => `${name} in ${ids.join(', ')}`);
}

function nameOf({ pool, of }: ReachedLimit): string {
  return `the ${pool} pool has reached its limit of ${WORDS[of]}`;
}

const WORDS = {
  memory: 'memory (`docker.limits.memory`)',
  processes: 'processes (`docker.limits.processes`)',
  log: 'output, and its log ends there',
} as const;
