import type { Diagnostic } from '../suite/diagnostic.ts';
import type { YamlDocument } from '../suite/yaml.ts';
import type { Path } from '../suite/yaml-index.ts';
import { placeholdersAt } from './check-start.ts';
import { CONSTANT_PLACEHOLDERS } from './placeholders.ts';
import type { CandidateSource } from './candidate-schema.ts';
import { listOf, splitPoolPath } from './transitions.ts';

/** What actions and proofs need of the rest of the file: an administration to ask, placeholders that exist. */
export function checkTransitions(
  transitions: NonNullable<CandidateSource['transitions']>,
  { pools, runtime }: Pick<CandidateSource, 'pools'> & { readonly runtime: CandidateSource['runtime'] | undefined },
  document: YamlDocument,
): readonly Diagnostic[] {
  return Object.entries(transitions).flatMap(([phase, transition]) => {
    const base = ['transitions', phase];
    const actions = listOf(transition?.do ?? []).flatMap((action, index) => {
      const path = Array.isArray(transition?.do) ? [...base, 'do', index] : [...base, 'do'];
      const { post, get, put } = action.http ?? {};
      const scripts = (action.run ?? []).flatMap((text, part) =>
        placeholdersAt(document, [...path, 'run', part], text, () => undefined, CONSTANT_PLACEHOLDERS),
      );
      const beyond = runtime === 'docker' ? [] : DOCKER_ONLY.filter((key) => action[key] !== undefined);
      const inVain = beyond.map((key) => needsDocker(key, document, [...path, key]));
      return [...inVain, ...needsHttp(post ?? get ?? put, pools, document, [...path, 'http']), ...scripts];
    });
    const proofs = listOf(transition?.until ?? []).flatMap((proof, index) => {
      const path = Array.isArray(transition?.until) ? [...base, 'until', index] : [...base, 'until'];
      const inVain =
        proof.exec === undefined || runtime === 'docker' ? [] : [needsDocker('exec', document, [...path, 'exec'])];
      return [...inVain, ...needsHttp(proof.http?.get, pools, document, [...path, 'http'])];
    });
    return [...actions, ...proofs];
  });
}

const DOCKER_ONLY = ['disconnect', 'connect', 'exec'] as const;

function needsDocker(key: (typeof DOCKER_ONLY)[number], document: YamlDocument, path: Path): Diagnostic {
  return key === 'exec'
    ? document.diagnose(path, 'key', '`exec` is for pools in containers', 'use `run: [program, argument]`')
    : document.diagnose(
        path,
        'key',
        `\`${key}\` is for pools in containers: a process on the loopback address cannot be cut off`,
        'use `runtime: docker`, or `pause` and `unpause`',
      );
}

function needsHttp(
  target: string | undefined,
  pools: CandidateSource['pools'],
  document: YamlDocument,
  path: Path,
): readonly Diagnostic[] {
  if (target === undefined) return [];
  const { pool } = splitPoolPath(target);
  if (pools[pool].http !== undefined) return [];
  const message = `the ${pool} has no administration over HTTP`;
  return [document.diagnose(path, 'key', message, `add \`http: auto\` or its port to pools.${pool}`)];
}
