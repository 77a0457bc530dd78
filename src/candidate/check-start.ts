import { environmentsOf } from './environments.ts';
import { POOLS } from '../suite/cell.ts';
import type { Diagnostic } from '../suite/diagnostic.ts';
import { didYouMean } from '../suite/did-you-mean.ts';
import type { YamlDocument } from '../suite/yaml.ts';
import type { Path } from '../suite/yaml-index.ts';
import { type Placeholder, placeholderProblems, PLACEHOLDERS } from './placeholders.ts';
import type { CandidateSource } from './candidate-schema.ts';
import { variablesIn } from './passed-variables.ts';
import { listOf } from './list-of.ts';

type Started = Pick<Partial<CandidateSource>, 'runtime' | 'process' | 'docker' | 'edge' | 'settings' | 'accounts'> &
  Pick<CandidateSource, 'pools'>;

/** That the file says how a pool is started, and that each placeholder in that has a value for both pools. */
export function checkStart(source: Started, document: YamlDocument): readonly Diagnostic[] {
  if (source.runtime === 'remote') return [];
  const section = source.runtime === 'docker' ? 'docker' : 'process';
  const started = source[section];
  if (started === undefined) {
    const misspelt = Object.keys(Object(document.value)).some((key) => didYouMean(key, [section]) !== undefined);
    return misspelt ? [] : [document.diagnose([section], 'key', `\`${section}\` is missing`, HOW[section])];
  }
  const lack = (name: Placeholder): string | undefined => lackOf(name, source);
  return [
    ...(started.command ?? []).flatMap((text, part) =>
      placeholdersAt(document, [section, 'command', part], text, lack, PLACEHOLDERS),
    ),
    ...Object.entries(started.env ?? {}).flatMap(([name, text]) =>
      placeholdersAt(document, [section, 'env', name], text, lack, PLACEHOLDERS, true),
    ),
  ];
}

const HOW = {
  process: 'say how a pool is started: `process: { command: [my-server, --port, "${sip.port}"] }`',
  docker: 'say what a pool is a container of: `docker: { image: my/server, command: [--listen, "${sip}"] }`',
} as const;

/** That the environment of scripts holds no placeholder but variables that are passed on. */
export function checkScripts({ scripts }: Partial<CandidateSource>, document: YamlDocument): readonly Diagnostic[] {
  return Object.entries(scripts?.env ?? {}).flatMap(([name, text]) =>
    placeholdersAt(document, ['scripts', 'env', name], text, () => undefined, [], true),
  );
}

/** That each secret is a variable that the file gives somebody. */
export function checkSecrets(source: Partial<CandidateSource>, document: YamlDocument): readonly Diagnostic[] {
  const { secrets = [], accounts, transitions = {}, reset } = source;
  const env = environmentsOf(source).flatMap((part) => Object.entries(part));
  const users = Object.values(accounts?.users ?? {}).map((user) => user?.password);
  const moves = [
    ...Object.values(transitions).flatMap((each) => [...listOf(each?.do ?? []), ...listOf(each?.until ?? [])]),
    ...listOf(reset?.do ?? []),
  ];
  // Wherever a variable may stand in a request.
  const requests = moves.map(({ http }) => (http === undefined ? '' : JSON.stringify(http)));
  const texts = [...env.map(([, text]) => text), accounts?.password, ...users, ...requests];
  const known = [...env.map(([name]) => name), ...texts.flatMap((text) => variablesIn(text ?? ''))];
  return secrets.flatMap((name, at) => {
    if (known.includes(name)) return [];
    const meant = didYouMean(name, known);
    const hint =
      meant === undefined ? 'name a key of an `env`, or a variable of `${env:NAME}`' : `did you mean ${meant}?`;
    return [document.diagnose(['secrets', at], 'value', `no \`env\` of this file has a variable ${name}`, hint)];
  });
}

/** What the file must say before a placeholder has a value for each pool. */
function lackOf(name: Placeholder, { runtime, pools, settings, accounts, edge }: Started): string | undefined {
  if (runtime === 'docker' && (name === 'node' || name === 'package')) {
    return 'it is a path of this machine: write the path that it has in the image';
  }
  if (name === 'password') return accounts?.password === undefined ? 'add `accounts: { password: … }`' : undefined;
  if (/^(peer\.)?http(\.port)?$/.test(name)) {
    const without = POOLS.find((pool) => pools[pool].http === undefined);
    return without === undefined ? undefined : `add \`http: auto\` or its port to pools.${without}`;
  }
  if (name.startsWith('edge.')) return edge === undefined ? 'add `edge: { sip: … }`' : undefined;
  const setting = SETTING_PLACEHOLDERS.find((key) => name === `setting.${key}`);
  if (setting === undefined) return undefined;
  const without = POOLS.find((pool) => settings?.[pool]?.[setting] === undefined);
  return without === undefined ? undefined : `add \`${setting}\` to settings.${without}`;
}

const SETTING_PLACEHOLDERS = ['pickup-timeout', 'pickup-attempts', 'timeout-target', 'music-on-hold'] as const;

export function placeholdersAt<Name extends string>(
  document: YamlDocument,
  path: Path,
  text: string,
  lack: (name: Name) => string | undefined,
  allowed: readonly Name[],
  variables = false,
): readonly Diagnostic[] {
  return placeholderProblems(text, lack, allowed, variables).map(({ message, hint }) =>
    document.diagnose(path, 'value', message, hint),
  );
}
