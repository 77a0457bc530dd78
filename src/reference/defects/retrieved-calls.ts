import { buildResponse } from '../../sip/message/build.ts';
import type { ShownCall } from '../orbit-document.ts';
import { RETRIEVED_ON_PRIMARY } from './checks.ts';
import { type Deviation, family, turnsRed } from './defect-table.ts';
import { anchorsMedia } from './mechanism/anchored-media.ts';
import { callWatch, cutsCalls, type Moment } from './mechanism/call-watch.ts';
import { byeIn } from './mechanism/foreign-dialog.ts';
import { type KnownCall, kindOf } from './mechanism/known-call.ts';
import { type MediaRelay, openMediaRelay } from './mechanism/media-relay.ts';
import { addressThroughPool, pathProxy } from './mechanism/path-proxy.ts';
import { onEntering, whenPeerDies } from './mechanism/moments.ts';
import { withReplica } from './mechanism/replica.ts';

/** In ms: long after two datagrams could have overtaken each other, before a cell is over. */
const LATER = 250;

/** A call that has left its orbit ends, loses its sound, or gets a BYE that it should not. */
export const retrievedCallDefects = family({
  // A retriever is led through the pool, which stays in the path of the call for the sake of its records.
  'stays-in-path-of-retrieved-calls: Retrieved calls are routed through the pool, so that nothing can be done with them when it is dead':
    turnsRed`DR-S6/holdable-during-failover DR-S6/transferable-during-failover`({
      addressOfParkee: addressThroughPool,
      companion: ({ pool }) => pathProxy(pool, { staysIn: (invite) => kindOf(invite) === 'retrieved' }),
    }),
  // A call that has been in an orbit is still counted as a call of the park service, and ends with it.
  'cuts-retrieved-calls-of-dead-pool: The backup hangs up on calls that were retrieved from a pool that has died':
    turnsRed`DR-31/still-connected DR-32/still-connected DR-33/retrieved-on-primary
      DR-S6/holdable-during-failover`(cutsCalls('retrieved', 'peer-lost')),
  // The rule that no call is parked during failover is applied to calls that were parked once.
  'cuts-retrieved-calls-at-failover: Retrieved calls are ended when the backup takes the users over':
    turnsRed`DR-32/still-connected DR-33/retrieved-on-primary DR-S6/holdable-during-failover`(
      cutsCalls('retrieved', 'failover-resiliency'),
    ),
  // The park service of the backup starts with an empty table and ends all calls that it finds in the old one.
  'cuts-retrieved-calls-when-failover-completes: Retrieved calls are ended when failover completes':
    turnsRed`DR-32/connected-after-failover DR-33/retrieved-on-primary DR-S6/holdable-during-failover DR-S6/transferable-during-failover`(
      cutsCalls('retrieved', 'failed-over'),
    ),
  // The primary comes back without them, so the backup takes them for leftovers and ends them.
  'cuts-primary-retrieved-calls-at-failback: Calls that were retrieved on the primary before the outage are ended at failback':
    turnsRed`DR-33/retrieved-on-primary DR-S6/holdable-during-failover DR-S6/transferable-during-failover`(
      cutsCalls('retrieved', 'handing-back', 'primary'),
    ),
  // Parked calls stay through failback, but the list of calls to keep leaves those out that have left their orbit.
  'cuts-backup-retrieved-calls-at-failback: Calls that were retrieved on the backup are ended at failback':
    turnsRed`DR-33/retrieved-on-backup DR-S6/holdable-during-failover DR-S6/transferable-during-failover`(
      cutsCalls('retrieved', 'handing-back', 'backup'),
    ),
  // The replica of the primary's old calls is thrown away with a BYE for each.
  'cuts-primary-retrieved-calls-after-failback: Calls that were retrieved on the primary before the outage are ended when failback completes':
    turnsRed`DR-33/retrieved-on-primary-after DR-S6/holdable-during-failover DR-S6/transferable-during-failover`(
      cutsCalls('retrieved', 'standby', 'primary'),
    ),
  // The pool that goes to standby ends every call in whose path it is.
  'cuts-backup-retrieved-calls-after-failback: Calls that were retrieved on the backup are ended when failback completes':
    turnsRed`DR-33/retrieved-on-backup-after DR-S6/holdable-during-failover DR-S6/transferable-during-failover`(
      cutsCalls('retrieved', 'standby', 'backup'),
    ),
  // The media port of the orbit is kept for the call when it is retrieved, so that its sound ends with the pool.
  'retrieved-media-dies-with-pool: The sound of retrieved calls is led through the pool and ends with it, without a BYE':
    turnsRed`${RETRIEVED_ON_PRIMARY}`(anchorsMedia('retrieved', { on: 'primary' })),
  // The parkee still sends to the port that played its music; only the way back is direct.
  'retrieved-one-way-when-pool-dies: The retriever hears nothing any more when the pool has died; the parkee does':
    turnsRed`${RETRIEVED_ON_PRIMARY}`(anchorsMedia('retrieved', { on: 'primary', hearers: 'caller' })),
  // A relay that restarts when its configuration changes: the sound comes back, but late.
  'interrupts-media-at-failback: Retrieved calls are silent for a while as the backup gives the users back':
    turnsRed`DR-33/retrieved-on-backup`(anchorsMedia('retrieved', { on: 'backup', silentIn: 'handing-back' })),
  // A pool in standby closes its media ports, those of retrieved calls included.
  'drops-retrieved-media-after-failback: The backup releases the media relays of retrieved calls when failback completes':
    turnsRed`DR-33/retrieved-on-backup-after`(anchorsMedia('retrieved', { on: 'backup', closedIn: 'standby' })),
  // Media ports are handed out again from the start of the range while the old owner of a port is still sending to it.
  'crosses-media-at-failback: At failback a call that was retrieved on the backup is heard in one that was retrieved on the primary':
    turnsRed`DR-33/retrieved-on-primary DR-33/retrieved-on-backup DR-33/retrieved-on-primary-after
      DR-33/retrieved-on-backup-after DR-33/aftermath
      DR-S6/holdable-during-failover DR-S6/transferable-during-failover`(crossesMedia()),
  // Calls are replicated when they are parked; that they were retrieved is not.
  'buries-retrieved-calls: When the primary dies the backup sends BYE to every party that was ever parked there, retrieved ones included':
    turnsRed`DR-31/aftermath DR-32/aftermath DR-33/aftermath DR-S3/aftermath DR-S6/aftermath`(
      withReplica(({ pool }, copies) => ({
        left: () => undefined,
        close: whenPeerDies(pool, () => copies().forEach((copy) => byeIn(pool.endpoint, copy))),
      })),
    ),
  // The row in the table of dialogs is removed before the BYE is answered, and the answer looks for it there.
  'refuses-byes-of-parkees: The BYE with which a party leaves its orbit is answered 481, although its dialog was up':
    turnsRed`DR-12/aftermath DR-13/aftermath DR-23/aftermath DR-31/aftermath DR-32/aftermath DR-33/aftermath
      DR-S2/aftermath DR-S3/aftermath DR-S4/aftermath DR-S5/aftermath DR-S6/aftermath DR-S8/aftermath
      DR-S9/aftermath`({
      companion: ({ agent }) => ({
        takes(incoming) {
          const { request } = incoming;
          if (request.method !== 'BYE' || !agent.owns(request)) return false;
          const respond = (): void => incoming.respond(buildResponse(request, 481));
          return agent.receive({ ...incoming, request, respond });
        },
      }),
    }),
  // The reaper of idle sessions does not know that the parkee has hung up by itself.
  'hangs-up-a-second-time: The backup sends a BYE to a parkee that was retrieved a while ago':
    turnsRed`DR-12/aftermath DR-23/aftermath DR-33/aftermath DR-S3/aftermath DR-S4/aftermath DR-S5/aftermath
      DR-S8/aftermath DR-S9/aftermath`({
      companion: ({ pool, service }) => ({
        left(call, end) {
          if (end !== 'left' || pool.settings.pool === 'primary') return;
          setTimeout((shown) => byeIn(pool.endpoint, shown), LATER, service.show(call)).unref();
        },
      }),
    }),
  // Closing a pool walks through the log of its calls instead of those that are left.
  'hangs-up-again-at-failback: As users are given back, the backup hangs up once more on parties whose calls left it long ago':
    turnsRed`DR-33/aftermath DR-S3/aftermath`({
      companion({ pool, service }) {
        const gone: ShownCall[] = [];
        const hangUp = (): void => gone.forEach((call) => byeIn(pool.endpoint, call));
        return { ...onEntering('handing-back', hangUp), left: (call) => void gone.push(service.show(call)) };
      },
    }),
});

function crossesMedia(): Deviation {
  return {
    addressOfParkee: addressThroughPool,
    companion({ pool }) {
      const relays: MediaRelay[] = [];
      const divert = (moment: Moment, _own: unknown, peer: readonly KnownCall[]): void => {
        const other = peer.find(({ kind }) => kind === 'retrieved')?.caller.audio;
        if (moment === 'handing-back' && other !== undefined) for (const relay of relays) relay.divert(other);
      };
      return callWatch(pool, divert, {
        async changes(invite) {
          if (kindOf(invite) !== 'retrieved' || pool.settings.pool !== 'backup') return {};
          const relay = await openMediaRelay(pool.endpoint.address.host);
          relays.push(relay);
          return relay.changes;
        },
      });
    },
  };
}
