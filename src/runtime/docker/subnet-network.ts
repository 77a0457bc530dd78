/**
 * A network of ours, as Testcontainers makes it: `Network`, which takes no options, with those of the engine. A container joins it as
 * any other: by `withNetwork`.
 */
import {
  type ContainerRuntimeClient,
  getContainerRuntimeClient,
  Network,
  StartedNetwork,
  StoppedNetwork,
} from 'testcontainers';
import { removeNetwork } from './remove-network.ts';

/** Docker Engine API, "create a network". */
export type NetworkOptions = Parameters<ContainerRuntimeClient['network']['create']>[0];

export class SubnetNetwork extends Network {
  readonly #options: NetworkOptions;

  constructor(options: NetworkOptions) {
    super();
    this.#options = options;
  }

  /** Rejects as Testcontainers does. */
  override async start(): Promise<StartedNetwork> {
    const client = await getContainerRuntimeClient();
    return new StartedSubnetNetwork(client, this.#options.Name, await client.network.create(this.#options));
  }
}

class StartedSubnetNetwork extends StartedNetwork {
  readonly #client: ContainerRuntimeClient;

  constructor(...given: ConstructorParameters<typeof StartedNetwork>) {
    super(...given);
    [this.#client] = given;
  }

  override async stop(): Promise<StoppedNetwork> {
    await removeNetwork(this.#client.container.dockerode, this.getId());
    return new StoppedNetwork();
  }
}
