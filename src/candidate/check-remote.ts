/** What a pair that runs already must say of itself, and what is for it alone. */
import type { Diagnostic } from '../suite/diagnostic.ts';
import { POOLS } from '../suite/cell.ts';
import type { YamlDocument } from '../suite/yaml.ts';
import type { Path } from '../suite/yaml-index.ts';
import type { Outage, Return } from './candidate.ts';
import type { ActionSource, CandidateSource, ProofSource } from './candidate-schema.ts';
import { LOOPBACK6 } from './check-family.ts';
import type { Member } from './member.ts';
import { parsePoolAddress } from './pool-address.ts';

type Source = Pick<Partial<CandidateSource>, 'runtime' | 'remote' | 'edge'> & Pick<CandidateSource, 'pools'>;

/** Of a runtime that could not be read, nothing is said. */
export function checkRemote(source: Source, document: YamlDocument): readonly Diagnostic[] {
  if (source.runtime === undefined) return [];
  const isRemote = source.runtime === 'remote';
  return [
    ...POOLS.flatMap((pool) => checkPool(source, pool, document)),
    ...(source.edge === undefined ? [] : checkSip(source.edge.sip, 'edge', source.runtime, document)),
    ...(isRemote ? checkPlaces(source.pools, document) : []),
    ...(isRemote ? [] : keysOfRemote(document)),
  ];
}

function checkPool({ runtime, pools }: Source, pool: (typeof POOLS)[number], document: YamlDocument): Diagnostic[] {
  const { sip, http } = pools[pool];
  const found = checkSip(sip, pool, runtime, document);
  if (runtime !== 'remote' || http !== 'auto') return found;
  const message = '`auto` has a port chosen for a pool that parkspec starts, and this one runs already';
  const hint = 'write the port of its administration, such as 8080';
  return [...found, document.diagnose(['pools', pool, 'http'], 'value', message, hint)];
}

/** The host stands where the pool, or the edge, runs already, and nowhere else. */
function checkSip(sip: string, name: Member, runtime: Source['runtime'], document: YamlDocument): Diagnostic[] {
  const path = name === 'edge' ? ['edge', 'sip'] : ['pools', name, 'sip'];
  const what = name === 'edge' ? 'an edge' : 'a pool';
  const { transport = 'udp', host, port } = parsePoolAddress(sip) ?? {};
  if (runtime !== 'remote') {
    if (host === undefined || (runtime === 'process' && host === LOOPBACK6)) return [];
    const hint = `leave the host out: \`${transport}:${port}\`, or use \`runtime: remote\` for a pair that runs already`;
    const message = `parkspec chooses the address of ${what} of \`runtime: ${runtime}\``;
    return [document.diagnose(path, 'value', message, hint)];
  }
  if (host !== undefined && port !== 'auto') return [];
  const example = port === 'auto' ? 5060 : port;
  const hint = `say where it listens: \`${transport}:10.0.0.${name === 'edge' ? 5 : 1}:${example}\``;
  const message =
    port === 'auto'
      ? `\`auto\` has a port chosen for ${what} that parkspec starts, and this one runs already`
      : `the ${name} runs already, and the file does not say on which host`;
  return [document.diagnose(path, 'value', message, hint)];
}

/** The address that a phone has asked tells which pool it meant. */
function checkPlaces({ primary, backup }: CandidateSource['pools'], document: YamlDocument): readonly Diagnostic[] {
  const [one, other] = [parsePoolAddress(primary.sip), parsePoolAddress(backup.sip)];
  if (one?.host === undefined || one.host !== other?.host || one.port !== other.port) return [];
  const hint = 'give each pool its own address: by that it is known which pool a phone has asked';
  return [document.diagnose(['pools', 'backup', 'sip'], 'value', `both pools would be at ${primary.sip}`, hint)];
}

function keysOfRemote(document: YamlDocument): readonly Diagnostic[] {
  return (['remote', 'reset'] as const).flatMap((key) => {
    if (!Object.hasOwn(Object(document.value), key)) return [];
    const message = `\`${key}\` is for \`runtime: remote\`: pools that parkspec starts are fresh in each cell, and their phones beside them`;
    return [document.diagnose([key], 'key', message, 'leave it out')];
  });
}

const HINTS: Readonly<Record<Outage | Return, string>> = {
  kill: 'takes',
  stop: 'takes',
  pause: 'takes',
  disconnect: 'takes',
  start: 'returns',
  unpause: 'returns',
  connect: 'returns',
};

/** What parkspec does only to pools that it has started. */
export function beyondRemote(
  asked: ActionSource | ProofSource,
  lacking: ReadonlyArray<Outage | Return>,
  document: YamlDocument,
  path: Path,
): readonly Diagnostic[] {
  const moves = lacking.map((key) => {
    const message = `\`${key}\` is for pools that parkspec has started, and those of \`runtime: remote\` run already`;
    const named = Object.entries(asked).find(([each, value]) => each === key && value === 'edge');
    const hint = `use a hook: \`{ run: [./my-script.sh], ${HINTS[key]}: ${named === undefined ? 'primary' : 'edge'} }\`, or \`http\` instead of \`run\``;
    return document.diagnose([...path, key], 'key', message, hint);
  });
  const proofs: ReadonlyArray<readonly ['exec' | 'exited', string]> = [
    ['exec', '`exec` is for pools in containers'],
    ['exited', '`exited` is for pools that parkspec has started'],
  ];
  const hints = { exec: 'use `run: [program, argument]`', exited: 'use `silent: primary`' };
  return [
    ...moves,
    ...proofs.flatMap(([key, message]) => {
      if (!(key in asked)) return [];
      return [document.diagnose([...path, key], 'key', message, hints[key])];
    }),
  ];
}
