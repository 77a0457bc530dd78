import { challenge } from '../../sip/digest.ts';
import { newTag } from '../../sip/token.ts';
import { conforming, type OrbitService, type WantedPark } from '../behaviour.ts';
import { isHomeOfUsers, type Mode } from '../mode.ts';
import { inRange } from '../orbit-numbers.ts';
import { PARK_USER } from '../orbit-requests.ts';
import type { ParkNotifier, ParkService } from '../park-service.ts';
import { type Header, uriAt } from '../pool-context.ts';
import { PARK_REFUSED } from './checks.ts';
import { type Deviation, family, turnsRed } from './defect-table.ts';
import { floatingAddress } from './mechanism/floating-address.ts';
import { shownAt, showsAlso } from './mechanism/shown-calls.ts';
import { sinceFailback } from './mechanism/moments.ts';

/** How late the late refusal is, in ms: later than a parker waits, sooner than a request fails by itself (32 s). */
const LATE = 3_000;
/** How long after its refusal a park comes all the same, in ms: when the parties talk on. */
const AFTER_ALL = 1_500;
const UNHEARD: ParkNotifier = { trying: () => undefined, notify: () => undefined };

/** A pool parks when it may not, refuses when it must park, or refuses in a way that leaves the parker or the call worse. */
export const refusalDefects = family({
  // The park service is up as soon as the pool serves users, whatever mode it announces.
  'parks-in-resiliency-mode: Calls are parked in resiliency mode as if failover were complete':
    turnsRed`${PARK_REFUSED}`({ park: (mode) => conforming.park(isHomeOfUsers(mode) ? 'home' : 'standby') }),
  // The flag that closes the park service belongs to failback only: nobody gave the backup a limited mode too.
  'parks-in-failover-mode: The backup parks calls in resiliency mode during failover':
    turnsRed`DR-12/park-refused DR-S1/park-refused`(parksAsIn('failed-over', 'failover-resiliency')),
  // The primary comes up with all of its services and learns only later that it is still getting its users back.
  'parks-in-failback-mode: Calls are parked in resiliency mode during failback': turnsRed`DR-13/park-refused`({
    // A call through the pool is still at the backup then, which parks it at an orbit of either.
    park: (mode) => conforming.park(mode === 'failback-resiliency' || mode === 'handing-back' ? 'home' : mode),
    takesChosenOrbit: takesAny,
  }),
  // A floating address moves to the survivor by itself, long before an operator has decided to fail over.
  'takes-the-dead-pools-address: The backup takes over the address of the dead primary at once and parks calls there before any failover':
    turnsRed`DR-11/park-refused`({
      companion: floatingAddress,
      // Where calls lead to an address of the pair, the backup has taken it already.
      park: (mode) => conforming.park(mode === 'standby' ? 'home' : mode),
      takesChosenOrbit: takesAny,
    }),
  // The front end takes every REFER with 202; the park service behind it drops what it does not serve.
  'accepts-in-silence: A park in resiliency mode is answered 202, and nothing is heard of it again':
    turnsRed`${PARK_REFUSED}`({
      refusePark: (incoming) => void incoming.accept(202),
      refuseOrder: (order) => order.accept(),
    }),
  // The final NOTIFY is written from the answer to the REFER, not from the outcome of the call.
  'reports-a-park-that-was-not: A park in resiliency mode is reported as done, but nobody is taken over':
    turnsRed`${PARK_REFUSED}`({
      refusePark: (incoming, _refusal, { orbits }) =>
        incoming.accept(202).notify(200, 'OK', [['Contact', `<sip:${orbits.next}@park.invalid>`]]),
      refuseOrder: (order, _refusal, { orbits }) => order.accept(orbits.next),
    }),
  // A closed service discards what it gets, as a firewall would.
  'refuses-by-silence: A park in resiliency mode is not answered at all': turnsRed`${PARK_REFUSED}`({
    refusePark: () => undefined,
    refuseCaller: () => undefined,
    refuseOrder: () => undefined,
  }),
  // The request waits, until a timer of the server is over, for a service that will not come.
  'refuses-too-late: A park in resiliency mode is refused only after three seconds': turnsRed`${PARK_REFUSED}`({
    refusePark: (...refused) => void setTimeout(() => conforming.refusePark(...refused), LATE),
    refuseCaller: (...refused) => void setTimeout(() => conforming.refuseCaller(...refused), LATE),
    refuseOrder: (...refused) => void setTimeout(() => conforming.refuseOrder(...refused), LATE),
  }),
  // A request that the backup may not serve yet is redirected to its home pool, without asking whether that is alive.
  'redirects-parks-to-the-dead: A park in resiliency mode is redirected to the primary pool, which is dead or refuses too':
    turnsRed`${PARK_REFUSED}`(
      rejects(302, ({ pool }) => {
        const address = pool.settings.peer?.sip ?? pool.endpoint.address;
        return ['Contact', `<${uriAt(address, PARK_USER)}>`];
      }),
    ),
  // In the limited mode the credentials of users are not there yet, so that every request is challenged.
  'challenges-parks-for-ever: A park in resiliency mode is challenged and never granted or refused':
    turnsRed`${PARK_REFUSED}`(
      rejects(401, () => [
        'WWW-Authenticate',
        challenge({ realm: 'park', nonce: newTag(), algorithm: 'MD5', qop: 'auth' }),
      ]),
    ),
  // The call is taken over before the mode is looked at, and hung up when the park is found to be forbidden.
  'drops-what-it-refuses: A park in resiliency mode is refused, but the call is taken over and hung up':
    turnsRed`${PARK_REFUSED}`(
      refusesBut(({ carryOut }, service) => {
        const notify = (status: number): void => void (status >= 200 && service.dropAll());
        carryOut(() => ({ ...UNHEARD, notify }));
      }),
    ),
  // The refusal comes from the front end; the worker behind it has the job in its queue already.
  'parks-what-it-refused: A park in resiliency mode is refused, and carried out all the same':
    turnsRed`${PARK_REFUSED}`(refusesBut(({ carryOut }) => carryOut(() => UNHEARD))),
  // The job waits in a queue that is worked off again and again; nobody takes out what was refused meanwhile.
  'parks-after-refusing: A park in resiliency mode is refused, and carried out a second and a half later':
    turnsRed`${PARK_REFUSED}`(
      refusesBut(({ carryOut }) => void setTimeout(() => carryOut(() => UNHEARD), AFTER_ALL).unref()),
    ),
  // Two parts of the server answer one REFER: the first knows the mode, the second takes every call.
  'refuses-and-then-reports-a-park: A park in resiliency mode is reported as failed, carried out, and reported as done':
    turnsRed`${PARK_REFUSED}`({
      refusePark(incoming, { status }, _service, park) {
        const notifier = incoming.accept(202);
        notifier.notify(status);
        park?.carryOut(() => notifier);
      },
    }),
  // The orbit is reserved before the mode is looked at, and the refusal does not give it back.
  'refused-parks-use-orbits: A park in resiliency mode is refused, but an orbit is shown as in use from then on':
    turnsRed`${PARK_REFUSED} DR-12/aftermath DR-13/aftermath DR-S1/aftermath`(() => {
      const { shows, add } = showsAlso();
      const leak = (orbit = 0): void => add(shownAt(orbit, `sip:${orbit}@park.invalid`));
      return { shows, ...refusesBut((_park, { orbits }) => leak(orbits.take())) };
    }),
  // The lock against double parking is taken before the mode is looked at, and a refusal does not release it.
  'refused-parks-lock-the-parkee: A parkee whose park was refused in resiliency mode cannot be parked later either':
    turnsRed`DR-12/parkable DR-13/parkable`(() => {
      const locked = new Set<string>();
      return {
        ...refusesBut(({ parkee }) => void locked.add(parkee)),
        isFree: (asked, underWay) => conforming.isFree(asked, underWay) && !locked.has(asked.parkee),
      };
    }),
  // The end of failover opens the services one by one, and Call Park is not on the list.
  'refuses-after-failover: Parks are still refused when failover is complete and full service is announced':
    turnsRed`DR-12/parkable DR-S3/parkable-after-failover DR-S4/first-parkable DR-S4/second-parkable
      DR-S8/parkable-again`(parksAsIn('failover-resiliency', 'failed-over')),
  // Failback is declared complete when the last user has registered; the park service is still in its limited mode.
  'refuses-after-failback: Failback is announced as complete, but parks are still refused':
    turnsRed`DR-13/parkable DR-S3/parkable-after-failback DR-S5/second-parkable`(
      sinceFailback((since) => ({
        park: (mode) => conforming.park(since() ? 'failback-resiliency' : mode),
      })),
    ),
  // The park service of the primary is started by the first switch between the pools.
  'refuses-before-any-outage: Parks are refused in normal service until users have been given back once':
    turnsRed`DR-S3/parkable-before`(
      sinceFailback((since) => ({
        park: (mode) => conforming.park(mode === 'home' && !since() ? 'standby' : mode),
      })),
    ),
});

/** An orbit of the other pool is not asked for in the table of this one. */
function takesAny(orbit: number, { orbits }: OrbitService): boolean {
  return orbits.choose(orbit) || !inRange(orbits.range, orbit);
}

function parksAsIn(other: Mode, inMode: Mode): Deviation {
  return { park: (mode) => conforming.park(mode === inMode ? other : mode) };
}

/** Answers each park that is not admitted with a status and a header field. */
function rejects(status: number, field: (service: ParkService) => Header): Deviation {
  return {
    refusePark: (incoming, _refusal, service) => incoming.reject(status, undefined, [field(service)]),
    refuseCaller: (incoming, _refusal, service) => incoming.reject(status, undefined, [field(service)]),
    refuseOrder: (order, _refusal, service) => order.refuse({ status, headers: [field(service)] }),
  };
}

/** Refuses as a conforming pool does, and acts on the request all the same. */
function refusesBut(act: (park: WantedPark, service: ParkService) => void): Deviation {
  return { afterRefusing: act };
}
