import type { FaultBench } from './fault-bench.ts';
import type { Missing } from './fault.ts';

/** Says which hook took too long, in which phase, and what was waited for; `within` is in ms. */
export function overran({ phase }: Pick<FaultBench, 'phase'>, what: string, awaited: string, within: number): Missing {
  const why = `\`${what}\` of phase ${phase} took too long: ${awaited} did not come within ${Math.round(within)} ms; if it needs more time: \`within\` beside it in the candidate file`;
  return { why, overran: true };
}
