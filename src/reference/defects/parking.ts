import { conforming } from '../behaviour.ts';
import { checks, PARK_REFUSED, PARKABLE, RIGHT_ORBIT } from './checks.ts';
import { family, turnsRed } from './defect-table.ts';
import { ANNOUNCEMENT, playsTo } from './mechanism/played-caller.ts';
import { withUser } from './mechanism/shown-calls.ts';

/** The status with which the script answers every park. */
const SCRIPTED = 202;

/** A park goes wrong in normal service: the parkee, the parker or the orbit is not what the answer says. */
export const parkingDefects = family({
  // The service behind the front end is not there; the front end answers from a script.
  'parks-nothing: Every park is reported as done, with an orbit, but nobody is ever taken over':
    turnsRed`${PARKABLE} DR-S8/refused-when-full`({
      park(mode) {
        const admission = conforming.park(mode);
        return admission.kind === 'serve' ? { kind: 'refuse', status: SCRIPTED, why: '' } : admission;
      },
      refusePark(incoming, refusal, service, park) {
        if (refusal.status !== SCRIPTED) return conforming.refusePark(incoming, refusal, service, park);
        incoming.accept().notify(200, 'OK', [['Contact', `<sip:${service.orbits.next}@park.invalid>`]]);
      },
      refuseCaller(incoming, refusal, service) {
        if (refusal.status !== SCRIPTED) return conforming.refuseCaller(incoming, refusal, service);
        void playsTo(incoming, ANNOUNCEMENT, service);
      },
      refuseOrder(order, refusal, service) {
        if (refusal.status !== SCRIPTED) conforming.refuseOrder(order, refusal, service);
        else order.accept(service.orbits.next);
      },
    }),
  // REFER is taken with 202 and put into a queue that nobody reads.
  'accepts-parks-and-forgets: Every park is answered 202, and nothing is heard of it again':
    turnsRed`${PARK_REFUSED} ${PARKABLE} DR-S8/refused-when-full`(
      {
        park: () => conforming.park('standby'),
        refusePark: (incoming) => void incoming.accept(202),
        refuseOrder: (order) => order.accept(),
      },
      { mayTurnRed: checks`DR-S8/parkable-again` },
    ),
  // A park is a transfer to the server itself, and the clean-up of the transfer ends both of its legs.
  'hangs-up-after-parking: A park is reported as done, and the parkee is hung up on at once':
    turnsRed`${PARKABLE} DR-23/still-parked DR-S2/music-on-hold DR-S5/first-retrievable DR-S8/refused-when-full
      DR-S8/first-retrievable DR-S8/second-waits`({
      companion: () => ({ parked: async (call) => void setImmediate(() => void call.drop('given-up')) }),
    }),
  // A server without RFC 3891 calls the parkee anew: its call with the parker goes on beside the new one.
  'ignores-replaces: The parkee is called a second time instead of being taken over, and the parker is not set free':
    turnsRed`${PARKABLE} DR-S8/parkable-again`({ takesOver: () => undefined }),
  // The music file of one pool went missing in an upgrade; only the parked parties notice.
  'parks-in-silence: Parties that are parked on the primary hear nothing although it has music on hold':
    turnsRed`DR-13/parkable DR-S3/parkable-before DR-S3/parkable-after-failback DR-S3/music-of-primary
      DR-S5/second-parkable`({
      companion: ({ pool: { settings } }) => ({
        parked: async ({ music }) => (settings.pool === 'primary' ? music.playTo(undefined) : undefined),
      }),
    }),
  // The orbit is counted on before the number is put into the answer.
  'tells-another-orbit: The parker is told the number after the orbit of its call':
    turnsRed`DR-12/parkable DR-12/retrievable DR-13/parkable DR-13/retrievable DR-23/still-parked
      DR-23/still-parked-after DR-23/retrievable DR-S3/parkable-before DR-S3/retrievable-before
      DR-S3/parkable-after-failover DR-S3/retrievable-after-failover DR-S3/parkable-after-failback
      DR-S3/retrievable-after-failback DR-S4/first-parkable DR-S4/second-parkable DR-S4/first-waits
      DR-S4/second-waits DR-S4/first-retrievable DR-S4/second-waits-on DR-S4/second-retrievable
      DR-S4/aftermath DR-S5/second-parkable DR-S5/first-retrievable DR-S5/second-waits-on
      DR-S5/second-retrievable DR-S8/refused-when-full DR-S8/first-retrievable DR-S8/second-waits
      DR-S8/parkable-again DR-S8/aftermath`({ tellsOrbit: (orbit) => orbit + 1 }),
  // The final sipfrag is a bare status line, and dialog-info names the server as a whole.
  'keeps-the-orbit-secret: Neither the report of a park nor dialog-info names the orbit of the call':
    turnsRed`${PARKABLE} ${RIGHT_ORBIT} DR-S3/orbit-of-primary DR-S5/orbit-of-primary DR-S5/second-waits-on
      DR-S8/second-waits DR-S8/parkable-again`(
      {
        tellsOrbit: () => undefined,
        shows: (calls) => calls.map((call) => ({ ...call, localTarget: withUser(call.localTarget, undefined) })),
      },
      { mayTurnRed: checks`DR-S8/refused-when-full` },
    ),
});
