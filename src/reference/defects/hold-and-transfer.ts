import { header } from '../../sip/message/headers.ts';
import type { SipMessage, SipRequest } from '../../sip/message/message.ts';
import { audioOf, type Direction, parseSdp } from '../../sip/sdp.ts';
import { type Behaviour, conforming, type Transfer } from '../behaviour.ts';
import { registeredAt } from '../location.ts';
import type { Mode, PoolName } from '../mode.ts';
import { userOf } from '../park-request.ts';
import type { PoolContext } from '../pool-context.ts';
import type { Changes, Destination } from '../request-relay.ts';
import { checks } from './checks.ts';
import { sinceFailback } from './mechanism/moments.ts';
import { type Deviation, family, turnsRed } from './defect-table.ts';
import { byeTo, isTransfer } from './mechanism/known-call.ts';
import { type ProxyRules, pathProxy } from './mechanism/path-proxy.ts';
import { uninvolvedUser } from './mechanism/uninvolved-user.ts';

/** A hold on its way to the held party, and the answer on its way back. */
const HIDDEN_HOLD: Changes = {
  request: (invite) => redirected(invite, 'sendonly', 'sendrecv'),
  response: (answer) => redirected(answer, 'sendrecv', 'recvonly'),
};

const LIMITED: readonly Mode[] = ['failover-resiliency', 'failback-resiliency', 'handing-back'];

/** In resiliency mode a call cannot be held or transferred, though that is all that may be done with it. */
export const holdAndTransferDefects = family({
  // Limited service is taken too far: no change of a call is allowed, not even a hold that concerns no other party.
  'refuses-hold-at-failback: The backup refuses to put a call on hold while users are given back':
    turnsRed`DR-13/holdable DR-S6/holdable-during-failback`(refusesOffers('sendonly', 503)),
  // Resuming a call asks for media that the pool does not allot while it is drained; giving media up is allowed.
  'refuses-resume-at-failback: A call can be put on hold but not taken back while users are given back':
    turnsRed`DR-13/holdable DR-S6/holdable-during-failback`(refusesOffers('sendrecv', 488)),
  // Media directions are evened out on the way, as a border element does that handles media as it is used to.
  'keeps-hold-to-itself: A call can be put on hold while users are given back, but the held party is not told and talks on':
    turnsRed`DR-13/holdable`(
      insideCalls({ changesInside: (invite) => (offeredDirection(invite) === 'sendonly' ? HIDDEN_HOLD : {}) }),
      { mayTurnRed: checks`DR-S6/holdable-during-failback` },
    ),
  // The proxy takes every NOTIFY for one of the presence service, which does not answer in resiliency mode.
  'loses-transfer-reports-at-failback: The transferor of a call is not told that the transfer is done while users are given back':
    turnsRed`DR-13/transferable DR-S6/transferable-during-failback`(
      insideCalls({ inside: ({ method }) => (method === 'NOTIFY' ? 'swallow' : 'pass') }),
    ),
  // The rules of resiliency mode are not taken back when failover completes.
  'refuses-hold-after-failover: When failover is complete the backup refuses to put a call on hold that began before':
    turnsRed`DR-S6/holdable-after-failover`(refusesOffers('sendonly', 503, 'backup', ['failed-over'])),
  // Nor when failback completes. It is in the path of a call from its start, and of none when it is dead.
  'refuses-hold-after-failback: When failback is complete the primary refuses to put a call on hold that began before':
    turnsRed`DR-12/holdable DR-12/transferable DR-S6/holdable-after-failback`(
      sinceFailback((since) => refusesOffers('sendonly', 503, 'primary', ['home'], since)),
    ),
  // The transfer is checked against the users that a pool had when it started.
  'refuses-transfers-after-failover: When failover is complete a call cannot be transferred: the call to the target is refused':
    turnsRed`DR-S6/transferable-after-failover`(onTransfers({ refuses: 403 }, ['failed-over'])),
  // So it is when the users have been given back.
  'refuses-transfers-after-failback: When failback is complete a call cannot be transferred: the call to the target is refused':
    turnsRed`DR-S6/transferable-after-failback`(onTransfers({ refuses: 403 }, ['home'])),
  // Limited service is read as calls that stand and nothing else.
  'no-transfers-in-failover-mode: In resiliency mode during failover the target of a transfer cannot be called':
    turnsRed`DR-12/transferable DR-S6/transferable-during-failover DR-S7/callable-again`({
      deliversCalls: (mode) => mode !== 'failover-resiliency',
    }),
  // The primary sets up no calls before it has all of its users back.
  'no-transfers-in-failback-mode: In resiliency mode during failback the target of a transfer cannot be called':
    turnsRed`DR-13/transferable DR-S6/transferable-during-failback`({
      deliversCalls: (mode) => mode !== 'failback-resiliency',
      // A call through the pool is still at the backup then.
      transfersTo: (to, parties, pool) =>
        pool.mode() === 'handing-back' ? 480 : conforming.transfersTo(to, parties, pool),
    }),
  // Transfer and park come from the same module, and that is off in resiliency mode.
  'refuses-transfers-in-resiliency-mode: A call cannot be transferred in resiliency mode: the call to the target is refused':
    turnsRed`DR-12/transferable DR-13/transferable DR-S6/transferable-during-failover`(onTransfers({ refuses: 503 })),
  // The transfer is taken for a second call of the same user, of which resiliency mode allows one: the last is ended.
  'transfer-drops-target: In resiliency mode the target of a transfer is hung up on as soon as it has answered':
    turnsRed`DR-12/transferable DR-13/transferable DR-S6/transferable-during-failover`(dropsTargets()),
  // A target that is thought to be out of reach during the move gives a recall, though it could be reached.
  'transfer-returns-to-transferor: In resiliency mode a transferred call comes back to its transferor':
    turnsRed`DR-12/transferable DR-12/aftermath DR-13/transferable DR-13/aftermath
      DR-S6/transferable-during-failover`(
      onTransfers({ misleads: ({ transferor }, pool) => registeredAt(pool, transferor) }),
      { mayTurnRed: checks`DR-S6/aftermath` },
    ),
  // The location table is read while it is being copied, and a row lies where another one was.
  // A party that should not hear the other is a failure of every check that it is heard in.
  'transfer-rings-stranger: In resiliency mode a transferred call reaches a party that has nothing to do with it':
    turnsRed`DR-12/transferable DR-12/parkable DR-12/retrievable DR-12/aftermath DR-13/transferable
      DR-13/parkable DR-13/retrievable DR-13/aftermath DR-S6/transferable-during-failover`(
      onTransfers({ misleads: (transfer, pool) => registeredAt(pool, uninvolvedUser(Object.values(transfer), pool)) }),
      { mayTurnRed: checks`DR-S6/aftermath` },
    ),
});

/** Both directions are of the same length in octets, so that Content-Length still holds. */
function redirected<Message extends SipMessage>(message: Message, from: Direction, to: Direction): Message {
  const text = Buffer.from(message.body).toString('latin1');
  return { ...message, body: Buffer.from(text.replace(`a=${from}\r\n`, `a=${to}\r\n`), 'latin1') };
}

/** A pool that stays in the path of calls and has rules there while it is in one of the modes. */
function insideCalls(
  { inside, changesInside }: Pick<ProxyRules, 'inside' | 'changesInside'>,
  name: PoolName = 'backup',
  modes = LIMITED,
): Pick<Behaviour, 'companion'> {
  return {
    companion({ pool }) {
      const applies = (): boolean => modes.includes(pool.mode());
      return pathProxy(pool, {
        // Of one pool only: a request that goes through a dead one fails anyway.
        staysIn: () => pool.settings.pool === name,
        inside: (request) => (applies() && inside?.(request)) || 'pass',
        changesInside: (request) => (applies() && changesInside?.(request)) || {},
      });
    },
  };
}

/** It refuses them in the path of a call, and in a call that it stands in the middle of. */
function refusesOffers(
  direction: Direction,
  status: number,
  name: PoolName = 'backup',
  modes = LIMITED,
  since = () => true,
): Deviation {
  const inside: ProxyRules['inside'] = (request) => (offeredDirection(request) === direction ? status : 'pass');
  const { companion } = insideCalls({ inside }, name, modes);
  return {
    companion: (parts) => (parts.pool.settings.calls === 'b2bua' ? {} : companion(parts)),
    passesOn: (offer, { settings, mode }) =>
      settings.pool !== name ||
      !modes.includes(mode()) ||
      !since() ||
      (audioOf(offer)?.direction ?? 'sendrecv') !== direction,
  };
}

interface TransferRules {
  /** The answer to the call to the target. */
  readonly refuses?: number;
  /** Where that call is sent in place of where it should go. */
  readonly misleads?: (transfer: Transfer, pool: PoolContext) => Destination | undefined;
}

/**
 * Pools that have rules with the call to the target of a transfer while they are in one of the modes, whether it comes
 * from the transferee or the pool makes it itself.
 */
function onTransfers({ refuses, misleads }: TransferRules, modes = LIMITED): Deviation {
  return {
    companion: ({ pool }) =>
      pathProxy(pool, {
        appliesTo: (invite) => isTransfer(invite) && modes.includes(pool.mode()),
        refuses: () => refuses,
        misleads: (invite) => misleads?.(transferBy(invite), pool),
      }),
    transfersTo(to, transfer, pool) {
      const before = conforming.transfersTo(to, transfer, pool);
      return modes.includes(pool.mode()) ? (refuses ?? misleads?.(transfer, pool) ?? before) : before;
    },
  };
}

function transferBy(invite: SipRequest): Transfer {
  const [transferor, transferee, target] = ['Referred-By', 'From', 'To'].map((name) => userOf(header(invite, name)));
  return { transferor, transferee, target };
}

function dropsTargets(): Deviation {
  return {
    companion({ pool }) {
      const isLimited = (): boolean => LIMITED.includes(pool.mode());
      return pathProxy(pool, {
        // A B2BUA calls the target itself: it leaves its calls to their parties, which then transfer each other.
        appliesTo: (invite) => pool.settings.calls === 'b2bua' || (isTransfer(invite) && isLimited()),
        established: (call) => call.transferred && isLimited() && byeTo('callee', call, pool.endpoint),
      });
    },
  };
}

/** The direction of the media that an INVITE offers. */
function offeredDirection({ method, body }: SipRequest): Direction | undefined {
  const sdp = method === 'INVITE' ? parseSdp(body) : undefined;
  return sdp && audioOf(sdp)?.direction;
}
