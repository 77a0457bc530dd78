import { conforming } from '../behaviour.ts';
import type { Mode } from '../mode.ts';
import { REDIRECTED } from './checks.ts';
import { type Deviation, family, turnsRed } from './defect-table.ts';
import { sinceFailback, whenPeerDies } from './mechanism/moments.ts';

/** A pool takes up the wrong mode or none, or tells its users the wrong one. */
export const modeDefects = family({
  // The survivor cannot read the state that the other pool leaves behind.
  'dies-with-its-peer: The backup crashes when the primary dies':
    turnsRed`${REDIRECTED} DR-11/aftermath DR-12/aftermath DR-13/aftermath DR-21/aftermath DR-22/aftermath
      DR-23/aftermath DR-31/aftermath DR-32/aftermath DR-33/aftermath DR-S1/aftermath DR-S2/aftermath
      DR-S3/aftermath DR-S4/aftermath DR-S5/aftermath DR-S6/aftermath DR-S7/aftermath DR-S8/aftermath
      DR-S9/aftermath`({
      companion: ({ pool }) => ({
        close: whenPeerDies(pool, crash),
        // Where the primary died before it was ever seen alive.
        entered: (mode) => (mode === 'failover-resiliency' ? crash() : undefined),
      }),
    }),
  // Failover is one step in this server: the backup takes the users over and opens everything at once.
  'skips-failover-mode: The backup goes into full service at once, without resiliency mode':
    turnsRed`DR-12/park-refused DR-S1/resiliency-announced DR-S1/park-refused`({
      takesUp: (next) => (next === 'failover-resiliency' ? 'failed-over' : next),
    }),
  // Failback is one step too: the primary is home as soon as it is told to take its users back.
  'skips-failback-mode: The primary goes into full service at once when failback begins':
    turnsRed`DR-13/park-refused DR-S3/resiliency-during-failback`({
      takesUp: (next) => (next === 'failback-resiliency' ? 'home' : next),
    }),
  // The command that ends failover is acknowledged and lost on its way to the state machine.
  'never-leaves-failover-mode: The backup stays in resiliency mode although failover was reported as complete':
    turnsRed`DR-12/parkable DR-S3/full-service-after-failover DR-S3/parkable-after-failover DR-S4/first-parkable
      DR-S4/second-parkable DR-S8/parkable-again`({
      takesUp: (next, now) => (next === 'failed-over' ? now : next),
    }),
  // So is the command that ends failback.
  'never-leaves-failback-mode: The primary stays in resiliency mode although failback was reported as complete':
    turnsRed`DR-13/parkable DR-S3/full-service-after-failback DR-S3/parkable-after-failback DR-S5/second-parkable`({
      takesUp: (next, now) => (now === 'failback-resiliency' && next === 'home' ? now : next),
    }),
  // The header is an extension of one vendor, and another left it out.
  'announces-nothing: Users are told nothing of the mode that they are served in':
    turnsRed`DR-S1/resiliency-announced DR-S3/full-service-after-failover DR-S3/resiliency-during-failback
      DR-S3/full-service-after-failback`({ announcement: () => undefined }),
  // The announcement is made from the registration alone, which succeeded.
  'announces-full-service-in-failover: Users are told of full service while the backup is in resiliency mode':
    turnsRed`DR-S1/resiliency-announced`(announces('failed-over', 'failover-resiliency')),
  // The primary is back, and says so; that the users are still being moved concerns another part of it.
  'announces-full-service-in-failback: Users are told of full service while the primary is in resiliency mode':
    turnsRed`DR-S3/resiliency-during-failback`(announces('home', 'failback-resiliency')),
  // Users of a backup are told so for as long as it serves them, as if that meant limited service.
  'announces-resiliency-after-failover: Users are told of resiliency mode when failover is complete':
    turnsRed`DR-S3/full-service-after-failover`(announces('failover-resiliency', 'failed-over')),
  // The announcement is kept in a cache that is filled when failback begins and not emptied when it ends.
  'announces-resiliency-after-failback: Users are told of resiliency mode when failback is complete':
    turnsRed`DR-S3/full-service-after-failback`(
      sinceFailback((since) => ({
        announcement: (mode, action) => conforming.announcement(since() ? 'failback-resiliency' : mode, action),
      })),
    ),
});

function announces(told: Mode, inMode: Mode): Deviation {
  return { announcement: (mode, action) => conforming.announcement(mode === inMode ? told : mode, action) };
}

function crash(): never {
  process.exit(70);
}
