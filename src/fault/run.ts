/** `run`: a script of the candidate's own on this machine, run in the folder of its file; what it prints is noted. */
import type { HookAction } from '../candidate/candidate.ts';
import { fillInPools } from '../candidate/placeholders.ts';
import { type FaultBench, note } from './fault-bench.ts';
import type { HookFault } from './fault.ts';
import { overran } from './overran.ts';
import { factOf } from './pool-fact.ts';

/** A shell's exit codes for a command that cannot be run (POSIX, 2.8.2). */
export const UNRUNNABLE = /^exit code 12[67]$/;

export const run: HookFault<Extract<HookAction, { kind: 'run' }>> = {
  apply: async (bench, action) => {
    const filled = fillInFacts(action.command, bench.pools);
    const what = filled.command.join(' ');
    if ('lacking' in filled) {
      return { why: `${what} was not run: nothing to put in for ${filled.lacking.join(', ')}` };
    }
    const { command } = filled;
    const within = action.within ?? bench.within;
    const end = await bench.scripts.run(command, within, bench.signal);
    if (end.kind === 'overran') {
      note(bench, `${what}: killed ${end.output}`.trim());
      return overran(bench, `run: ${what}`, 'its end', within);
    }
    note(bench, `${what}: ${end.how} ${end.output}`.trim());
    if (end.ok) return undefined;
    const said = end.output === '' ? '' : `: ${end.output.slice(-200)}`;
    return {
      why: UNRUNNABLE.test(end.how) ? `${what} could not be run${said}` : `${what} ended with ${end.how}${said}`,
    };
  },
};

/** The command, and what of it nothing could be put in for. */
export function fillInFacts(
  parts: readonly string[],
  pools: FaultBench['pools'],
):
  | { readonly command: readonly string[] }
  | { readonly command: readonly string[]; readonly lacking: readonly string[] } {
  const lacking: string[] = [];
  const command = parts.map((part) =>
    fillInPools(part, (name, fact) => {
      const value = factOf(pools[name], fact);
      if (value === undefined) lacking.push(`\${${name}.${fact}}: ${name} is ${pools[name].state}`);
      return value ?? '';
    }),
  );
  return lacking.length === 0 ? { command } : { command, lacking };
}
