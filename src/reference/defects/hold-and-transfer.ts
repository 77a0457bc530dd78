import { header } from '../../sip/message/headers.ts';
import type { SipMessage, SipRequest } from '../../sip/message/message.ts';
import { audioOf, type Direction, parseSdp } from '../../sip/sdp.ts';
import { registeredAt } from '../location.ts';
import { serviceIn } from '../mode.ts';
import { userOf } from '../park-request.ts';
import type { PoolContext } from '../pool-context.ts';
import type { Changes } from '../request-relay.ts';
import { type Deviation, family, turnsRed } from './defect-table.ts';
import { byeTo, isTransfer } from './mechanism/known-call.ts';
import { type ProxyRules, pathProxy } from './mechanism/path-proxy.ts';

/** A hold on its way to the held party, and the answer on its way back. */
const HIDDEN_HOLD: Changes = {
  request: (invite) => redirected(invite, 'sendonly', 'sendrecv'),
  response: (answer) => redirected(answer, 'sendrecv', 'recvonly'),
};

/** In resiliency mode a call cannot be held or transferred, though that is all that may be done with it. */
export const holdAndTransferDefects = family({
  // Limited service is taken too far: no change of a call is allowed, not even a hold that concerns no other party.
  'refuses-hold-at-failback: The backup refuses to put a call on hold while users are given back':
    turnsRed`DR-13/holdable`(refusesOffers('sendonly', 503)),
  // Resuming a call asks for media that the pool does not allot while it is drained; giving media up is allowed.
  'refuses-resume-at-failback: A call can be put on hold but not taken back while users are given back':
    turnsRed`DR-13/holdable`(refusesOffers('sendrecv', 488)),
  // Media directions are evened out on the way, as a border element does that handles media as it is used to.
  'keeps-hold-to-itself: A call can be put on hold while users are given back, but the held party is not told and talks on':
    turnsRed`DR-13/holdable`(
      insideCalls({ changesInside: (invite) => (offeredDirection(invite) === 'sendonly' ? HIDDEN_HOLD : {}) }),
    ),
  // The proxy takes every NOTIFY for one of the presence service, which does not answer in resiliency mode.
  'loses-transfer-reports-at-failback: The transferor of a call is not told that the transfer is done while users are given back':
    turnsRed`DR-13/transferable`(insideCalls({ inside: ({ method }) => (method === 'NOTIFY' ? 'swallow' : 'pass') })),
  // Limited service is read as calls that stand and nothing else.
  'no-transfers-in-failover-mode: In resiliency mode during failover the target of a transfer cannot be called':
    turnsRed`DR-12/transferable`({ deliversCalls: (mode) => mode !== 'failover-resiliency' }),
  // The primary sets up no calls before it has all of its users back.
  'no-transfers-in-failback-mode: In resiliency mode during failback the target of a transfer cannot be called':
    turnsRed`DR-13/transferable`({ deliversCalls: (mode) => mode !== 'failback-resiliency' }),
  // Transfer and park come from the same module, and that is off in resiliency mode.
  'refuses-transfers-in-resiliency-mode: A call cannot be transferred in resiliency mode: the call to the target is refused':
    turnsRed`DR-12/transferable DR-13/transferable`(onTransfers(() => ({ refuses: () => 503 }))),
  // The transfer is taken for a second call of the same user, of which resiliency mode allows one: the last is ended.
  'transfer-drops-target: In resiliency mode the target of a transfer is hung up on as soon as it has answered':
    turnsRed`DR-12/transferable DR-13/transferable`(
      onTransfers(({ endpoint }) => ({ established: (call) => byeTo('callee', call, endpoint) })),
    ),
  // A target that is thought to be out of reach during the move gives a recall, though it could be reached.
  'transfer-returns-to-transferor: In resiliency mode a transferred call comes back to its transferor':
    turnsRed`DR-12/transferable DR-12/aftermath DR-13/transferable DR-13/aftermath`(
      onTransfers((pool) => ({ misleads: (invite) => registeredAt(pool, userOf(header(invite, 'Referred-By'))) })),
    ),
  // The location table is read while it is being copied, and a row lies where another one was.
  // A party that should not hear the other is a failure of every check that it is heard in.
  'transfer-rings-stranger: In resiliency mode a transferred call reaches a party that has nothing to do with it':
    turnsRed`DR-12/transferable DR-12/parkable DR-12/retrievable DR-12/aftermath
      DR-13/transferable DR-13/parkable DR-13/retrievable DR-13/aftermath`(
      onTransfers((pool) => ({
        misleads(invite) {
          const concerned = ['From', 'To', 'Referred-By'].map((name) => userOf(header(invite, name)));
          return registeredAt(
            pool,
            pool.bindings.users(Date.now()).find((user) => !concerned.includes(user)),
          );
        },
      })),
    ),
});

/** Both directions are of the same length in octets, so that Content-Length still holds. */
function redirected<Message extends SipMessage>(message: Message, from: Direction, to: Direction): Message {
  const text = Buffer.from(message.body).toString('latin1');
  return { ...message, body: Buffer.from(text.replace(`a=${from}\r\n`, `a=${to}\r\n`), 'latin1') };
}

/** Pools that stay in the path of calls and have rules there while they are in resiliency mode. */
function insideCalls({ inside, changesInside }: Pick<ProxyRules, 'inside' | 'changesInside'>): Deviation {
  return {
    companion: ({ pool }) =>
      pathProxy(pool, {
        // Not those of the primary: a request that goes through a dead pool fails anyway.
        staysIn: () => pool.settings.pool === 'backup',
        inside: (request) => (isLimited(pool) && inside?.(request)) || 'pass',
        changesInside: (request) => (isLimited(pool) && changesInside?.(request)) || {},
      }),
  };
}

function refusesOffers(direction: Direction, status: number): Deviation {
  return insideCalls({ inside: (request) => (offeredDirection(request) === direction ? status : 'pass') });
}

/** Pools that have rules with the call to the target of a transfer while they are in resiliency mode. */
function onTransfers(rules: (pool: PoolContext) => ProxyRules): Deviation {
  return {
    companion: ({ pool }) =>
      pathProxy(pool, { appliesTo: (invite) => isTransfer(invite) && isLimited(pool), ...rules(pool) }),
  };
}

/** The direction of the media that an INVITE offers. */
function offeredDirection({ method, body }: SipRequest): Direction | undefined {
  const sdp = method === 'INVITE' ? parseSdp(body) : undefined;
  return sdp && audioOf(sdp)?.direction;
}

function isLimited(pool: PoolContext): boolean {
  return serviceIn(pool.mode()) === 'resiliency';
}
