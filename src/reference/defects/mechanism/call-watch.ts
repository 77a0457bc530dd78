import type { SipRequest } from '../../../sip/message/message.ts';
import { parseNameAddr } from '../../../sip/fields/name-addr.ts';
import { parseReplaces } from '../../../sip/fields/replaces.ts';
import { callId } from '../../../sip/fields/tags.ts';
import { header } from '../../../sip/message/headers.ts';
import { parseUri } from '../../../sip/uri.ts';
import type { Companion } from '../../companion.ts';
import type { Mode, PoolName } from '../../mode.ts';
import type { PoolContext } from '../../pool-context.ts';
import type { Deviation } from '../defect-table.ts';
import { JoinedCalls } from './joined-calls.ts';
import { kindOfJoined } from './joined-kind.ts';
import { byeTo, type CallKind, isLeft, kindOf, type KnownCall } from './known-call.ts';
import { addressThroughPool, type ProxyRules, pathProxy } from './path-proxy.ts';
import { peerStore } from './peer-store.ts';
import { whenPeerDies } from './moments.ts';

/** When the backup comes upon the calls that it knows: when the primary has died, or in a new mode of its own. */
export type Moment = 'peer-lost' | Mode;

/**
 * A pair that keeps account of the calls between users. Of plain calls it sees the set-up, and that they are parked or
 * transferred; in the path of retrieved ones the pools stay, so that they see the end as well. On the backup,
 * `act` is called at each moment with its own calls and those of the primary.
 */
export function callWatch(
  pool: PoolContext,
  act: (moment: Moment, own: readonly KnownCall[], peer: readonly KnownCall[]) => void,
  rules: Pick<ProxyRules, 'changes'> = {},
): Companion {
  const calls = new Map<string, KnownCall>();
  const store = peerStore<KnownCall>(pool);
  const tell = (moment: Moment): void => {
    const [own, peer] = [[...calls.values()], store.copies()];
    const stands = (call: KnownCall): boolean => !isLeft(call, [...own, ...peer]);
    if (pool.settings.pool === 'backup') act(moment, own.filter(stands), peer.filter(stands));
  };
  const forget = (id: string | undefined): void => {
    if (id !== undefined && calls.delete(id)) store.remove(id);
  };
  const proxy = pathProxy(pool, {
    ...rules,
    // A B2BUA has its calls itself.
    appliesTo: () => pool.settings.calls === 'proxy',
    staysIn: (invite) => kindOf(invite) === 'retrieved',
    established(call) {
      calls.set(call.callId, call);
      void store.add(call);
    },
    inside(request) {
      if (request.method === 'BYE') forget(callId(request));
      return 'pass';
    },
  });
  return {
    routes: store.routes,
    takes(incoming) {
      forget(parkedIn(incoming.request));
      return proxy.takes(incoming);
    },
    relays: proxy.relays,
    entered: tell,
    close: whenPeerDies(pool, () => tell('peer-lost')),
  };
}

/** The call that a request wants parked. */
function parkedIn(request: SipRequest): string | undefined {
  if (request.method !== 'REFER') return undefined;
  const target = parseUri(parseNameAddr(header(request, 'Refer-To') ?? '')?.uri ?? '');
  const replaces = target?.headers.find(([name]) => name.toLowerCase() === 'replaces')?.[1];
  return replaces === undefined ? undefined : parseReplaces(replaces)?.callId;
}

/**
 * The backup hangs up on both ends of the calls that came about on one pool or on either: in the name of the other end, or
 * as the other end where it stands in the middle of them.
 */
export function cutsCalls(kind: CallKind, at: Moment, of?: PoolName): () => Deviation {
  return () => {
    const joined = new JoinedCalls(at, (call, _service, from) => {
      if (kindOfJoined(call) === kind && (of ?? from) === from) call.end();
    });
    return {
      addressOfParkee: addressThroughPool,
      goesOnWith: (...calls) => joined.taken(...calls),
      companion({ pool, service }) {
        joined.watch(service);
        return callWatch(pool, (moment, own, peer) => {
          if (moment !== 'peer-lost') joined.entered(moment);
          if (moment !== at) return;
          for (const call of [...(of === 'primary' ? [] : own), ...(of === 'backup' ? [] : peer)])
            if (call.kind === kind) for (const end of ['caller', 'callee'] as const) byeTo(end, call, pool.endpoint);
        });
      },
    };
  };
}
