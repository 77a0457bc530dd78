/** `exec`: a command where a pool runs; what it prints is noted. */
import type { HookAction } from '../candidate/candidate.ts';
import { type ExecResult, memberOf, type Pool } from '../runtime/pool.ts';
import { note } from './fault-bench.ts';
import type { HookFault } from './fault.ts';
import { overran } from './overran.ts';

export const exec: HookFault<Extract<HookAction, { kind: 'exec' }>> = {
  apply: async (bench, action) => {
    const { pool, command } = action;
    const what = `${command.join(' ')} in ${pool}`;
    const within = action.within ?? bench.within;
    const result = await execWithin(memberOf(bench.pools, pool), command, within, bench.signal);
    if (result === 'late') {
      note(bench, `${what}: no end within ${Math.round(within)} ms`);
      return overran(bench, `exec: ${what}`, 'its end', within);
    }
    const said = result.output.trim().slice(0, 10_000);
    note(bench, `${what}: ${result.code === undefined ? 'not run' : `exit code ${result.code}`} ${said}`);
    if (result.code === 0) return undefined;
    const how = result.code === undefined ? `could not be run: ${said}` : `ended with exit code ${result.code}`;
    return { why: `${what} ${how}` };
  },
};

/** `late` when it has not ended within as many ms. Rejects with the reason of `signal` when that is aborted first. */
export async function execWithin(
  pool: Pool,
  command: readonly string[],
  within: number,
  signal: AbortSignal,
): Promise<ExecResult | 'late'> {
  if (pool.exec === undefined) return { code: undefined, output: `no command can be run in ${pool.name}` };
  const bound = AbortSignal.timeout(Math.ceil(within));
  try {
    return await pool.exec(command, AbortSignal.any([signal, bound]));
  } catch (cause) {
    if (bound.aborted && !signal.aborted) return 'late';
    throw cause;
  }
}
