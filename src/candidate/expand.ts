import { PACKAGE_ROOT } from '../package-root.ts';
import { PARTIES, type PoolName } from '../suite/cell.ts';
import type { Candidate, DockerProfile, ProcessProfile } from './candidate.ts';
import type { SipAddress } from './sip-address.ts';
import { usersOf } from './users.ts';
import { EDGE_PLACEHOLDERS, type EdgePlaceholder, fillIn, fillInFrom, type Placeholder } from './placeholders.ts';
import { hostPort, hostText } from '../numeric-host.ts';

/** Where a pool listens in one run. */
export interface PoolPlace {
  readonly sip: SipAddress;
  readonly http: { readonly host: string; readonly port: number } | undefined;
}

/** Where the pools, and the edge in front of them, listen in one run. */
export type Places = Readonly<Record<PoolName, PoolPlace>> & { readonly edge?: PoolPlace | undefined };

/**
 * How `pool` of a `process` candidate is started, with its placeholders filled in for this run. Throws a RangeError for a
 * placeholder that `loadCandidate` would have refused, and for a candidate without a process.
 */
export function expandCommand(candidate: Candidate, pool: PoolName, places: Places): ProcessProfile {
  const { process } = candidate;
  if (process === undefined) throw new RangeError(`${candidate.name} has no process to start`);
  const fill = filler(candidate, pool, places);
  return { command: process.command.map(fill), cwd: process.cwd, env: filled(process.env, fill) };
}

/** The same of a `docker` candidate: what the container of `pool` is told. */
export function expandContainer(
  candidate: Candidate,
  pool: PoolName,
  places: Places,
): Pick<DockerProfile, 'command' | 'env'> {
  const { docker } = candidate;
  if (docker === undefined) throw new RangeError(`${candidate.name} has no container to start`);
  const fill = filler(candidate, pool, places);
  return { command: docker.command?.map(fill), env: filled(docker.env, fill) };
}

/**
 * How the edge is started, with its placeholders filled in for this run: its process, or what its container is told. Throws a
 * RangeError as `expandCommand` does.
 */
export function expandEdge<Profile extends Pick<DockerProfile, 'command' | 'env'>>(
  candidate: Candidate,
  profile: Profile,
  places: Places,
): Profile {
  const fill = (text: string): string =>
    fillInFrom(EDGE_PLACEHOLDERS, text, (name) => edgeValueOf(name, candidate, places));
  return { ...profile, command: profile.command?.map(fill), env: filled(profile.env, fill) };
}

type Fill = (text: string) => string;

function filler(candidate: Candidate, pool: PoolName, places: Places): Fill {
  return (text) => fillIn(text, (name) => valueOf(name, candidate, pool, places));
}

function filled(env: Readonly<Record<string, string>>, fill: Fill): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(value)]));
}

/** What `${domain}`, `${node}` and `${package}` stand for, in this process and for this candidate. */
export function constantOf(name: 'domain' | 'node' | 'package', domain: string): string {
  if (name === 'node') return process.execPath;
  return name === 'package' ? PACKAGE_ROOT : domain;
}

function valueOf(name: Placeholder, candidate: Candidate, pool: PoolName, places: Places): string {
  const own = places[pool];
  const other = pool === 'primary' ? 'backup' : 'primary';
  const peer = places[other];
  const settings = candidate.settings[pool];
  switch (name) {
    case 'pool':
      return pool;
    case 'sip':
      return sipText(own);
    case 'sip.host':
      return hostText(own.sip.host);
    case 'sip.port':
      return String(own.sip.port);
    case 'http':
      return httpText(own);
    case 'http.port':
      return String(own.http?.port ?? '');
    case 'peer.sip':
      return sipText(peer);
    case 'peer.sip.host':
      return hostText(peer.sip.host);
    case 'peer.sip.port':
      return String(peer.sip.port);
    case 'peer.http':
      return httpText(peer);
    case 'peer.http.port':
      return String(peer.http?.port ?? '');
    case 'peer.orbits':
      return orbitsText(candidate.pools[other]);
    case 'edge.sip':
      return places.edge === undefined ? '' : sipText(places.edge);
    case 'edge.sip.host':
      return hostText(places.edge?.sip.host ?? '');
    case 'edge.sip.port':
      return String(places.edge?.sip.port ?? '');
    case 'orbits':
      return orbitsText(candidate.pools[pool]);
    case 'password':
      return candidate.password ?? '';
    case 'setting.pickup-timeout':
      return String(settings.pickupTimeout ?? '');
    case 'setting.pickup-attempts':
      return String(settings.pickupAttempts ?? '');
    case 'setting.timeout-target':
      return timeoutTargetOf(candidate, settings.timeoutTarget);
    case 'setting.music-on-hold':
      return String(settings.musicOnHold ?? '');
    case 'defect':
      return candidate.defect ?? '';
    case 'domain':
    case 'node':
    case 'package':
      return constantOf(name, candidate.domain);
  }
}

function edgeValueOf(name: EdgePlaceholder, candidate: Candidate, places: Places): string {
  switch (name) {
    case 'primary.orbits':
      return orbitsText(candidate.pools.primary);
    case 'backup.orbits':
      return orbitsText(candidate.pools.backup);
    case 'password':
      return candidate.password ?? '';
    case 'domain':
    case 'node':
    case 'package':
      return constantOf(name, candidate.domain);
    case 'sip':
    case 'sip.host':
    case 'sip.port':
      return factOf(places.edge, name);
    case 'primary.sip':
    case 'primary.sip.host':
    case 'primary.sip.port':
      return factOf(places.primary, name);
    case 'backup.sip':
    case 'backup.sip.host':
    case 'backup.sip.port':
      return factOf(places.backup, name);
  }
}

function factOf(place: PoolPlace | undefined, name: EdgePlaceholder): string {
  if (place === undefined) return '';
  if (name.endsWith('.host')) return hostText(place.sip.host);
  return name.endsWith('.port') ? String(place.sip.port) : sipText(place);
}

function orbitsText({ orbits }: Candidate['pools'][PoolName]): string {
  return `${orbits.first}-${orbits.last}`;
}

/** The user name of the party that the file names. */
function timeoutTargetOf(candidate: Candidate, target: string | undefined): string {
  const party = PARTIES.find((each) => each === target);
  return party === undefined ? (target ?? '') : usersOf(candidate)[party].name;
}

function httpText({ http }: PoolPlace): string {
  return http === undefined ? '' : hostPort(http.host, http.port);
}

function sipText({ sip }: PoolPlace): string {
  return `${sip.transport}:${hostPort(sip.host, sip.port)}`;
}
