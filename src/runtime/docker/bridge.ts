/** The interface of the host that a Docker network is. */
import { existsSync } from 'node:fs';
import { HarnessError, messageOf } from '../../harness-error.ts';
import { farSocketsAt } from '../../sockets/far-networks.ts';
import type { Engine } from './engine.ts';

export interface Bridge {
  /** Of the interface: `br-0123456789ab`. */
  readonly name: string;
  /** The host's own address in the network. */
  readonly gateway: string;
  /** The address of everybody in it. */
  readonly broadcast: string;
}

/** Rejects with HarnessError for a network that is no bridge of this machine. */
export async function bridgeOf({ docker }: Engine, network: string): Promise<Bridge> {
  const found = await docker
    .getNetwork(network)
    .inspect()
    .catch((cause: unknown) => {
      throw new HarnessError('capture', `network ${network} cannot be looked at: ${messageOf(cause)}`, {
        hint: 'was it removed?',
        cause,
      });
    });
  const name = found.Options?.['com.docker.network.bridge.name'] ?? `br-${found.Id.slice(0, 12)}`;
  const [config] = found.IPAM?.Config ?? [];
  const subnet = config?.Subnet === undefined ? undefined : readSubnet(config.Subnet);
  // Through a container it is reached wherever the engine is.
  const isReached =
    existsSync(`/sys/class/net/${name}`) ||
    (subnet !== undefined && farSocketsAt(dotted(subnet.first + 1)) !== undefined);
  if (found.Driver !== 'bridge' || subnet === undefined || !isReached) {
    throw new HarnessError('capture', `network ${network} is no bridge of this machine`, {
      hint: 'the engine must run on this machine (Linux): an engine elsewhere, or in a virtual machine as with Docker Desktop, is captured with `--phones-in container` only',
    });
  }
  // Where none was chosen the engine takes the first address.
  const gateway = config?.Gateway ?? dotted(subnet.first + 1);
  return { name, gateway, broadcast: dotted(subnet.last) };
}

/** `198.18.0.32/27`: its first address and its last, as numbers. Undefined for what is no IPv4 subnet. */
function readSubnet(text: string): { readonly first: number; readonly last: number } | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  const [a = 0, b = 0, c = 0, d = 0, length = 0] = (match ?? []).slice(1).map(Number);
  if (match === null || length > 32 || Math.max(a, b, c, d) > 255) return undefined;
  const size = 2 ** (32 - length);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const first = address - (address % size);
  return { first, last: first + size - 1 };
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join('.');
}
