import {
  CELL_PREFIX,
  cellSubnets,
  DEFAULT_SUBNETS,
  overlaps,
  parseSubnet,
  routedSubnets,
  SUBNETS_VARIABLE,
  type Subnet,
  subnetText,
} from '../runtime/docker/subnets.ts';
import { LABEL } from '../runtime/docker/resource-labels.ts';
import type { AddressFacts } from './machine-facts.ts';

/** A network as the engine lists it. */
export interface ListedNetwork {
  readonly Name: string;
  readonly Labels?: Readonly<Record<string, string>> | null | undefined;
  readonly IPAM?:
    | { readonly Config?: readonly { readonly Subnet?: string | undefined }[] | null | undefined }
    | undefined;
}

interface Taken extends Subnet {
  /** Whose it is, where it is not ours. */
  readonly stranger?: string;
}

/** How much of the address space for cells is free, and who else is in it. */
export function probeAddresses(
  networks: readonly ListedNetwork[],
  setting: string = process.env[SUBNETS_VARIABLE] ?? DEFAULT_SUBNETS,
  routed: readonly Subnet[] = routedSubnets(),
): AddressFacts {
  const space = parseSubnet(setting);
  if (space === undefined) {
    const hint = 'give the first address and the length of the prefix, 8 to 27, such as 10.99.0.0/16';
    return { ok: false, why: `${SUBNETS_VARIABLE} is \`${setting}\`, which is no address space for cells`, hint };
  }
  const listed = networks.flatMap(subnetsOf);
  const routes = routed
    .filter((route) => !listed.some((network) => subnetText(network) === subnetText(route)))
    .map((route): Taken => ({ ...route, stranger: `the route to ${subnetText(route)}` }));
  const taken = [...listed, ...routes].filter((subnet) => overlaps(subnet, space));
  return {
    ok: true,
    space: subnetText(space),
    all: 2 ** (CELL_PREFIX - space.prefix),
    free: [...cellSubnets(space, taken, 0)].length,
    inTheWay: taken.flatMap(({ stranger }) => stranger ?? []),
  };
}

function subnetsOf({ Name, Labels, IPAM }: ListedNetwork): readonly Taken[] {
  return (IPAM?.Config ?? []).flatMap(({ Subnet: text = '' }) => {
    const subnet = parseSubnet(text);
    if (subnet === undefined) return [];
    return [Labels?.[LABEL.ours] === undefined ? { ...subnet, stranger: `network ${Name} (${text})` } : subnet];
  });
}
