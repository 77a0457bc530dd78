/** The two pools of a `process` candidate: their ports, what they are told about each other, their processes. */
import { join } from 'node:path';
import type { Candidate } from '../../candidate/candidate.ts';
import { expandCommand, type PoolPlace } from '../../candidate/expand.ts';
import { clientOf } from '../../candidate/tls-profile.ts';
import { addSecrets } from '../../candidate/secret-values.ts';
import { POOLS, type PoolName } from '../../suite/cell.ts';
import { HarnessError } from '../../harness-error.ts';
import { passedOn } from '../minimal-environment.ts';
import { LogFile } from '../pool-log.ts';
import { sizeText } from '../../candidate/size.ts';
import { PoolProcess } from './pool-process.ts';
import { type Pools, type PoolsOptions, startBoth } from '../pools.ts';
import { demandPort, leasePorts, type PortLease } from './ports.ts';
import { forgetMark, reapMark } from './reaper.ts';
import { killOrphans, watchOrphans } from './orphans.ts';
import { killMarked, newMark } from './stragglers.ts';

const LOOPBACK = '127.0.0.1';

/** Chooses ports and prepares the processes; nothing is started yet. */
export async function prepare(candidate: Candidate, options: PoolsOptions): Promise<Pools> {
  const mark = newMark();
  const leases: PortLease[] = [];
  const lease = async (): Promise<PortLease> => {
    const taken = await leasePorts();
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
  };
  reapMark(mark);
  watchOrphans(mark);
  return {
    byName,
    phonesAt: LOOPBACK,
    addresses: [LOOPBACK],
    reset: (within, signal) => startBoth(byName, within, signal),
    close: async () => {
      await Promise.all(POOLS.map((name) => byName[name].stop()));
      const stragglers = [...(await killMarked(mark)), ...(await killOrphans(mark))];
      forgetMark(mark);
      if (stragglers.length > 0) options.onStragglers(stragglers);
      await release();
    },
  };
}

async function placesOf(
  candidate: Candidate,
  lease: () => Promise<PortLease>,
): Promise<Readonly<Record<PoolName, PoolPlace>>> {
  return {
    primary: await placeOf(candidate, 'primary', lease),
    backup: await placeOf(candidate, 'backup', lease),
  };
}

async function placeOf(candidate: Candidate, name: PoolName, lease: () => Promise<PortLease>): Promise<PoolPlace> {
  const pool = candidate.pools[name];
  const leased = pool.port === 'auto' || pool.http === 'auto' ? await lease() : undefined;
  const port = pool.port === 'auto' ? (leased?.sip ?? 0) : pool.port;
  const http = pool.http === 'auto' ? leased?.http : pool.http;
  if (pool.port !== 'auto') await demandPort(pool.name, pool.transport, pool.port);
  if (typeof pool.http === 'number') await demandPort(pool.name, 'tcp', pool.http);
  return {
    sip: { transport: pool.transport, host: LOOPBACK, port, ...clientOf(candidate.tls) },
    http: http === undefined ? undefined : { host: LOOPBACK, port: http },
  };
}

function poolProcess(
  candidate: Candidate,
  name: PoolName,
  places: Readonly<Record<PoolName, PoolPlace>>,
  options: PoolsOptions & { readonly mark: string },
): PoolProcess {
  if (candidate.process === undefined) {
    throw new HarnessError('start', `${candidate.file} has no process to start`, {
      hint: 'give it `process: { command: [...] }` (docs/candidates.md)',
    });
  }
  const { sip, http } = places[name];
  const { command, cwd, env } = expandCommand(candidate, name, places);
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
