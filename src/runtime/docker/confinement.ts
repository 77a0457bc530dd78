/** What keeps a container to itself: no capability that nobody asked for, and bounds of what it uses. */
import { DEFAULT_LIMITS, type ContainerLimits, type LinuxCapability } from '../../candidate/container-rights.ts';

export interface Rights {
  readonly capabilities: readonly LinuxCapability[];
  readonly limits: Pick<ContainerLimits, 'memory' | 'processes'>;
}

const NONE: Rights = { capabilities: [], limits: DEFAULT_LIMITS };

/**
 * Names outside the network are looked up nowhere: an engine would ask the servers of this machine, some of them (before 25.0.5)
 * for internal networks too. The resolver of some does not even say that it found nothing, hence the short patience.
 */
const NO_NAMES = { Dns: ['127.0.0.1'], DnsSearch: ['.'], DnsOptions: ['timeout:1', 'attempts:1'] };

export type Confinement = ReturnType<typeof confinement>;

/** The part of `HostConfig` that says so (Docker Engine API, "create a container"). */
export function confinement({ capabilities, limits: { memory, processes } }: Rights = NONE) {
  return {
    CapDrop: ['ALL'],
    CapAdd: [...capabilities],
    // Neither a set-user-ID program nor one with file capabilities gives back what was dropped.
    SecurityOpt: ['no-new-privileges'],
    Memory: memory,
    // With as much again on the disk it would only be slow before it is too much.
    MemorySwap: memory,
    PidsLimit: processes,
    // All that it prints goes to a file of the cell, which has a bound; the engine's own copy has none.
    LogConfig: { Type: 'none', Config: {} },
    ...NO_NAMES,
  };
}
