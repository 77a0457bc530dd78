import { POOLS } from '../spec/cell.ts';
import type { Diagnostic } from '../spec/diagnostic.ts';
import { didYouMean } from '../spec/did-you-mean.ts';
import type { YamlDocument } from '../spec/yaml.ts';
import type { Path } from '../spec/yaml-index.ts';
import { type Placeholder, placeholderProblems } from './placeholders.ts';
import type { CandidateSource } from './schema.ts';

type Started = Pick<CandidateSource, 'pools' | 'process' | 'settings' | 'accounts'>;

/** That there is a command, and that each of its placeholders has a value for both pools. */
export function checkProcess(source: Started, document: YamlDocument): readonly Diagnostic[] {
  const { process } = source;
  if (process === undefined) {
    const misspelt = Object.keys(Object(document.value)).some((key) => didYouMean(key, ['process']) !== undefined);
    if (misspelt) return [];
    const hint = 'say how a pool is started: `process: { command: [my-server, --port, "${sip.port}"] }`';
    return [document.diagnose(['process'], 'key', '`process` is missing', hint)];
  }
  const lack = (name: Placeholder): string | undefined => lackOf(name, source);
  return [
    ...process.command.flatMap((text, part) => placeholdersAt(document, ['process', 'command', part], text, lack)),
    ...Object.entries(process.env ?? {}).flatMap(([name, text]) =>
      placeholdersAt(document, ['process', 'env', name], text, lack),
    ),
  ];
}

/** What the file must say before a placeholder has a value for each pool. */
function lackOf(name: Placeholder, { pools, settings, accounts }: Started): string | undefined {
  if (name === 'password') return accounts === undefined ? 'add `accounts: { password: … }`' : undefined;
  if (/^(peer\.)?http(\.port)?$/.test(name)) {
    const without = POOLS.find((pool) => pools[pool].http === undefined);
    return without === undefined ? undefined : `add \`http: auto\` or its port to pools.${without}`;
  }
  const setting = SETTING_PLACEHOLDERS.find((key) => name === `setting.${key}`);
  if (setting === undefined) return undefined;
  const without = POOLS.find((pool) => settings?.[pool]?.[setting] === undefined);
  return without === undefined ? undefined : `add \`${setting}\` to settings.${without}`;
}

const SETTING_PLACEHOLDERS = ['pickup-timeout', 'pickup-attempts', 'timeout-target', 'music-on-hold'] as const;

export function placeholdersAt(
  document: YamlDocument,
  path: Path,
  text: string,
  lack: (name: Placeholder) => string | undefined,
  allowed?: readonly Placeholder[],
): readonly Diagnostic[] {
  return placeholderProblems(text, lack, allowed).map(({ message, hint }) =>
    document.diagnose(path, 'value', message, hint),
  );
}
