/** What a hook may be told of a pool in its run. */
import type { PoolFact } from '../candidate/placeholders.ts';
import { addressText, type Pool } from '../runtime/pool.ts';
import { hostPort, hostText } from '../numeric-host.ts';

/** Undefined where it has none, as the process id of a pool that is gone. */
export function factOf({ pid, address, http }: Pool, fact: PoolFact): string | undefined {
  switch (fact) {
    case 'pid':
      return pid === undefined ? undefined : String(pid);
    case 'sip':
      return addressText(address);
    case 'sip.host':
      return hostText(address.host);
    case 'sip.port':
      return String(address.port);
    case 'http':
      return http === undefined ? undefined : hostPort(http.host, http.port);
    case 'http.port':
      return http === undefined ? undefined : String(http.port);
  }
}
