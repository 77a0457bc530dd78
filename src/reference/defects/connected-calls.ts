import { withHeader, withoutHeader } from '../../sip/message/headers.ts';
import type { Companion } from '../companion.ts';
import type { Mode } from '../mode.ts';
import type { PoolContext } from '../pool-context.ts';
import { checks } from './checks.ts';
import { type Deviation, family, turnsRed } from './defect-table.ts';
import { anchorsMedia } from './mechanism/anchored-media.ts';
import { cutsCalls } from './mechanism/call-watch.ts';
import { kindOf } from './mechanism/known-call.ts';
import { pathProxy } from './mechanism/path-proxy.ts';

/** A call that was never parked ends, or loses its sound or its signalling. */
export const connectedCallDefects = family({
  // A dialog table that is replicated with its owner: when the owner is lost its entries are cleaned up, with BYEs.
  'cuts-calls-of-dead-pool: The backup hangs up on the calls of a pool that has died':
    turnsRed`DR-11/still-connected DR-12/still-connected DR-S6/holdable-during-failover`(
      cutsCalls('plain', 'peer-lost'),
      {
        mayTurnRed: checks`DR-S6/transferable-during-failover`,
      },
    ),
  // The new home starts from a clean slate: it ends the sessions of all users that it takes over.
  'cuts-calls-at-failover: The backup hangs up on connected calls when it takes the users over':
    turnsRed`DR-12/still-connected DR-S6/holdable-during-failover`(cutsCalls('plain', 'failover-resiliency'), {
      mayTurnRed: checks`DR-S6/transferable-during-failover`,
    }),
  // Full service is reached by a restart of the call service, which ends the calls that it did not set up itself.
  'cuts-calls-when-failover-completes: The backup hangs up on connected calls when failover completes':
    turnsRed`DR-12/parkable DR-S6/holdable-during-failover`(cutsCalls('plain', 'failed-over'), {
      mayTurnRed: checks`DR-S6/transferable-during-failover`,
    }),
  // Draining a pool is taken to mean that its calls are ended.
  'cuts-calls-at-failback: The backup hangs up on its calls before it gives the users back':
    turnsRed`DR-13/still-connected DR-S6/holdable-during-failover`(cutsCalls('plain', 'handing-back'), {
      mayTurnRed: checks`DR-S6/transferable-during-failover`,
    }),
  // A standby pool shall have no calls: those that are left in its table are ended.
  'cuts-calls-when-failback-completes: The backup hangs up on the calls that are left when failback completes':
    turnsRed`DR-13/parkable DR-S6/holdable-during-failover`(cutsCalls('plain', 'standby'), {
      mayTurnRed: checks`DR-S6/transferable-during-failover`,
    }),
  // Record-Route for billing or topology hiding: later requests of the parties go to a pool that is dead.
  'stays-in-path-of-calls: Calls are routed through the pool in which they began, so that nothing can be done with them when it is dead':
    turnsRed`DR-12/holdable DR-12/transferable`({
      companion: ({ pool }) => pathProxy(pool, { staysIn: (invite) => kindOf(invite) === 'plain' }),
    }),
  // The media relay runs in the same process as the service, so that a call outlives the pool in signalling only.
  'media-dies-with-pool: The sound of calls is led through the pool and ends with it, without a BYE':
    turnsRed`DR-11/still-connected DR-12/still-connected`(anchorsMedia('plain', { on: 'primary' })),
  // A relay that is inserted for the side behind NAT only: when it dies one of the two hears nothing.
  'one-way-when-pool-dies: The callee of a call hears nothing any more when the pool has died; the caller does':
    turnsRed`DR-11/still-connected DR-12/still-connected`(anchorsMedia('plain', { on: 'primary', hearers: 'callee' })),
  // Media resources of the backup are released when it is told to give the users back; the calls are not told.
  'drops-media-at-failback: The backup releases its media relays at failback while calls still use them':
    turnsRed`DR-13/still-connected`(anchorsMedia('plain', { on: 'backup', closedIn: 'handing-back' })),
  // A proxy may ask for a timer in the name of a caller (RFC 4028 8), who must then learn of it from the answer.
  'hides-session-timers: The callee of a call that is set up after failover is told that the caller refreshes the session, and the caller is not':
    turnsRed`DR-13/still-connected`(
      { companion: ({ pool }) => hidesSessionTimers(pool) },
      {
        mayTurnRed: checks`DR-S3/callable-after-failover DR-S3/parkable-after-failover DR-S4/first-parkable
      DR-S4/second-parkable DR-S6/holdable-during-failback DR-S6/transferable-during-failback
      DR-S8/refused-when-full DR-S8/parkable-again`,
      },
    ),
  // "Fixing" the address in a session description that needs no fixing is a common fault of SIP gateways.
  'one-way-audio: The callee of every call hears nothing':
    turnsRed`DR-S3/callable-before DR-S3/callable-after-failover DR-S3/callable-after-failback
      DR-S7/callable-again`(deafensCallees()),
  // The backup writes the media address of its own site into session descriptions of users from the other one.
  'one-way-audio-after-failover: The callee of a call that is set up after failover hears nothing':
    turnsRed`DR-S3/callable-after-failover DR-S6/transferable-after-failover`(deafensCallees('failed-over')),
  // The primary goes on with the media address of the backup, which it has taken over together with the users.
  'one-way-audio-after-failback: The callee of a call that is set up after failback hears nothing':
    turnsRed`DR-S3/callable-after-failback DR-S6/transferable-after-failback`(deafensCallees('home')),
});

function hidesSessionTimers(pool: PoolContext): Companion {
  let last: Mode | undefined;
  return {
    ...pathProxy(pool, {
      appliesTo: (invite) => kindOf(invite) === 'plain' && last === 'failed-over',
      changes: () => ({
        request: (invite) => withHeader(invite, 'Session-Expires', '2;refresher=uac'),
        response: (response) => withoutHeader(withoutHeader(response, 'Session-Expires'), 'Require'),
      }),
    }),
    entered(mode) {
      last = mode;
    },
  };
}

function deafensCallees(entered?: Mode): Deviation {
  return anchorsMedia('plain', { hearers: 'callee', mute: true, ...(entered && { entered }) });
}
