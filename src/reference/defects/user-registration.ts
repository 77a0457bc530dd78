import { conforming, type Registering } from '../behaviour.ts';
import type { Mode } from '../mode.ts';
import { REDIRECTED, SERVED_AFTER_FAILBACK } from './checks.ts';
import { type Deviation, family, turnsRed } from './defect-table.ts';
import { sinceFailback } from './mechanism/moments.ts';
import { withUser } from './mechanism/shown-calls.ts';

/** In s. */
const FOR_EVER = 1e9;

/** A registrar turns its users away, or a proxy does not find them. */
export const registrationDefects = family({
  // The backup looks the home pool of a user up in a table, and does not ask whether that pool is alive.
  'redirects-users-to-the-dead: The backup redirects the users of the dead primary back to it': turnsRed`${REDIRECTED}`(
    registers('redirect', 'failover-resiliency'),
  ),
  // Failover is acknowledged by the administration, but the registrar is not told.
  'keeps-users-out: The backup refuses users with 503 although failover has begun': turnsRed`${REDIRECTED}`(
    registers('refuse', 'failover-resiliency'),
  ),
  // The users of a whole pool are not to come at once: each is sent away for a minute, and nobody serves it meanwhile.
  'puts-users-off-in-failover: During failover the backup answers the first REGISTER of each user 503 with Retry-After 60':
    turnsRed`${REDIRECTED}`(() => {
      const seen = new Set<string>();
      return {
        registration(mode, alive, who) {
          const { user = '' } = who;
          if (mode !== 'failover-resiliency' || seen.has(user)) return conforming.registration(mode, alive, who);
          seen.add(user);
          return 'put-off';
        },
      };
    }),
  // The address of the registrar is taken over, but no process listens to it yet.
  'ignores-users-in-failover: The backup does not answer the REGISTER of users during failover':
    turnsRed`${REDIRECTED}`(registers('ignore', 'failover-resiliency')),
  // The answer is written before the location service of the backup has the binding, and nobody looks again.
  'lists-no-bindings-in-failover: In resiliency mode during failover REGISTER is answered 200, but no binding is listed':
    turnsRed`DR-S1/caller-redirected DR-S1/callee-redirected DR-S7/returns`({
      listsBindings: (mode) => mode !== 'failover-resiliency',
    }),
  // The time that is left is counted from when the primary had registered the user, and that is over.
  'grants-no-time-in-failover: In resiliency mode during failover REGISTER is answered 200, but the binding is granted for 0 s':
    turnsRed`DR-S1/caller-redirected DR-S1/callee-redirected DR-S7/returns`({
      granted: (contact, seconds, mode) => ({ contact, seconds: mode === 'failover-resiliency' ? 0 : seconds }),
    }),
  // The answer is made from the copy of the location table that the primary left, with the addresses that users had there.
  'lists-another-contact-in-failover: In resiliency mode during failover the answer to a REGISTER lists a contact that its phone does not have':
    turnsRed`DR-S1/caller-redirected DR-S1/callee-redirected DR-S7/returns`({
      granted: (contact, seconds, mode) => ({
        contact: mode === 'failover-resiliency' ? withUser(contact, 'stale') : contact,
        seconds,
      }),
    }),
  // Two front ends share the users, and the one that moved its half twice takes every refresh for a replay.
  'refuses-to-refresh-odd-users: During failover the backup registers users but refuses to refresh half of them, alice among them':
    turnsRed`DR-S1/caller-redirected DR-S1/resiliency-announced`(refusesToRefresh(1)),
  // The other front end does the same.
  'refuses-to-refresh-even-users: During failover the backup registers users but refuses to refresh half of them, bob among them':
    turnsRed`DR-S1/callee-redirected DR-S7/not-called DR-S7/returns DR-S7/callable-again DR-S7/aftermath`(
      refusesToRefresh(0),
    ),
  // Only users with a registration of its own are let in, to keep strangers out; phones that are in a call have not come yet.
  'refuses-callers-that-have-not-moved: During failover the backup refuses calls of users that are not registered there yet':
    turnsRed`DR-12/transferable DR-S6/transferable-during-failover`(
      { takesCallsOf: ({ registered }, mode) => registered || mode !== 'failover-resiliency' },
      { candidate: 'stays-in-calls' },
    ),
  // Failover loads the users of the primary into the location service, in place of what it holds.
  'forgets-early-users-in-failover: When failover begins the backup forgets users that have registered there in normal service':
    turnsRed`DR-12/transferable DR-S3/callable-after-failover DR-S6/transferable-during-failover
      DR-S8/refused-when-full`(
      { keepsBindings: (to) => to !== 'failover-resiliency' },
      { candidate: 'registers-at-both' },
    ),
  // The end of failover restarts the registrar with the configuration of a pool that has no users of its own.
  'closes-its-registrar-after-failover: When failover is complete the backup refuses the users that it serves':
    turnsRed`DR-S3/full-service-after-failover`(registers('refuse', 'failed-over')),
  // The primary trusts its own registrar only when failback is complete, which it is not before users are back.
  'does-not-take-users-back: The primary refuses the users that are given back':
    turnsRed`DR-S3/resiliency-during-failback
      ${SERVED_AFTER_FAILBACK}`(registers('refuse', 'failback-resiliency')),
  // The routing table is not switched back when failback ends.
  'sends-users-away-after-failback: When failback is complete the primary still redirects its users to the backup':
    turnsRed`DR-S3/full-service-after-failback`(sinceFailback((since) => registers('redirect', 'home', since))),
  // The end of failover replaces the location service by the replica of the primary, whose contacts are gone.
  'loses-users-after-failover: When failover is complete, calls to users end with 480':
    turnsRed`DR-S3/callable-after-failover DR-S6/transferable-after-failover`({
      deliversCalls: (mode) => mode !== 'failed-over',
    }),
  // The location service is read from its database when failback ends, where users that came back before are missing.
  'loses-users-after-failback: When failback is complete, calls to users end with 480':
    turnsRed`DR-S3/callable-after-failback DR-S6/transferable-after-failback`(
      sinceFailback((since) => ({ deliversCalls: (mode) => !(since() && mode === 'home') })),
    ),
  // The primary compares the host of a contact with its own domain, and none of its users is at home there.
  'never-finds-users-at-home: On the primary, calls to users end with 480 in normal service':
    turnsRed`DR-S3/callable-before DR-S3/callable-after-failback`({ deliversCalls: (mode) => mode !== 'home' }),
  // Full service is a restart of the registrar, whose bindings are in memory only; each user is to register again some time.
  'forgets-users-when-failover-completes: When failover completes the backup forgets the registrations of its users':
    turnsRed`DR-S3/callable-after-failover DR-S6/transferable-after-failover`({
      keepsBindings: (to) => to !== 'failed-over' && conforming.keepsBindings(to),
    }),
  // The same happens as the primary goes back to full service.
  'forgets-users-when-failback-completes: When failback completes the primary forgets the registrations of its users':
    turnsRed`DR-S3/callable-after-failback DR-S6/transferable-after-failback`({
      keepsBindings: (to) => to !== 'home' && conforming.keepsBindings(to),
    }),
  // The backup runs no timer for registrations, because those that it replicates end with those of the primary.
  'never-forgets-users: A registration goes on when its time is over or when its user has ended it':
    turnsRed`DR-S7/not-called DR-S7/returns DR-S7/callable-again DR-S7/aftermath`({ keepsFor: () => FOR_EVER }),
  // A user whose registration has ended is taken for one that has moved to another pool.
  'refuses-users-that-come-back: A user whose registration has ended cannot register again':
    turnsRed`DR-S7/returns DR-S7/callable-again`(() => {
      const seen = new Set<string>();
      return {
        registration(mode, alive, who) {
          const { user = '', known } = who;
          if (mode !== 'failover-resiliency') return conforming.registration(mode, alive, who);
          if (known) seen.add(user);
          return seen.has(user) && !known ? 'refuse' : conforming.registration(mode, alive, who);
        },
      };
    }),
});

function registers(answer: Registering, inMode: Mode, applies = () => true): Deviation {
  return {
    registration: (mode, ...rest) => (mode === inMode && applies() ? answer : conforming.registration(mode, ...rest)),
  };
}

/** Users belong to one of two front ends by their first letter. */
function refusesToRefresh(frontEnd: 0 | 1): Deviation {
  return {
    registration(mode, alive, who) {
      const isConcerned = who.known && (who.user?.codePointAt(0) ?? 0) % 2 === frontEnd;
      return mode === 'failover-resiliency' && isConcerned ? 'refuse' : conforming.registration(mode, alive, who);
    },
  };
}
