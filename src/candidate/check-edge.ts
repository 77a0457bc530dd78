/** What the edge of a candidate file says against the rest of it, and what is said of an edge that is not there. */
import type { Diagnostic } from '../suite/diagnostic.ts';
import { PHASES, POOLS, type PoolName } from '../suite/cell.ts';
import type { YamlDocument } from '../suite/yaml.ts';
import type { Path } from '../suite/yaml-index.ts';
import { parsePoolAddress } from './pool-address.ts';
import { placeholdersAt } from './check-start.ts';
import type { ActionSource, CandidateSource, ProofSource } from './candidate-schema.ts';
import { EDGE_PLACEHOLDERS, type EdgePlaceholder } from './placeholders.ts';
import { listOf } from './list-of.ts';
import { hostPort } from '../numeric-host.ts';

type Parts = Partial<CandidateSource> & Pick<CandidateSource, 'pools'>;

export function checkEdge(source: Parts, document: YamlDocument): readonly Diagnostic[] {
  const { edge } = source;
  if (edge === undefined) return withoutEdge(source, document);
  return [
    ...checkStart(source, edge, document),
    ...checkPlaces(source, edge, document),
    ...checkKnown(source, document),
    ...checkPolicies(source, document),
  ];
}

type Edge = NonNullable<CandidateSource['edge']>;

function checkStart(source: Parts, edge: Edge, document: YamlDocument): readonly Diagnostic[] {
  const section = source.runtime === 'docker' ? 'docker' : 'process';
  if (source.runtime === 'remote') return [];
  const started = edge[section];
  if (started === undefined) {
    const hint =
      section === 'docker'
        ? 'say what the edge is a container of: `docker: { image: my/proxy }`'
        : 'say how the edge is started: `process: { command: [my-proxy, "${sip}"] }`';
    return [document.diagnose(['edge'], 'key', `the edge has no \`${section}\``, hint)];
  }
  const lack = (name: EdgePlaceholder): string | undefined => lackOf(name, source);
  return [
    ...(started.command ?? []).flatMap((text, part) =>
      placeholdersAt(document, ['edge', section, 'command', part], text, lack, EDGE_PLACEHOLDERS),
    ),
    ...Object.entries(started.env ?? {}).flatMap(([name, text]) =>
      placeholdersAt(document, ['edge', section, 'env', name], text, lack, EDGE_PLACEHOLDERS, true),
    ),
  ];
}

function lackOf(name: EdgePlaceholder, { runtime, accounts }: Parts): string | undefined {
  if (runtime === 'docker' && (name === 'node' || name === 'package')) {
    return 'it is a path of this machine: write the path that it has in the image';
  }
  return name === 'password' && accounts?.password === undefined ? 'add `accounts: { password: … }`' : undefined;
}

function checkPlaces({ pools, runtime }: Parts, edge: Edge, document: YamlDocument): readonly Diagnostic[] {
  const proxied = POOLS.flatMap((pool) => {
    if (pools[pool]['outbound-proxy'] === undefined) return [];
    const message = 'behind an edge phones go through the edge alone';
    return [document.diagnose(['pools', pool, 'outbound-proxy'], 'key', message, 'leave it out, or leave `edge` out')];
  });
  const own = placeOf(edge.sip);
  const twin = POOLS.find((pool) => placeOf(pools[pool].sip) === own);
  // In containers each has an address of its own.
  if (runtime === 'docker' || own === undefined || twin === undefined) return proxied;
  const message = `the edge would listen where the ${twin} does: ${edge.sip}${runtime === 'remote' ? '' : ' of 127.0.0.1'}`;
  const hint = runtime === 'remote' ? 'give each its own address' : 'give it another port, or `auto`';
  return [...proxied, document.diagnose(['edge', 'sip'], 'value', message, hint)];
}

/** Undefined where the runtime chooses it. */
function placeOf(sip: string): string | undefined {
  const { host = '127.0.0.1', port = 'auto' } = parsePoolAddress(sip) ?? {};
  return port === 'auto' ? undefined : hostPort(host, port);
}

/** Phones that know one address have no pool to stay with, or to ask instead. */
function checkPolicies({ phones = {} }: Parts, document: YamlDocument): readonly Diagnostic[] {
  return (['move', 'return', 'invite', 'register'] as const).flatMap((key) => {
    if (phones[key] === undefined || phones[key] === 'one') return [];
    const message = `\`${key}\` is for phones that know both pools, and behind an edge they know the edge alone`;
    return [document.diagnose(['phones', key], 'key', message, 'leave it out, or leave `edge` out')];
  });
}

/** A message must not be known as that of both pools. At a shared address its header alone tells whose it is. */
function checkKnown({ pools, edge }: Parts, document: YamlDocument): readonly Diagnostic[] {
  const unknown = POOLS.filter((pool) => edge?.['shared-address'] === true && pools[pool]['known-by'] === undefined);
  if (unknown.length > 0) return unknown.map((pool) => unknownPool(pool, document));
  const [primary, backup] = [pools.primary['known-by'], pools.backup['known-by']];
  if (primary === undefined || backup === undefined) return [];
  const same = primary.header.toLowerCase() === backup.header.toLowerCase();
  if (!same || !(primary.contains.includes(backup.contains) || backup.contains.includes(primary.contains))) return [];
  const message = `what is known by \`${backup.contains}\` would be known by \`${primary.contains}\` as well`;
  const hint = 'let neither text contain the other';
  return [document.diagnose(['pools', 'backup', 'known-by', 'contains'], 'value', message, hint)];
}

function unknownPool(pool: PoolName, document: YamlDocument): Diagnostic {
  const message = `at a shared address nothing tells a message of the ${pool}: it has no \`known-by\``;
  return document.diagnose(['pools', pool], 'key', message, 'add `known-by: { header: Server, contains: … }`');
}

function withoutEdge({ pools, transitions = {} }: Parts, document: YamlDocument): readonly Diagnostic[] {
  const complain = (path: Path, message: string): Diagnostic =>
    document.diagnose(path, 'key', message, 'add `edge: { sip: udp:5060, … }`, see docs/edges.md');
  const known = POOLS.flatMap((pool) =>
    pools[pool]['known-by'] === undefined
      ? []
      : [complain(['pools', pool, 'known-by'], '`known-by` is for pools behind an edge, and this file has none')],
  );
  const named = PHASES.flatMap((phase) => {
    const transition = phase === 'normal' ? undefined : transitions[phase];
    return (['do', 'until'] as const).flatMap((key) =>
      listOf<ActionSource | ProofSource>(transition?.[key] ?? []).flatMap((one, index) => {
        const path = Array.isArray(transition?.[key])
          ? ['transitions', phase, key, index]
          : ['transitions', phase, key];
        return namesEdge(one).map((at) => complain([...path, at], 'this file has no edge'));
      }),
    );
  });
  return [...known, ...named];
}

/** The keys of an action or a proof that name the edge. */
function namesEdge(one: ActionSource | ProofSource): readonly string[] {
  return Object.entries(one).flatMap(([key, value]) => {
    const named = value === 'edge' || (key === 'exec' && one.exec?.edge !== undefined);
    return named ? [key] : [];
  });
}
