import type { Mode } from '../mode.ts';
import { inRange, type OrbitRange, Orbits } from '../orbit-numbers.ts';
import { afterFailedRing } from '../ringback.ts';
import type { ParkPolicy } from '../settings.ts';
import { checks, RIGHT_ORBIT } from './checks.ts';
import { type Deviation, family, turnsRed } from './defect-table.ts';
import { sinceFailback } from './mechanism/moments.ts';

/** In force as long as nothing has been replicated. */
const FACTORY = { first: 8000, last: 8099 };

/** A pool parks with settings that are not its own, or does not keep to them. */
export const settingDefects = family({
  // Settings are replicated from pool to pool, and the copy is written over the own ones.
  'backup-takes-the-primarys-timeout: The backup parks with the pickup timeout of the primary':
    turnsRed`DR-S2/pickup-timeout`(backupTakes(({ pickupTimeout }) => ({ pickupTimeout }))),
  // The same replication.
  'backup-takes-the-primarys-attempts: The backup parks with the pickup attempts of the primary':
    turnsRed`DR-S2/pickup-attempts`(backupTakes(({ pickupAttempts }) => ({ pickupAttempts }))),
  // The timeout target is a user of the primary and goes with the users when they move.
  'backup-takes-the-primarys-target: The backup gives calls that nobody picks up to the timeout target of the primary':
    turnsRed`DR-S2/timeout-target DR-S2/aftermath`(backupTakes(({ timeoutTarget }) => ({ timeoutTarget }))),
  // The music is a file that is copied to the backup together with the rest of the configuration.
  'backup-takes-the-primarys-music: The backup plays the music on hold of the primary to parked calls':
    turnsRed`DR-S2/music-on-hold`(backupTakes(({ music }) => ({ music }))),
  // Orbit ranges are replicated with the users, and the backup hands out those of the pool that they come from.
  'backup-takes-the-primarys-orbits: The backup parks at orbits of the primary pool':
    turnsRed`DR-12/parkable DR-S3/parkable-after-failover DR-S4/first-parkable DR-S4/second-parkable
      ${RIGHT_ORBIT} DR-23/retrievable DR-S5/first-retrievable DR-S8/refused-when-full DR-S8/second-waits`(() =>
      parksAtOrbitsOf((mode, peers = FACTORY) => (mode === 'failed-over' ? peers : undefined)),
    ),
  // The settings in force on the backup are copied to the primary at failback, the orbit range included.
  'primary-keeps-the-backups-orbits: When failback is complete the primary goes on with the orbits of the backup':
    turnsRed`DR-13/parkable DR-S3/parkable-after-failback DR-S3/orbit-of-primary DR-S5/second-parkable
      DR-S5/orbit-of-primary DR-S5/first-retrievable DR-S5/second-waits-on DR-S5/second-retrievable
      DR-S5/aftermath`(sinceFailback((since) => parksAtOrbitsOf((_mode, peers) => (since() ? peers : undefined)))),
  // The music is handed over together with the users, and the primary does not load its own again.
  'primary-keeps-the-backups-music: When failback is complete the primary goes on with the music on hold of the backup':
    turnsRed`DR-S3/music-of-primary`(
      sinceFailback((since) => ({
        parkSettings: (own, peers) => (since() && peers !== undefined ? { ...own, music: peers.music } : own),
      })),
    ),
  // A sweep over all orbits looks for overdue calls, and takes its time.
  'rings-back-late: The parker is rung back long after the pickup timeout': turnsRed`DR-S2/pickup-timeout`({
    parkSettings: (own) => ({ ...own, pickupTimeout: Math.round(own.pickupTimeout * 1.5) }),
  }),
  // The timer is started when the call comes in, and a call may ring and be talked in for a while before it is parked.
  'rings-back-early: The parker is rung back long before the pickup timeout': turnsRed`DR-S2/pickup-timeout`(
    {
      parkSettings: (own) => ({
        ...own,
        pickupTimeout: own.pool === 'backup' ? Math.round(own.pickupTimeout * 0.6) : own.pickupTimeout,
      }),
    },
    {
      mayTurnRed: checks`DR-23/still-parked-after DR-S4/second-waits DR-S4/first-retrievable DR-S4/second-waits-on DR-S4/second-retrievable
      DR-S8/first-retrievable DR-S8/second-waits`,
    },
  ),
  // The attempts are counted as retries: the first one is free.
  'rings-back-once-too-often: The parker is rung back once more than the pool declares':
    turnsRed`DR-S2/pickup-attempts`({
      afterFailedRing: (whom, failed, rules) => afterFailedRing(whom, failed - 1, rules),
    }),
  // The parker is kept as an address that only the other pool knows.
  'rings-no-parker: A call that nobody picks up goes to the timeout target without the parker being rung back':
    turnsRed`DR-S2/pickup-timeout DR-S2/pickup-attempts`({ ringsBack: () => undefined }),
  // The timeout target is a setting of the other half of the pool.
  'gives-up-after-ringback: A call that nobody picks up is ended although a timeout target is configured':
    turnsRed`DR-S2/timeout-target`({ afterFailedRing: () => ({ kind: 'disconnect' }) }),
  // A transfer by REFER leaves the leg of the transferor to the transferor, and the pool waits for the parkee's BYE.
  'keeps-the-leg-of-the-parkee: When the timeout target has the call, the pool goes on playing music in the leg in which the parkee was parked':
    turnsRed`DR-S2/timeout-target`({ endsHandedOverLeg: () => false }),
});

function backupTakes(taken: (peers: ParkPolicy) => Partial<ParkPolicy>): Deviation {
  return { parkSettings: (own, peers) => (own.pool === 'backup' && peers ? { ...own, ...taken(peers) } : own) };
}

type Choice = (mode: Mode, peers: OrbitRange | undefined) => OrbitRange | undefined;

/** A pool that parks at orbits of the range that `choice` returns, or of its own, and answers for both. */
function parksAtOrbitsOf(choice: Choice): Deviation {
  let orbits: Orbits | undefined;
  const given = new Set<number | undefined>();
  return {
    takeOrbit({ orbits: own }, mode, peers) {
      const range = choice(mode, peers);
      if (range === undefined) return own.take();
      orbits ??= new Orbits(range);
      const orbit = orbits.take();
      given.add(orbit);
      return orbit;
    },
    answersForOrbit: (orbit, own) => inRange(own, orbit) || given.has(orbit),
  };
}
