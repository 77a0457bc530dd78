import type { FaultBench } from './fault-bench.ts';

/** Says which hook took too long, in which phase, and what was waited for; `within` is in ms. */
export function overran({ phase }: Pick<FaultBench, 'phase'>, what: string, awaited: string, within: number): string {
  return `\`${what}\` of phase ${phase} took too long: ${awaited} did not come within ${Math.round(within)} ms; if it needs more time: \`within\` beside it in the candidate file`;
}
