/** A container of ours, from its making to its removal: what it prints goes to a log, what becomes of it is told. */
import { messageOf } from '../../harness-error.ts';
import { asked, CONFLICT, MISSING, UNCHANGED } from './engine-request.ts';
import type { ExecResult } from '../pool.ts';
import type { CellNetwork, NetworkHost } from './cell-network.ts';
import { confinement, type Rights } from './confinement.ts';
import { isDebugged } from './debug-names.ts';
import { demultiplexer } from './demultiplex.ts';
import type { Docker, Engine } from './engine.ts';
import { destroy, outputOf } from './exec-output.ts';
import { labelsFor, type Purpose } from './resource-labels.ts';

export interface ContainerOptions {
  readonly purpose: Purpose;
  readonly image: string;
  readonly command: readonly string[] | undefined;
  /** Instead of the image's. */
  readonly entrypoint?: readonly string[];
  /** `uid:gid`, instead of the image's. */
  readonly user?: string;
  /** A folder of this machine that is seen in it, and where its program starts. */
  readonly folder?: { readonly here: string; readonly there: string };
  readonly env: Readonly<Record<string, string>>;
  readonly network: CellNetwork;
  /** Its address and its name in the network. */
  readonly host: Exclude<NetworkHost, 'gateway'>;
  /** The others are the defaults, and no capability. */
  readonly rights?: Rights;
  /** What it prints, from both of its outputs. */
  readonly onOutput: (chunk: Buffer) => void;
  /** Whether nothing more of that is wanted. */
  readonly enough?: () => boolean;
}

type Handle = ReturnType<Docker['getContainer']>;

export interface ContainerEnd {
  /** 128 and the number of the signal for one that was killed, as a shell has it. */
  readonly code: number;
}

export interface ContainerState {
  readonly status: 'running' | 'paused' | 'gone';
  /** Its first process, in the process namespace of the engine; 0 for one that has ended. */
  readonly pid: number;
  readonly connected: boolean;
  /** Why the engine could not start it. */
  readonly error: string;
  /** The kernel has ended a process of it for want of memory, as the engine tells. */
  readonly outOfMemory: boolean;
}

/** Starts a container that it has made, for the first time or again. */
export interface Starter {
  start(): Promise<void>;
}

/** Makes a container; it is not started yet. Rejects with HarnessError when the engine does not. */
export async function makeContainer(engine: Engine, options: ContainerOptions): Promise<Container> {
  const { purpose, image, command, entrypoint, user, folder, env, network, host, rights } = options;
  // Loaded here, so that only those pay for Testcontainers who make containers.
  const { GatedContainer } = await import('./gated-container.ts');
  const gated = new GatedContainer(image)
    .withName(`${network.name}-${host}`)
    .withFixedPlace({ network: network.name, address: network.addressOf(host), aliases: [host] })
    .withHostname(host)
    .withEnvironment({ ...env })
    .withLabels(labelsFor(purpose))
    .withConfinement(confinement(rights));
  // What Testcontainers tells of the output of containers it reads from the engine's copy.
  if (isDebugged('testcontainers:containers')) gated.withBoundedLog();
  if (command !== undefined) gated.withCommand([...command]);
  if (entrypoint !== undefined) gated.withEntrypoint([...entrypoint]);
  if (user !== undefined) gated.withUser(user);
  if (folder !== undefined) {
    gated.withWorkingDir(folder.there).withBindMounts([{ source: folder.here, target: folder.there }]);
  }
  const id = await asked(`make the container of ${host}`, () => gated.make());
  const starter = { start: () => asked(`start ${host}`, () => gated.begin()) };
  return new Container(engine, engine.docker.getContainer(id), options, starter);
}

export class Container {
  readonly #engine: Engine;
  readonly #handle: Handle;
  readonly #options: ContainerOptions;
  readonly #starter: Starter;
  #id: string | undefined;

  constructor(engine: Engine, handle: Handle, options: ContainerOptions, starter: Starter) {
    this.#engine = engine;
    this.#handle = handle;
    this.#options = options;
    this.#starter = starter;
  }

  get id(): string {
    return this.#id ?? this.#handle.id;
  }

  /**
   * Starts it, again or for the first time. `ended` resolves when it has ended and all that it printed has been told; it
   * rejects when the engine is lost. Rejects where the engine cannot start it, such as for want of the program.
   */
  async start(): Promise<{ readonly ended: Promise<ContainerEnd> }> {
    return this.begin(() => this.#starter.start());
  }

  /** As `start`, by somebody else's hand. */
  protected async begin(
    begun: (ended: Promise<ContainerEnd>) => Promise<unknown>,
  ): Promise<{ readonly ended: Promise<ContainerEnd> }> {
    const { host } = this.#options;
    // Asked for before the start, so that neither a first word nor an early end is missed.
    const printed = await asked(`listen to ${host}`, () => this.#listen());
    const waiting: Promise<{ StatusCode: number }> = this.#handle.wait({ condition: 'next-exit' });
    const ended = Promise.all([waiting, printed.done]).then(([{ StatusCode }]) => ({ code: StatusCode }));
    // A caller that waits for it hears of a failure; nobody waits if the start fails.
    ended.catch(() => undefined);
    try {
      await begun(ended);
    } catch (error) {
      printed.close();
      throw error;
    }
    return { ended };
  }

  async inspect(): Promise<ContainerState> {
    const { Id, State, NetworkSettings } = await asked(`look at ${this.#options.host}`, () => this.#handle.inspect());
    this.#id = Id;
    const attached = NetworkSettings.Networks[this.#options.network.name];
    return {
      status: State.Paused ? 'paused' : State.Running ? 'running' : 'gone',
      pid: State.Pid,
      connected: attached !== undefined && attached.EndpointID !== '',
      error: State.Error,
      outOfMemory: State.OOMKilled,
    };
  }

  async kill(signal = 'SIGKILL'): Promise<void> {
    await asked(`kill ${this.#options.host}`, () => this.#handle.kill({ signal }), [CONFLICT, MISSING]);
  }

  /** SIGTERM, or what the image says, and SIGKILL after `grace` s. */
  async stop(grace: number): Promise<void> {
    await asked(`stop ${this.#options.host}`, () => this.#handle.stop({ t: grace }), [UNCHANGED, CONFLICT]);
  }

  async pause(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- again only when the first did nothing
        return await asked(`pause ${this.#options.host}`, () => this.#handle.pause());
      } catch (error) {
        // On a busy machine the freezer gives up on processes that have no time to freeze, and lets them all go on.
        if (attempt === FREEZES || !messageOf(error).includes('unable to freeze')) throw error;
      }
    }
  }

  async unpause(): Promise<void> {
    await asked(`unpause ${this.#options.host}`, () => this.#handle.unpause());
  }

  async disconnect(): Promise<void> {
    await asked(`disconnect ${this.#options.host}`, () =>
      this.#network().disconnect({ Container: this.id, Force: false }),
    );
  }

  /** At the address it had. */
  async connect(): Promise<void> {
    const { network, host } = this.#options;
    await asked(`connect ${host}`, () =>
      this.#network().connect({ Container: this.id, EndpointConfig: endpoint(network, host) }),
    );
  }

  /** Rejects with the reason of `signal` when that is aborted first; the command goes on then. */
  async exec(command: readonly string[], signal: AbortSignal): Promise<ExecResult> {
    const what = `run a command in ${this.#options.host}`;
    const made = await asked(what, () =>
      this.#handle.exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true }),
    );
    const stream = await asked(what, () => made.start({}));
    const output = await outputOf(stream, signal);
    const { ExitCode: code } = await asked(what, () => made.inspect());
    return { code: code ?? undefined, output };
  }

  /** Whatever state it is in; with its anonymous volumes. */
  async remove(): Promise<void> {
    await asked(`remove ${this.#options.host}`, () => this.#handle.remove({ force: true, v: true }), [MISSING]);
  }

  #network(): ReturnType<Docker['getNetwork']> {
    return this.#engine.docker.getNetwork(this.#options.network.id);
  }

  async #listen(): Promise<{ readonly done: Promise<void>; close(): void }> {
    const { onOutput, enough = () => false } = this.#options;
    if (enough()) return { done: Promise.resolve(), close: () => undefined };
    const stream = await this.#handle.attach({ stream: true, stdout: true, stderr: true });
    const close = (): void => destroy(stream);
    const outputs = demultiplexer({ stdout: onOutput, stderr: onOutput });
    stream.on('data', (chunk: Buffer) => {
      if (!enough()) outputs(chunk);
      // The engine throws away what nobody listens to: a container that floods its log costs us nothing then.
      if (enough()) close();
    });
    const done = new Promise<void>((resolve) => {
      stream.on('end', resolve).on('close', resolve).on('error', resolve);
    });
    return { done, close };
  }
}

function endpoint(network: CellNetwork, host: NetworkHost): { IPAMConfig: { IPv4Address: string }; Aliases: string[] } {
  return { IPAMConfig: { IPv4Address: network.addressOf(host) }, Aliases: [host] };
}

const FREEZES = 5;
