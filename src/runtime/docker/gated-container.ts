/**
 * A container of ours, as Testcontainers makes it: `GenericContainer` with what it has no word for, which goes into its options. That is
 * an address of our choice, bounds of what it uses, and a stop between its making and its start: who listens from there misses
 * neither its first word nor an early end.
 */
import { GenericContainer, type StartedTestContainer } from 'testcontainers';
import { Deferred } from '../../deferred.ts';
import type { Confinement } from './confinement.ts';

/** Where it is in a network. */
export interface FixedPlace {
  readonly network: string;
  readonly address: string;
  readonly aliases: readonly string[];
}

export class GatedContainer extends GenericContainer {
  readonly #made = new Deferred<string>();
  readonly #gate = new Deferred<void>();
  #starting: Promise<StartedTestContainer> | undefined;
  #started: StartedTestContainer | undefined;

  constructor(image: string) {
    super(image);
    // We remove it ourselves, by its labels, also when this process is killed: Testcontainers' reaper is an image that not everybody can pull.
    this.withAutoCleanup(false);
    // What serves is proven over SIP; a check of the image's own would only take time from what is measured.
    this.createOpts.Healthcheck = { Test: ['NONE'] };
    this.hostConfig.RestartPolicy = { Name: 'no' };
  }

  /** Testcontainers would join a network with aliases later, at an address that the engine chooses. */
  withFixedPlace({ network, address, aliases }: FixedPlace): this {
    this.createOpts.NetworkingConfig = {
      EndpointsConfig: { [network]: { IPAMConfig: { IPv4Address: address }, Aliases: [...aliases] } },
    };
    return this.withNetworkMode(network);
  }

  withConfinement(confinement: Confinement): this {
    Object.assign(this.hostConfig, confinement);
    return this;
  }

  withReadOnlyRoot(): this {
    this.hostConfig.ReadonlyRootfs = true;
    return this;
  }

  /** The engine keeps nothing of what it prints. */
  withoutLog(): this {
    this.hostConfig.LogConfig = { Type: 'none', Config: {} };
    return this;
  }

  /** The engine keeps the last of what it prints: Testcontainers reads its log there. */
  withBoundedLog(): this {
    this.hostConfig.LogConfig = { Type: 'json-file', Config: { 'max-size': '8m' } };
    return this;
  }

  /** It ends when nobody holds its standard input any more, and the engine removes it then. */
  withStandardInput(): this {
    Object.assign(this.createOpts, { OpenStdin: true, StdinOnce: true, AttachStdin: true });
    Object.assign(this.createOpts, { AttachStdout: true, AttachStderr: true });
    this.hostConfig.AutoRemove = true;
    return this;
  }

  /** Resolves with its id when it is made. It waits there for `begin`. Rejects as Testcontainers does. */
  async make(): Promise<string> {
    this.#starting = this.start();
    // Who waits for it hears of a failure; nobody does when it is removed before.
    this.#starting.catch(() => undefined);
    return Promise.race([this.#made.promise, this.#starting.then((started) => started.getId())]);
  }

  /** Starts it, for the first time or again. Rejects as Testcontainers does. */
  async begin(): Promise<void> {
    if (this.#started !== undefined) return this.#started.restart();
    this.#gate.settle();
    this.#started = await this.#starting;
  }

  protected override async containerCreated(id: string): Promise<void> {
    this.#made.settle(id);
    await this.#gate.promise;
  }
}
