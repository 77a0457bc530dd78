/** The private network of a cell: a bridge of its own with addresses that nobody else on this machine has. */
import { HarnessError, messageOf } from '../../harness-error.ts';
import { asked, MISSING } from './engine-request.ts';
import { LABEL, labelsFor, type Purpose } from './resource-labels.ts';
import {
  addressIn,
  cellSubnets,
  DEFAULT_SUBNETS,
  parseSubnet,
  routedSubnets,
  type Subnet,
  SUBNETS_VARIABLE,
  subnetText,
} from './subnets.ts';

/** Hosts of a cell's network, by their place in its subnet. */
const HOST_NUMBERS = {
  /** This machine: where phones in the harness listen. */
  gateway: 1,
  primary: 2,
  backup: 3,
  'phone-alice': 4,
  'phone-bob': 5,
  'phone-carol': 6,
  'phone-dave': 7,
  'phone-erin': 8,
  'phone-frank': 9,
  edge: 10,
  /** All of them in one container. */
  phones: 11,
} as const;
export type NetworkHost = keyof typeof HOST_NUMBERS;

export interface CellNetwork {
  readonly id: string;
  readonly name: string;
  /** The interface of the bridge on this machine. */
  readonly bridge: string;
  readonly subnet: Subnet;
  addressOf(host: NetworkHost): string;
  remove(): Promise<void>;
}

/** Where the engine itself knows better: somebody was quicker, or an address pool of its own is there. */
const ATTEMPTS = 64;

/** Rejects with HarnessError when no address space is left, or the engine does not make a network. */
export async function openCellNetwork(
  purpose: Omit<Purpose, 'role'>,
  space: Subnet = addressSpace(),
  /** Whether the engine gives ports of it to this machine. */
  publishes = false,
): Promise<CellNetwork> {
  let refused = 'everything in it is in use';
  let attempts = 0;
  for (const subnet of cellSubnets(space, routedSubnets(), Math.random())) {
    // oxlint-disable-next-line no-await-in-loop -- the next one is of interest only when this one is taken
    const made = await create(purpose, subnet, publishes);
    if (typeof made !== 'string') return made;
    refused = made;
    attempts += 1;
    if (attempts === ATTEMPTS) break;
  }
  throw new HarnessError('network', `no network can be made in ${subnetText(space)}: ${refused}`, {
    hint: `see \`docker network ls --filter label=${LABEL.ours}\` and \`ip route\`; \`parkspec clean\` removes what dead runs left; \`--subnets\` or ${SUBNETS_VARIABLE} names other address space`,
  });
}

/** Throws HarnessError for a setting that cannot be read. */
export function addressSpace(setting = process.env[SUBNETS_VARIABLE] ?? DEFAULT_SUBNETS): Subnet {
  const space = parseSubnet(setting);
  if (space !== undefined) return space;
  throw new HarnessError('network', `\`${setting}\` is no address space for the networks of cells`, {
    hint: 'give the first address and the length of the prefix, 8 to 27, such as 10.99.0.0/16',
  });
}

/**
 * The network is internal, so the engine lets nothing pass between it and any other. Without this the engine would also write another sender's address on what one
 * phone in the harness sends to another, since that leaves by the loopback interface.
 */
const MASQUERADE = 'com.docker.network.bridge.enable_ip_masquerade';
/** A firewall can tell the networks of cells by it (docs/candidates.md). */
const BRIDGE_NAME = 'com.docker.network.bridge.name';

/** The network, or why the engine does not want it there. */
async function create(
  purpose: Omit<Purpose, 'role'>,
  subnet: Subnet,
  publishes: boolean,
): Promise<CellNetwork | string> {
  const salt = Math.random().toString(36).slice(2, 8);
  const name = `parkspec-${purpose.cell}-${salt}`;
  // As long as the name of an interface may be: 15 octets.
  const bridge = `parkspec-${salt}`;
  // Loaded here, so that only those pay for Testcontainers who make networks.
  const { SubnetNetwork } = await import('./subnet-network.ts');
  try {
    const network = await new SubnetNetwork({
      Name: name,
      Driver: 'bridge',
      Internal: !publishes,
      EnableIPv6: false,
      Labels: labelsFor({ ...purpose, role: 'network' }),
      Options: { [MASQUERADE]: 'false', [BRIDGE_NAME]: bridge },
      IPAM: { Driver: 'default', Config: [{ Subnet: subnetText(subnet), Gateway: addressIn(subnet, 1) }] },
    }).start();
    return {
      id: network.getId(),
      name,
      bridge,
      subnet,
      addressOf: (host) => addressIn(subnet, HOST_NUMBERS[host]),
      remove: () => asked(`remove the network ${name}`, () => network.stop(), [MISSING]),
    };
  } catch (cause) {
    const why = messageOf(cause);
    if (/overlap|already (in use|allocated)|conflicts with/i.test(why)) return why;
    throw new HarnessError('network', `the engine made no network: ${why}`, {
      hint: 'may it use iptables, and has it bridges to give? `docker network create x` tells the same',
      cause,
    });
  }
}
