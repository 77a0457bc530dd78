/** What a file says that makes a pair fresh which runs already. */
import type { Diagnostic } from '../suite/diagnostic.ts';
import type { YamlDocument } from '../suite/yaml.ts';
import type { Path } from '../suite/yaml-index.ts';
import { OUTAGES, RETURNS } from './candidate.ts';
import type { CandidateSource } from './candidate-schema.ts';
import { checkAction } from './check-transitions.ts';
import { listOf } from './list-of.ts';

type Source = Pick<Partial<CandidateSource>, 'runtime' | 'reset'> & Pick<CandidateSource, 'pools'>;

/** Hooks alone, which neither take a pool away nor bring one back. */
export function checkReset(
  { runtime, reset, pools }: Source,
  document: YamlDocument,
  folder: string,
): readonly Diagnostic[] {
  if (runtime !== 'remote') return [];
  const actions = listOf(reset?.do ?? []);
  const at = (index: number): Path => ['reset', 'do', ...(Array.isArray(reset?.do) ? [index] : [])];
  return actions.flatMap((action, index) => {
    const [own] = [...OUTAGES, ...RETURNS, 'exec' as const].filter((key) => action[key] !== undefined);
    if (own !== undefined) {
      const hint = 'use `run: [program, argument]` or `http: { post: primary/path }`';
      return [
        document.diagnose([...at(index), own], 'key', `\`${own}\` cannot make a pair fresh that runs already`, hint),
      ];
    }
    const problems = checkAction(action, { pools, runtime, document, folder }, at(index));
    const effects = (['takes', 'returns'] as const).flatMap((key) => {
      if (action[key] === undefined) return [];
      const message = `\`${key}\` is for the hooks of transitions: between two cells no pool is away`;
      return [document.diagnose([...at(index), key], 'key', message, 'leave it out')];
    });
    return [...problems, ...effects];
  });
}
