import type { IncomingRequest } from '../../../../sip/endpoint.ts';
import { parseNameAddr } from '../../../../sip/fields/name-addr.ts';
import { parseReplaces } from '../../../../sip/fields/replaces.ts';
import { callId } from '../../../../sip/fields/tags.ts';
import { header } from '../../../../sip/message/headers.ts';
import { parseUri } from '../../../../sip/uri.ts';
import type { Companion } from '../../../companion.ts';
import type { Mode } from '../../../mode.ts';
import type { PoolContext } from '../../../pool-context.ts';
import { CallList } from './call-list.ts';
import { isLeft, kindOf, type KnownCall } from './known-call.ts';
import { type Habits, pathProxy } from './path-proxy.ts';
import { PeerCalls } from './peer-calls.ts';
import { peerAdmin } from '../../../settings.ts';

/** When the backup comes upon the calls it knows: when the primary has died, or in a new mode of its own. */
export type Moment = 'peer-lost' | Mode;

export interface KnownCalls {
  readonly own: readonly KnownCall[];
  /** The primary's. */
  readonly peer: readonly KnownCall[];
}

/**
 * A pair that keeps account of the calls between users. Of plain calls the set-up is seen, and that they are parked or
 * transferred; in the path of retrieved ones the pools stay, so that these are seen to end as well. `act` is called on
 * the backup at each moment.
 */
export function callWatch(
  pool: PoolContext,
  act: (moment: Moment, calls: KnownCalls) => void,
  habits: Pick<Habits, 'changes'> = {},
): Companion {
  const own = new CallList();
  const { peer, pool: name } = pool.settings;
  const isBackup = name === 'backup' && peer !== undefined;
  const peerCalls = isBackup ? new PeerCalls(peerAdmin(peer), () => tell('peer-lost')) : undefined;
  const tell = (moment: Moment): void => {
    const all = [...own.all(), ...(peerCalls?.all() ?? [])];
    const standing = (calls: readonly KnownCall[]): readonly KnownCall[] => calls.filter((call) => !isLeft(call, all));
    act(moment, { own: standing(own.all()), peer: standing(peerCalls?.all() ?? []) });
  };
  const proxy = pathProxy(pool, {
    ...habits,
    staysIn: (invite) => kindOf(invite) === 'retrieved',
    established: (call) => own.add(call),
    inside(request) {
      if (request.method === 'BYE') own.forget(callId(request));
      return 'pass';
    },
  });
  return {
    routes: own.routes,
    takes(incoming) {
      own.forget(endedBy(incoming));
      return proxy.takes(incoming);
    },
    relays: proxy.relays,
    entered(mode) {
      if (isBackup) tell(mode);
    },
    close: () => peerCalls?.close(),
  };
}

/** A call that is to be parked is one no longer. */
function endedBy({ request }: IncomingRequest): string | undefined {
  if (request.method !== 'REFER') return undefined;
  const target = parseUri(parseNameAddr(header(request, 'Refer-To') ?? '')?.uri ?? '');
  const replaces = target?.headers.find(([name]) => name.toLowerCase() === 'replaces')?.[1];
  return replaces === undefined ? undefined : parseReplaces(replaces)?.callId;
}
