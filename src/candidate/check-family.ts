/** IPv4 and IPv6: phones have one address, so the pools, the edge and the phones are all of one family. */
import { familyOf, numericHost } from '../numeric-host.ts';
import type { Diagnostic } from '../suite/diagnostic.ts';
import type { YamlDocument } from '../suite/yaml.ts';
import type { Path } from '../suite/yaml-index.ts';
import type { CandidateSource } from './candidate-schema.ts';
import { parsePoolAddress } from './pool-address.ts';

type Source = Pick<Partial<CandidateSource>, 'runtime' | 'remote' | 'edge'> & Pick<CandidateSource, 'pools'>;

interface Named {
  readonly path: Path;
  readonly host: string;
}

/** The loopback address of IPv6, which pools of `runtime: process` may listen at. */
export const LOOPBACK6 = '::1';

/** Names are looked up when the run begins, and are told apart then. */
export function checkFamily(source: Source, document: YamlDocument): readonly Diagnostic[] {
  if (source.runtime !== 'remote' && source.runtime !== 'process') return [];
  const [first, ...others] = statedIn(source);
  if (first === undefined) return [];
  return others
    .filter(({ host }) => familyOf(host) !== familyOf(first.host))
    .map(({ path, host }) => {
      const message = `${host} is an IPv${familyOf(host)} address, and ${first.host} of \`${first.path.join('.')}\` one of IPv${familyOf(first.host)}`;
      const hint = 'phones have one address: give the pools, the edge and the phones addresses of one family';
      return document.diagnose(path, 'value', message, hint);
    });
}

/** Of a pool that parkspec starts and whose host is left out it is that of IPv4. */
function statedIn({ runtime, pools, edge, remote }: Source): readonly Named[] {
  const members: ReadonlyArray<readonly [Path, string | undefined]> = [
    [['pools', 'primary', 'sip'], pools.primary.sip],
    [['pools', 'backup', 'sip'], pools.backup.sip],
    [['edge', 'sip'], edge?.sip],
  ];
  const stated = members.flatMap(([path, sip]): Named[] => {
    const { host = runtime === 'process' ? '127.0.0.1' : '' } = (sip && parsePoolAddress(sip)) || {};
    const address = sip === undefined ? undefined : numericHost(host);
    return address === undefined ? [] : [{ path, host: address }];
  });
  const local = remote?.local === undefined ? undefined : numericHost(remote.local);
  return local === undefined ? stated : [...stated, { path: ['remote', 'local'], host: local }];
}
