/** A bench of the smallest kind for tests of single faults. */
import type { FaultBench } from '../../../src/fault/fault-bench.ts';
import { FaultWatch } from '../../../src/fault/fault-watch.ts';
import { Operator } from '../../../src/fault/operator.ts';
import type { FaultEvent } from '../../../src/history/event.ts';
import type { Pool } from '../../../src/runtime/pool.ts';
import { Scripts } from '../../../src/runtime/process/scripts.ts';
import type { PoolName } from '../../../src/suite/cell.ts';

export interface BenchOptions {
  readonly pools: FaultBench['pools'];
  readonly scripts?: Scripts;
  readonly operator?: Operator;
  readonly watch?: FaultWatch;
  readonly within?: number;
  readonly signal?: AbortSignal;
  readonly notes?: string[];
  readonly faults?: FaultEvent[];
}

export function benchOf(options: BenchOptions): FaultBench {
  const { notes, faults } = options;
  return {
    pools: options.pools,
    record: (event) => {
      if (event.kind === 'note') notes?.push(event.text);
      else faults?.push(event);
    },
    watch: options.watch ?? new FaultWatch(),
    scripts: options.scripts ?? new Scripts('.'),
    operator: options.operator ?? new Operator('.'),
    phase: 'failback',
    within: options.within ?? 5_000,
    start: 5_000,
    silence: 100,
    signal: options.signal ?? new AbortController().signal,
  };
}

/** A pool at an address where nobody is, unless told otherwise; it can suffer nothing. */
export function poolAt(name: PoolName, options: Partial<Pool> = {}): Pool {
  const { state = 'running' } = options;
  return {
    name,
    address: { transport: 'udp', host: '127.0.0.1', port: 9 },
    http: undefined,
    state,
    pid: undefined,
    faults: {},
    look: async () => state,
    start: async () => ({ kind: 'up' }),
    strays: () => [],
    lastWords: () => '',
    ...options,
  };
}
