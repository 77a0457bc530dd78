/**
 * The container of a pool that somebody else makes and starts: a test, with Testcontainers in its own process. We say where it
 * goes, listen to it from its first word, and cause its faults as we do with any other.
 */
import { HarnessError, messageOf } from '../../harness-error.ts';
import { Container, type ContainerEnd, type ContainerOptions } from './container.ts';
import type { Engine } from './engine.ts';
import { labelsFor } from './resource-labels.ts';

/** What is stated of it, with the placeholders of a candidate file. */
export interface Statement {
  readonly image: string;
  readonly command?: readonly string[];
  /** `NAME=value` */
  readonly env: readonly string[];
  /** Whether ports of it are to be reached at this machine's addresses: the engine does not do that in an internal network. */
  readonly publishes: boolean;
}

/** What its maker is told. */
export interface Making {
  readonly name: string;
  readonly network: string;
  readonly address: string;
  /** Its name in the network. */
  readonly host: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  readonly env: readonly string[];
}

/** Both reject with a reason that is for the user. */
export interface Maker {
  readonly statement: Statement;
  make(making: Making): Promise<void>;
  /** Starts it for the first time or again; resolves when it is as its maker wants it. */
  start(): Promise<void>;
}

/** It was started, and did not become what its maker waits for. */
export class NotReadyError extends Error {
  override readonly name = 'NotReadyError';
}

export class HandedContainer extends Container {
  readonly #options: ContainerOptions;
  readonly #maker: Maker;
  #isMade = false;

  constructor(engine: Engine, options: ContainerOptions, maker: Maker) {
    // The engine takes a name where it takes an id. Ours is nobody else's.
    super(engine, engine.docker.getContainer(nameOf(options)), options, maker);
    this.#options = options;
    this.#maker = maker;
  }

  override async start(): Promise<{ readonly ended: Promise<ContainerEnd> }> {
    if (!this.#isMade) await this.#make();
    let ended: Promise<ContainerEnd> | undefined;
    return this.begin(async (end) => {
      ended = end;
      await this.#maker.start();
    }).catch(async (cause: unknown) => {
      // Testcontainers has stopped it: its last words come before its end.
      await ended?.catch(() => undefined);
      throw new NotReadyError(messageOf(cause), { cause });
    });
  }

  async #make(): Promise<void> {
    const { network, host, purpose, command, env } = this.#options;
    const making = {
      name: nameOf(this.#options),
      network: network.name,
      address: network.addressOf(host),
      host,
      labels: labelsFor(purpose),
      ...(command === undefined ? {} : { command }),
      env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    };
    try {
      await this.#maker.make(making);
    } catch (cause) {
      throw new HarnessError('start', `Testcontainers made no container of ${host}: ${messageOf(cause)}`, {
        hint: 'is its image there or can it be pulled, and do the files exist that are copied into it?',
        cause,
      });
    }
    this.#isMade = true;
  }
}

function nameOf({ network, host }: Pick<ContainerOptions, 'network' | 'host'>): string {
  return `${network.name}-${host}`;
}
