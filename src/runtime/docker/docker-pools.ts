/** The two pools of a `docker` candidate: the network of their cell, their addresses in it, their containers. */
import { join } from 'node:path';
import type { Candidate } from '../../candidate/candidate.ts';
import { expandContainer, type PoolPlace } from '../../candidate/expand.ts';
import { Witness } from '../../capture/witness.ts';
import { startCapture } from './packet-capture.ts';
import { CAPTURE_VARIABLE } from './capture-variable.ts';
import { type CellNetwork, openCellNetwork } from './cell-network.ts';
import { makeContainer } from './container.ts';
import { type Engine, openEngine } from './engine.ts';
import { provideImage } from './image.ts';
import { LimitWatch } from './limit-watch.ts';
import { clientOf } from '../../candidate/tls-profile.ts';
import { addSecrets } from '../../candidate/secret-values.ts';
import { HarnessError } from '../../harness-error.ts';
import { POOLS, type PoolName } from '../../suite/cell.ts';
import { limitsOf } from '../../candidate/container-rights.ts';
import { CleanUps } from '../clean-ups.ts';
import { passedOn } from '../minimal-environment.ts';
import { LogFile } from '../pool-log.ts';
import { unlimitedIn } from './unlimited.ts';
import { PoolContainer } from './pool-container.ts';
import { makeScratch } from '../process/scratch.ts';
import { type Pools, type PoolsOptions, type PoolsWitness, startBoth } from '../pools.ts';
import { subnetText } from './subnets.ts';
import { phoneExecutor } from './phone-executor.ts';
import { testimony } from './capture-comparison.ts';

/** Where a pool listens that leaves it to us: in a network of its own it is in nobody's way. */
const SIP_PORT = { udp: 5060, tcp: 5060, tls: 5061 };
const HTTP_PORT = 8080;

/** Rejects with HarnessError when there is no engine, no image, or no room for a network; then nothing is left. */
export async function prepare(candidate: Candidate, options: PoolsOptions): Promise<Pools> {
  const profile = candidate.docker;
  if (profile === undefined) {
    throw new HarnessError('start', `${candidate.file} names no image`, {
      hint: 'give it `docker: { image: … }` (docs/candidates.md)',
    });
  }
  const engine = await openEngine();
  const image = await provideImage(engine, profile.image);
  for (const text of await unlimitedIn(engine)) options.onNote(text);
  const failures: unknown[] = [];
  const cleanUps = new CleanUps((cause) => failures.push(cause));
  const close = async (): Promise<void> => {
    await cleanUps.run();
    const [failure] = failures.splice(0);
    if (failure !== undefined) throw failure;
  };
  try {
    const network = await openCellNetwork(engine, options);
    cleanUps.add(() => network.remove());
    // Ended after the pools, whose last words pass here too.
    const witness =
      process.env[CAPTURE_VARIABLE] === '1' ? await captured(engine, network, options, cleanUps) : undefined;
    const made = await makeBoth(engine, { candidate, image, network }, options, cleanUps);
    const { run, cell } = options;
    return {
      byName: made,
      phonesAt: network.addressOf('gateway'),
      addresses: [subnetText(network.subnet)],
      sippAt: (party) =>
        phoneExecutor(engine, { network, host: `phone-${party}`, purpose: { run, cell }, makeFolder: makeScratch }),
      ...(witness && { witness }),
      reset: (within, signal) => startBoth(made, within, signal),
      close,
    };
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
}

/** Rejects when the capture cannot be started. What goes wrong while it runs is no trouble: it is then no witness. */
async function captured(
  engine: Engine,
  network: CellNetwork,
  { run, cell, directory, secrets, onNote }: PoolsOptions,
  cleanUps: CleanUps,
): Promise<PoolsWitness> {
  const gateway = network.addressOf('gateway');
  const witness = new Witness((host) => host !== gateway);
  let whole = true;
  const capture = await startCapture({
    engine,
    network: network.id,
    directory,
    name: 'network.pcap',
    secrets,
    purpose: { run, cell },
    onSip: (message) => witness.see(message),
    onTrouble: ({ message }) => {
      whole = false;
      onNote(message);
    },
    onNote,
  });
  cleanUps.add(() => capture.close());
  return {
    hear: (event) => witness.hear(event),
    testify: async () => ((await capture.caughtUp()) && whole ? testimony(witness.compare()) : undefined),
  };
}

interface Making {
  readonly candidate: Candidate;
  readonly image: string;
  readonly network: CellNetwork;
}

async function makeBoth(
  engine: Engine,
  making: Making,
  options: PoolsOptions,
  cleanUps: CleanUps,
): Promise<Pools['byName']> {
  const { candidate, network } = making;
  const places = {
    primary: placeOf(candidate, 'primary', network),
    backup: placeOf(candidate, 'backup', network),
  };
  const settled = await Promise.allSettled(POOLS.map((name) => make(engine, making, name, places, options)));
  const pools = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  // Both at a time, and before the network, which must be empty.
  cleanUps.add(async () => {
    await Promise.all(pools.map((pool) => pool.remove()));
  });
  const failure = settled.find((result) => result.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
  const [primary, backup] = pools;
  if (primary === undefined || backup === undefined) throw new Error('there are two pools');
  return { primary, backup };
}

async function make(
  engine: Engine,
  { candidate, image, network }: Making,
  name: PoolName,
  places: Readonly<Record<PoolName, PoolPlace>>,
  { run, cell, directory, record, secrets, onTrouble, onLimit = () => undefined }: PoolsOptions,
): Promise<PoolContainer> {
  const { capabilities = [], limits: stated } = candidate.docker ?? {};
  const limits = limitsOf({ limits: stated });
  const limitWatch = new LimitWatch({ pool: name, limits, onLimit });
  const { command, env: named } = expandContainer(candidate, name, places);
  const env = passedOn(named);
  addSecrets(secrets, candidate, env);
  const log = new LogFile(join(directory, `${name}.log`), {
    secrets,
    most: limits.log,
    onFull: () => limitWatch.tell('log'),
  });
  const purpose = { run, cell, role: name };
  const onOutput = (chunk: Buffer): void => log.append(chunk);
  const container = await makeContainer(engine, {
    purpose,
    image,
    command,
    env,
    network,
    host: name,
    rights: { capabilities, limits },
    onOutput,
    enough: () => log.full,
  });
  const { sip, http } = places[name];
  const started = [image, ...(command ?? [])];
  return new PoolContainer({
    name,
    address: sip,
    http,
    container,
    command: started,
    log,
    limitWatch,
    record,
    onTrouble,
  });
}

function placeOf({ pools, tls }: Candidate, name: PoolName, network: CellNetwork): PoolPlace {
  const { transport, port, http } = pools[name];
  const host = network.addressOf(name);
  const admin = http === 'auto' ? HTTP_PORT : http;
  return {
    sip: { transport, host, port: port === 'auto' ? SIP_PORT[transport] : port, ...clientOf(tls) },
    http: admin === undefined ? undefined : { host, port: admin },
  };
}
