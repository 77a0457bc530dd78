/** The two pools of a `docker` candidate: the network of their cell, their addresses in it, their containers. */
import { join } from 'node:path';
import type { Candidate, DockerProfile, PoolProfile } from '../../candidate/candidate.ts';
import { expandContainer, expandEdge, type Places, type PoolPlace } from '../../candidate/expand.ts';
import type { Member } from '../../candidate/member.ts';
import { Witness } from '../../capture/witness.ts';
import { startCapture } from './packet-capture.ts';
import { CAPTURE_VARIABLE } from './capture-variable.ts';
import { addressSpace, type CellNetwork, openCellNetwork } from './cell-network.ts';
import { type ContainerOptions, makeContainer } from './container.ts';
import { type Engine, openEngine } from './engine.ts';
import { HandedContainer, type Maker } from './handed-container.ts';
import { provideImage } from './image.ts';
import { LimitWatch } from './limit-watch.ts';
import { clientOf } from '../../candidate/tls-profile.ts';
import { addSecrets } from '../../candidate/secret-values.ts';
import { HarnessError } from '../../harness-error.ts';
import { limitsOf } from '../../candidate/container-rights.ts';
import { CleanUps } from '../clean-ups.ts';
import { passedOn } from '../minimal-environment.ts';
import { LogFile } from '../pool-log.ts';
import { unlimitedIn } from './unlimited.ts';
import { PoolContainer } from './pool-container.ts';
import { makeScratch } from '../process/scratch.ts';
import { type Pools, type PoolsOptions, type PoolsWitness, startBoth } from '../pools.ts';
import { subnetText } from './subnets.ts';
import { demandOwnAddress, startPhonesContainer } from './phones-container.ts';
import { PHONES_IN_VARIABLE, phonesIn, unfitForContainer } from './phones-in.ts';
import { phoneExecutor } from './phone-executor.ts';
import { testimony } from './capture-comparison.ts';

/** Where a pool listens that leaves it to us: in a network of its own it is in nobody's way. */
const SIP_PORT = { udp: 5060, tcp: 5060, tls: 5061 };
const HTTP_PORT = 8080;

/** Rejects with HarnessError when there is no engine, no image, or no room for a network; then nothing is left. */
export async function prepare(candidate: Candidate, options: PoolsOptions, makers: Makers = {}): Promise<Pools> {
  const profile = candidate.docker;
  if (profile === undefined) {
    throw new HarnessError('start', `${candidate.file} names no image`, {
      hint: 'give it `docker: { image: … }` (docs/candidates.md)',
    });
  }
  const engine = await openEngine();
  const images = new Map<Member, string>();
  for (const [name, { image }] of profilesOf(candidate, profile)) {
    const stated = makers[name]?.statement.image;
    // Testcontainers pulls it, as the container's own policy is.
    if (stated !== undefined) images.set(name, stated);
    if (stated !== undefined) continue;
    // oxlint-disable-next-line no-await-in-loop -- the second is often the first, which is there by then
    images.set(name, await provideImage(engine, image));
  }
  for (const text of await unlimitedIn(engine)) options.onNote(text);
  const failures: unknown[] = [];
  const cleanUps = new CleanUps((cause) => failures.push(cause));
  const close = async (): Promise<void> => {
    await cleanUps.run();
    const [failure] = failures.splice(0);
    if (failure !== undefined) throw failure;
  };
  try {
    const network = await openCellNetwork(
      options,
      addressSpace(),
      Object.values(makers).some(({ statement }) => statement.publishes),
    );
    cleanUps.add(() => network.remove());
    const phonesAt = await placeOfPhones(engine, candidate, network, options, cleanUps);
    // Ended after the pools, whose last words pass here too.
    const witness =
      process.env[CAPTURE_VARIABLE] === '1'
        ? await captured(engine, { network, phonesAt }, options, cleanUps)
        : undefined;
    const made = await makeAll(
      engine,
      { candidate, profiles: profilesOf(candidate, profile), images, network, makers },
      options,
      cleanUps,
    );
    const { run, cell } = options;
    return {
      byName: made,
      phonesAt,
      addresses: [subnetText(network.subnet)],
      sippAt: (party) => {
        if (phonesAt !== network.addressOf('phones'))
          return phoneExecutor(engine, {
            network,
            host: `phone-${party}`,
            purpose: { run, cell },
            makeFolder: makeScratch,
          });
        throw new HarnessError('phone', 'SIPp phones need an engine on this machine', {
          hint: `leave \`--phones-in container\` (${PHONES_IN_VARIABLE}) out, or use native phones`,
        });
      },
      ...(witness && { witness }),
      reset: (within, signal) => startBoth(made, within, signal),
      close,
    };
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
}

/** The address that the phones have. Rejects where they would reach no pool, or no pool them. */
async function placeOfPhones(
  engine: Engine,
  candidate: Candidate,
  network: CellNetwork,
  { run, cell, onTrouble }: PoolsOptions,
  cleanUps: CleanUps,
): Promise<string> {
  if (phonesIn() === 'host') {
    await demandOwnAddress(network.addressOf('gateway'));
    return network.addressOf('gateway');
  }
  const unfit = unfitForContainer(candidate);
  if (unfit !== undefined) throw new HarnessError('phone', unfit, { hint: 'leave `--phones-in container` out' });
  const phones = await startPhonesContainer(engine, { network, purpose: { run, cell }, onTrouble });
  cleanUps.add(() => phones.remove());
  return phones.address;
}

/** Rejects when the capture cannot be started. What goes wrong while it runs is no trouble: it is then no witness. */
async function captured(
  engine: Engine,
  { network, phonesAt }: { readonly network: CellNetwork; readonly phonesAt: string },
  { run, cell, directory, secrets, onNote }: PoolsOptions,
  cleanUps: CleanUps,
): Promise<PoolsWitness> {
  const witness = new Witness((host) => host !== phonesAt);
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
  readonly profiles: Profiles;
  readonly images: ReadonlyMap<Member, string>;
  readonly network: CellNetwork;
  readonly makers: Makers;
}

/** Who makes the containers of pools that are not made from the candidate's image. */
export type Makers = Readonly<Partial<Record<Member, Maker>>>;

async function makeAll(
  engine: Engine,
  making: Making,
  options: PoolsOptions,
  cleanUps: CleanUps,
): Promise<Pools['byName']> {
  const { candidate, profiles, network } = making;
  const { pools: stated, edge: front, tls } = candidate;
  const places: Places = {
    primary: placeOf(stated.primary, tls, network),
    backup: placeOf(stated.backup, tls, network),
    ...(front && { edge: placeOf({ ...front, name: 'edge', http: undefined }, tls, network) }),
  };
  const settled = await Promise.allSettled(
    [...profiles.keys()].map((name) => make(engine, making, name, places, options)),
  );
  const pools = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  // All at a time, and before the network, which must be empty.
  cleanUps.add(async () => {
    await Promise.all(pools.map((pool) => pool.remove()));
  });
  const failure = settled.find((result) => result.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
  const [primary, backup, edge] = pools;
  if (primary === undefined || backup === undefined) throw new Error('there are two pools');
  return { primary, backup, ...(edge && { edge }) };
}

async function make(
  engine: Engine,
  { candidate, profiles, images, network, makers }: Making,
  name: Member,
  places: Places,
  { run, cell, directory, record, secrets, onTrouble, onLimit = () => undefined }: PoolsOptions,
): Promise<PoolContainer> {
  const [profile, image, place] = [profiles.get(name), images.get(name), places[name]];
  if (profile === undefined || image === undefined || place === undefined) throw new Error(`${name} has no place`);
  const { capabilities = [], limits: stated } = profile;
  const limits = limitsOf({ limits: stated });
  const limitWatch = new LimitWatch({ pool: name, limits, onLimit });
  const maker = makers[name];
  const { command, env: named } =
    name === 'edge'
      ? expandEdge(candidate, profile, places)
      : expandContainer(maker === undefined ? candidate : withStatement(candidate, maker), name, places);
  const env = passedOn(named);
  addSecrets(secrets, candidate, env);
  const log = new LogFile(join(directory, `${name}.log`), {
    secrets,
    most: limits.log,
    onFull: () => limitWatch.tell('log'),
  });
  const purpose = { run, cell, role: name };
  const onOutput = (chunk: Buffer): void => log.append(chunk);
  const made: ContainerOptions = {
    purpose,
    image,
    command,
    env,
    network,
    host: name,
    rights: { capabilities, limits },
    onOutput,
    enough: () => log.full,
  };
  const container = maker === undefined ? await makeContainer(engine, made) : new HandedContainer(engine, made, maker);
  const { sip, http } = place;
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

/** The candidate as it would be with the command and the environment of a container that is handed over. */
function withStatement(candidate: Candidate, { statement }: Maker): Candidate {
  const { docker } = candidate;
  if (docker === undefined) return candidate;
  const env = Object.fromEntries(
    statement.env.map((line) => {
      const [name = '', ...value] = line.split('=');
      return [name, value.join('=')];
    }),
  );
  return { ...candidate, docker: { ...docker, command: statement.command, env } };
}

/** What each container is made from, in the order in which they are. */
type Profiles = ReadonlyMap<Member, DockerProfile>;

function profilesOf({ edge }: Candidate, pool: DockerProfile): Profiles {
  const pools: ReadonlyArray<readonly [Member, DockerProfile]> = [
    ['primary', pool],
    ['backup', pool],
  ];
  return new Map(edge?.docker === undefined ? pools : [...pools, ['edge', edge.docker]]);
}

/** What is said of where a pool, or the edge, listens. */
type Listening = Pick<PoolProfile, 'transport' | 'port' | 'http'> & { readonly name: Member };

function placeOf({ name, transport, port, http }: Listening, tls: Candidate['tls'], network: CellNetwork): PoolPlace {
  const host = network.addressOf(name);
  const admin = http === 'auto' ? HTTP_PORT : http;
  return {
    sip: { transport, host, port: port === 'auto' ? SIP_PORT[transport] : port, ...clientOf(tls) },
    http: admin === undefined ? undefined : { host, port: admin },
  };
}
