/**
 * A container that a test has made with Testcontainers and not started: it becomes a pool. It is started in the test's own process,
 * where its wait strategy and its log consumer are, by its own `start()`. Testcontainers has no word for an address of its
 * choice and none for what is to happen between the making and the start, so both are put into its options.
 */
import { Deferred } from '../deferred.ts';
import type { Statement, Making } from '../runtime/docker/handed-container.ts';
import type { PoolName } from '../suite/cell.ts';

/** What a pool needs of a `GenericContainer`, whichever copy of Testcontainers it comes from. */
export interface BenchContainer {
  start(): Promise<{ getId(): string; restart(): Promise<void> }>;
  withNetworkMode(mode: string): unknown;
}

/** The containers of both pools, beside the other words of a candidate file (docs/candidates.md). */
export interface BenchContainers {
  readonly primary: BenchContainer;
  readonly backup: BenchContainer;
  /** Where they listen, and their orbits: `{ primary: { sip: 'udp:5060', orbits: '100-199' }, … }`. */
  readonly pools: object;
  readonly [word: string]: unknown;
}

/** Fields of a `GenericContainer`, which its types keep from all but its heirs. */
interface Inner {
  createOpts: {
    Image: string;
    Cmd?: string[];
    Env?: string[];
    Hostname?: string;
    Labels?: object;
    name?: string;
    NetworkingConfig?: object;
  };
  hostConfig: object;
  networkMode: string | undefined;
  networkAliases: string[];
  exposedPorts: readonly unknown[];
  reuse: boolean;
  containerCreated: ((id: string) => Promise<void>) | undefined;
}

export class HandedOver {
  readonly #container: BenchContainer;
  readonly #inner: Inner;
  #gate = new Deferred<void>();
  #starting: ReturnType<BenchContainer['start']> | undefined;
  #started: Awaited<ReturnType<BenchContainer['start']>> | undefined;

  /** Throws an Error that says what is wrong with it. */
  constructor(pool: PoolName, container: unknown) {
    const problem = problemOf(container);
    if (problem !== undefined) throw new Error(`the container of ${pool} ${problem}`);
    this.#container = Object(container);
    this.#inner = Object(container);
  }

  get statement(): Statement {
    const { createOpts, exposedPorts } = this.#inner;
    return {
      image: createOpts.Image,
      ...(createOpts.Cmd === undefined ? {} : { command: createOpts.Cmd }),
      env: createOpts.Env ?? [],
      publishes: exposedPorts.length > 0,
    };
  }

  /** Resolves when the container is made. It waits there for `start`. Rejects as Testcontainers does. */
  async make(making: Making): Promise<void> {
    const made = new Deferred<void>();
    this.#gate = new Deferred<void>();
    const undress = this.#dress(making, async () => {
      made.settle();
      await this.#gate.promise;
    });
    const starting = this.#container.start().finally(undress);
    // Who waits for it hears of a failure; nobody does when the bench ends before.
    starting.catch(() => undefined);
    this.#starting = starting;
    await Promise.race([made.promise, starting]);
  }

  /** Resolves when its wait strategy is met, the first time and after each end of it. Rejects as Testcontainers does. */
  async start(): Promise<void> {
    if (this.#started !== undefined) return this.#started.restart();
    this.#gate.settle();
    this.#started = await this.#starting;
  }

  /** Puts in what is ours, and gives back what takes it out again: the container is somebody else's. */
  #dress({ name, network, address, host, labels, command, env }: Making, created: () => Promise<void>): () => void {
    const inner = this.#inner;
    const { createOpts, hostConfig, networkMode, networkAliases, containerCreated } = inner;
    const aliases = [host, ...networkAliases];
    inner.createOpts = {
      ...createOpts,
      name,
      Env: [...env],
      Hostname: createOpts.Hostname ?? host,
      Labels: { ...createOpts.Labels, ...labels },
      NetworkingConfig: {
        EndpointsConfig: { [network]: { IPAMConfig: { IPv4Address: address }, Aliases: aliases } },
      },
      ...(command === undefined ? {} : { Cmd: [...command] }),
    };
    inner.hostConfig = { ...hostConfig };
    inner.networkMode = network;
    // With aliases Testcontainers would join the network later, at an address that the engine chooses.
    inner.networkAliases = [];
    inner.containerCreated = async (id) => {
      await containerCreated?.call(this.#container, id);
      await created();
    };
    return () => Object.assign(inner, { createOpts, hostConfig, networkMode, networkAliases, containerCreated });
  }
}

/** Completes "the container of primary …". */
function problemOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return `is missing: ${SUCH_AS}`;
  const { createOpts, hostConfig, networkMode, networkAliases, reuse, start, getId }: Partial<Inner & Methods> =
    Object(value);
  if (typeof getId === 'function') return `runs already, and a pool gets its address before it starts: ${SUCH_AS}`;
  const isOne = typeof start === 'function' && typeof createOpts?.Image === 'string' && Array.isArray(networkAliases);
  if (!isOne || typeof hostConfig !== 'object')
    return `is no container of Testcontainers, but ${shown(value)}: ${SUCH_AS}`;
  if (networkMode !== undefined) {
    return `is in the network ${networkMode}, and parkspec gives it a network of its own: leave out \`withNetwork\` and \`withNetworkMode\``;
  }
  if (reuse === true) return 'is made to be reused, and a pool begins afresh: leave out `withReuse`';
  return undefined;
}

interface Methods {
  readonly start: unknown;
  readonly getId: unknown;
}

const SUCH_AS = "give one that is not started, such as `new GenericContainer('my/park:1.0')`";

function shown(value: unknown): string {
  return typeof value === 'object' ? `an object of ${value?.constructor?.name ?? 'no class'}` : `a ${typeof value}`;
}
