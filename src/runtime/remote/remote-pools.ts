/** The two pools of a `remote` candidate: they run already, and go on when the cell is over. */
import type { Candidate, PoolProfile } from '../../candidate/candidate.ts';
import type { Member } from '../../candidate/member.ts';
import { clientOf } from '../../candidate/tls-profile.ts';
import { HarnessError } from '../../harness-error.ts';
import type { Pools } from '../pools.ts';
import { allAnswering } from './answering.ts';
import { localAddressTowards } from './local-address.ts';
import { RemotePool } from './remote-pool.ts';
import { resolvedCandidate } from './resolved-candidate.ts';

/** Finds where the pools are and where the phones can be; sends them nothing. */
export async function prepare(stated: Candidate): Promise<Pools> {
  const { pools, edge, remote, tls } = await resolvedCandidate(stated);
  const byName = {
    primary: remotePool(pools.primary, tls),
    backup: remotePool(pools.backup, tls),
    ...(edge && { edge: remotePool({ ...edge, name: 'edge', http: undefined }, tls) }),
  };
  const { host, port } = (byName.edge ?? byName.primary).address;
  return {
    byName,
    phonesAt: remote?.local ?? (await localAddressTowards(host, port)),
    addresses: [],
    ...(remote?.ports === undefined ? {} : { ports: remote.ports }),
    // What makes them fresh is what the file says, and is done by the driver.
    reset: (within, signal) => allAnswering(byName, within, signal),
    close: async () => undefined,
  };
}

type Stated = Pick<PoolProfile, 'transport' | 'host' | 'port' | 'http'> & { readonly name: Member };

function remotePool({ name, transport, host, port, http }: Stated, tls: Candidate['tls']): RemotePool {
  if (host === undefined || port === 'auto' || http === 'auto') {
    throw new HarnessError('start', `the candidate file does not say where the ${name} is`, {
      hint: `write the host and the port of its \`sip\`: "${transport}:10.0.0.1:5060" (docs/labs.md)`,
    });
  }
  return new RemotePool(name, { transport, host, port, ...clientOf(tls) }, http);
}
