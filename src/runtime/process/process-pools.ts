/** The two pools of a `process` candidate: their ports, what they are told about each other, their processes. */
import { join } from 'node:path';
import type { Candidate, PoolProfile } from '../../candidate/candidate.ts';
import { expandCommand, expandEdge, type Places, type PoolPlace } from '../../candidate/expand.ts';
import type { Member } from '../../candidate/member.ts';
import { clientOf } from '../../candidate/tls-profile.ts';
import { addSecrets } from '../../candidate/secret-values.ts';
import { HarnessError } from '../../harness-error.ts';
import { passedOn } from '../minimal-environment.ts';
import { LogFile } from '../pool-log.ts';
import { sizeText } from '../../candidate/size.ts';
import { everyMember } from '../pool.ts';
import { PoolProcess } from './pool-process.ts';
import { type Pools, type PoolsOptions, startBoth } from '../pools.ts';
import { demandPort, leasePorts, type PortLease } from './ports.ts';
import { forgetMark, reapMark } from './reaper.ts';
import { killOrphans, watchOrphans } from './orphans.ts';
import { killMarked, newMark } from './stragglers.ts';

/** Where the file names no address. */
const LOOPBACK = '127.0.0.1';

/** Chooses ports and prepares the processes; nothing is started yet. */
export async function prepare(candidate: Candidate, options: PoolsOptions): Promise<Pools> {
  const mark = newMark();
  // Pools, edge and phones are at one address: the file is refused otherwise.
  const { host = LOOPBACK } = candidate.pools.primary;
  const leases: PortLease[] = [];
  const lease = async (): Promise<PortLease> => {
    const taken = await leasePorts(Math.random, host);
    leases.push(taken);
    return taken;
  };
  const release = (): Promise<unknown> => Promise.all(leases.map((taken) => taken.release()));
  const places = await placesOf(candidate, lease).catch(async (cause: unknown) => {
    await release();
    throw cause;
  });
  const byName = {
    primary: poolProcess(candidate, 'primary', places, { ...options, mark }),
    backup: poolProcess(candidate, 'backup', places, { ...options, mark }),
    ...(places.edge && { edge: poolProcess(candidate, 'edge', places, { ...options, mark }) }),
  };
  reapMark(mark);
  watchOrphans(mark);
  return {
    byName,
    phonesAt: host,
    addresses: [host],
    reset: (within, signal) => startBoth(byName, within, signal),
    close: async () => {
      await Promise.all(everyMember(byName).map((member) => member.stop()));
      const stragglers = [...(await killMarked(mark)), ...(await killOrphans(mark))];
      forgetMark(mark);
      if (stragglers.length > 0) options.onStragglers(stragglers);
      await release();
    },
  };
}

/** What is said of where a pool, or the edge, listens. */
type Listening = Pick<PoolProfile, 'transport' | 'host' | 'port' | 'http'> & { readonly name: Member };

async function placesOf({ pools, edge, tls }: Candidate, lease: () => Promise<PortLease>): Promise<Places> {
  return {
    primary: await placeOf(pools.primary, tls, lease),
    backup: await placeOf(pools.backup, tls, lease),
    ...(edge && { edge: await placeOf({ ...edge, name: 'edge', http: undefined }, tls, lease) }),
  };
}

async function placeOf(pool: Listening, tls: Candidate['tls'], lease: () => Promise<PortLease>): Promise<PoolPlace> {
  const leased = pool.port === 'auto' || pool.http === 'auto' ? await lease() : undefined;
  const port = pool.port === 'auto' ? (leased?.sip ?? 0) : pool.port;
  const http = pool.http === 'auto' ? leased?.http : pool.http;
  const { transport, host = LOOPBACK } = pool;
  if (pool.port !== 'auto') await demandPort(pool.name, { transport, host, port });
  if (typeof pool.http === 'number') await demandPort(pool.name, { transport: 'tcp', host, port: pool.http });
  return {
    sip: { transport, host, port, ...clientOf(tls) },
    http: http === undefined ? undefined : { host, port: http },
  };
}

function poolProcess(
  candidate: Candidate,
  name: Member,
  places: Places,
  options: PoolsOptions & { readonly mark: string },
): PoolProcess {
  const place = places[name];
  const started = name === 'edge' ? candidate.edge?.process : candidate.process;
  if (started === undefined || place === undefined) {
    throw new HarnessError('start', `${candidate.file} has no process to start for the ${name}`, {
      hint: 'give it `process: { command: [...] }` (docs/candidates.md)',
    });
  }
  const { sip, http } = place;
  const { command, cwd, env } =
    name === 'edge' ? expandEdge(candidate, started, places) : expandCommand(candidate, name, places);
  addSecrets(options.secrets, candidate, passedOn(env));
  return new PoolProcess({
    name,
    address: sip,
    http,
    command,
    cwd,
    env,
    mark: `${options.mark}.${name}`,
    log: new LogFile(join(options.directory, `${name}.log`), {
      secrets: options.secrets,
      onFull: (most) =>
        options.onLimit?.(
          { pool: name, of: 'log' },
          `${name} has printed more than ${sizeText(most)}: what it printed after that is not in its log`,
        ),
    }),
    record: options.record,
  });
}
