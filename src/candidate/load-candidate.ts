import { basename, dirname, resolve } from 'node:path';
import { Secrets } from '../secrets.ts';
import type { PoolName } from '../suite/cell.ts';
import { type Diagnostic, sortDiagnostics } from '../suite/diagnostic.ts';
import { explainIssues, valueAt } from '../suite/explain-issues.ts';
import { readYaml, type YamlDocument } from '../suite/yaml.ts';
import { DEFAULT_BOUNDS } from './bounds.ts';
import type {
  Bounds,
  Candidate,
  DockerProfile,
  EdgeProfile,
  PoolProfile,
  PoolSettings,
  ProcessProfile,
} from './candidate.ts';
import { checkCandidate, orbitsOf } from './check-candidate.ts';
import { buildDialect } from './dialect/build-dialect.ts';
import { type ContainerLimits, DEFAULT_LIMITS } from './container-rights.ts';
import { parseDuration } from './duration.ts';
import { parseSize } from './size.ts';
import { type CandidateSource, candidateSchema, NOT_YET } from './candidate-schema.ts';
import type { PhoneProfile } from './phone-policy.ts';
import { listOf } from './list-of.ts';
import { buildRemote } from './build-remote.ts';
import { parsePoolAddress, type PoolAddress } from './pool-address.ts';
import { readSections } from './sections.ts';
import { SECRET_FIELD } from './http-order.ts';
import { buildTls } from './tls-profile.ts';
import { DEFAULT_DOMAIN, eachParty, type User } from './users.ts';
import { buildHomes, buildTransitions, programIn } from './transitions.ts';

export type CandidateReading = { readonly candidate: Candidate } | { readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads a candidate file. Never throws: either the file describes a candidate that this version can start, or everything
 * that is wrong with it comes back at once. Relative paths in it are resolved against the folder of `file`.
 */
export function loadCandidate(source: string, file: string): CandidateReading {
  const document = readYaml(source, file);
  if ('diagnostics' in document) return document;
  const parsed = candidateSchema.safeParse(document.value);
  const diagnostics = [
    ...(parsed.success ? [] : explainIssues(parsed.error.issues, candidateSchema, document, [], NOT_YET)),
    ...checkCandidate(readSections(document.value), document, resolve(dirname(file))),
  ];
  if (!parsed.success || diagnostics.length > 0) {
    const secrets = secretsIn(document);
    return { diagnostics: sortDiagnostics(diagnostics.map((one) => withoutSecrets(one, secrets))) };
  }
  return { candidate: buildCandidate(parsed.data, file) };
}

/** What the file calls secret, whatever else is wrong with it. */
function secretsIn({ value }: YamlDocument): Secrets {
  const named = valueAt(value, ['secrets']);
  const names = new Set(Array.isArray(named) ? named : []);
  const users = ['users', 'spares'].flatMap((key) => Object.values(Object(valueAt(value, ['accounts', key]))));
  const accounts = [valueAt(value, ['accounts']), ...users];
  const passwords = accounts.map((one) => valueAt(one, ['password']));
  const env = ['process', 'docker', 'scripts'].flatMap((part) => Object.entries(Object(valueAt(value, [part, 'env']))));
  const values = env.filter(([name]) => names.has(name)).map(([, text]) => text);
  return new Secrets(
    [...passwords, ...values, ...credentialsIn(valueAt(value, ['transitions']))].filter(
      (text) => typeof text === 'string',
    ),
  );
}

/** The values of all keys below that are named like those of a request that are secret, read or not. */
function credentialsIn(part: unknown): readonly unknown[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) => {
    if (typeof value !== 'string') return credentialsIn(value);
    const [, inAddress] = /:\/\/[^/@\s:]*:([^/@\s]+)@/.exec(value) ?? [];
    return [inAddress, ...(SECRET_FIELD.test(key) ? [value, value.replace(/^\S+\s+/, '')] : [])];
  });
}

/** A mistake is shown with its line, and that may hold a secret. */
function withoutSecrets({ text, message, hint, ...place }: Diagnostic, secrets: Secrets): Diagnostic {
  const told = hint === undefined ? {} : { hint: secrets.hide(hint) };
  return { ...place, text: secrets.hideInPlace(text), message: secrets.hide(message), ...told };
}

function buildCandidate(source: CandidateSource, file: string): Candidate {
  const { docker } = source;
  const process = source.process && buildProcess(source.process, file);
  const folder = resolve(dirname(file));
  const domain = source.domain ?? DEFAULT_DOMAIN;
  const homes = buildHomes(source);
  return {
    name: source.name,
    version: source.version ?? 'unknown',
    file,
    runtime: source.runtime,
    dialect: buildDialect(source, folder),
    domain,
    password: source.accounts?.password,
    ...buildUsers(source, domain),
    ...buildPhones(source),
    ...buildTls(source, folder, domain),
    ...(source.resolver === undefined ? {} : { resolvers: listOf(source.resolver) }),
    ...(source.addresses === undefined ? {} : { addresses: source.addresses }),
    process,
    ...(source.scripts === undefined ? {} : { scripts: source.scripts }),
    ...(source.secrets === undefined ? {} : { secrets: source.secrets }),
    ...(docker === undefined ? {} : { docker: buildDocker(docker, folder) }),
    ...buildRemote(source, { file, domain }),
    ...(source.edge === undefined ? {} : { edge: buildEdge(source.edge, file) }),
    pools: { primary: buildPool(source, 'primary'), backup: buildPool(source, 'backup') },
    transitions: buildTransitions(source, { file, domain, homes }),
    homes,
    capabilities: [...new Set(source.capabilities)],
    settings: { primary: buildSettings(source, 'primary', folder), backup: buildSettings(source, 'backup', folder) },
    bounds: buildBounds(source),
  };
}

function buildProcess({ command, cwd, env }: NonNullable<CandidateSource['process']>, file: string): ProcessProfile {
  const [program = '', ...args] = command;
  return { command: [programIn(file, program), ...args], cwd: resolve(dirname(file), cwd ?? '.'), env: env ?? {} };
}

function buildEdge(
  { sip, process, docker, 'shared-address': shared }: NonNullable<CandidateSource['edge']>,
  file: string,
): EdgeProfile {
  return {
    ...listening(sip),
    ...(shared === undefined ? {} : { shared }),
    ...(process === undefined ? {} : { process: buildProcess(process, file) }),
    ...(docker === undefined ? {} : { docker: buildDocker(docker, resolve(dirname(file))) }),
  };
}

function listening(sip: string): Pick<PoolProfile, 'transport' | 'host' | 'port' | 'bySrv'> {
  const address: PoolAddress = parsePoolAddress(sip) ?? { transport: 'udp', host: undefined, port: 'auto' };
  const { transport, host, port, bySrv } = address;
  return { transport, ...(host === undefined ? {} : { host }), port, ...(bySrv && { bySrv }) };
}

function buildUsers({ accounts }: CandidateSource, domain: string): Pick<Candidate, 'users' | 'spares'> {
  if (accounts === undefined) return {};
  const { password, users: stated, spares } = accounts;
  const userOf = (own: NonNullable<typeof spares>[number]): User => {
    const known = { displayName: own['display-name'], authName: own['auth-user'], password: own.password ?? password };
    return { name: own.user, domain: own.domain ?? domain, ...known };
  };
  return {
    ...(stated && { users: eachParty((party) => userOf({ ...stated[party], user: stated[party]?.user ?? party })) }),
    ...(spares && { spares: spares.map(userOf) }),
  };
}

function buildPhones({ phones }: CandidateSource): { readonly phones?: PhoneProfile } {
  if (phones === undefined || Object.keys(phones).length === 0) return {};
  const { 'min-session-expires': least, ...policy } = phones;
  return { phones: { ...(least === undefined ? {} : { minSessionExpires: parseDuration(least) ?? 0 }), ...policy } };
}

function buildDocker(
  { image, build, command, env, capabilities, limits }: NonNullable<CandidateSource['docker']>,
  folder: string,
): DockerProfile {
  return {
    image:
      image === undefined
        ? {
            kind: 'build',
            name: basename(folder),
            context: resolve(folder, build?.context ?? '.'),
            ...(build?.files === undefined ? {} : { files: build.files }),
            dockerfile: resolve(folder, build?.dockerfile ?? 'Dockerfile'),
          }
        : { kind: 'named', name: image },
    command,
    env: env ?? {},
    ...(capabilities === undefined ? {} : { capabilities }),
    ...(limits === undefined ? {} : { limits: buildLimits(limits) }),
  };
}

function buildLimits({
  memory,
  processes,
  log,
}: NonNullable<NonNullable<CandidateSource['docker']>['limits']>): Partial<ContainerLimits> {
  return {
    ...(memory === undefined ? {} : { memory: parseSize(memory) ?? DEFAULT_LIMITS.memory }),
    ...(processes === undefined ? {} : { processes }),
    ...(log === undefined ? {} : { log: parseSize(log) ?? DEFAULT_LIMITS.log }),
  };
}

function buildPool({ pools }: CandidateSource, name: PoolName): PoolProfile {
  const { sip, http, orbits, 'outbound-proxy': proxy, 'known-by': knownBy } = pools[name];
  return {
    name,
    ...listening(sip),
    http,
    orbits: orbitsOf(orbits),
    ...(proxy === undefined ? {} : { outboundProxy: proxy }),
    ...(knownBy === undefined ? {} : { knownBy }),
  };
}

function buildSettings({ settings }: CandidateSource, name: PoolName, folder: string): PoolSettings {
  const stated = settings?.[name] ?? {};
  const music = stated['music-on-hold'];
  const timeout = stated['pickup-timeout'];
  return {
    pickupTimeout: timeout === undefined ? undefined : parseDuration(timeout),
    pickupAttempts: stated['pickup-attempts'],
    timeoutTarget: stated['timeout-target'],
    musicOnHold: typeof music === 'string' ? resolve(folder, music) : music,
  };
}

function buildBounds({ bounds = {} }: CandidateSource): Bounds {
  const of = (name: keyof Bounds): number => parseDuration(bounds[name] ?? '') ?? DEFAULT_BOUNDS[name];
  return {
    start: of('start'),
    park: of('park'),
    disconnect: of('disconnect'),
    gap: of('gap'),
    setup: of('setup'),
    probe: of('probe'),
    cell: of('cell'),
  };
}
