import type { PoolParts } from '../companion.ts';
import { checks } from './checks.ts';
import { type Deviation, family, turnsRed } from './defect-table.ts';
import { type LateTimer, lateTimers } from './mechanism/late-timers.ts';
import { ringUser } from './mechanism/ring-user.ts';

/** On a busy machine these cells last until the pickup timeout of a call that was retrieved in them is over. */
const MAY_LAST_AS_LONG = checks`DR-12/aftermath DR-13/aftermath DR-23/aftermath DR-33/aftermath DR-S3/aftermath DR-S4/aftermath
      DR-S5/aftermath DR-S6/aftermath DR-S8/aftermath`;

/** The pickup timeout of a park goes off although the call waits no longer. */
export const timerDefects = family({
  // The timer belongs to the parker's request, and a retrieval ends only the leg of the parkee.
  'rings-back-after-retrieval: The parker is rung when the pickup timeout is over, although the call was retrieved':
    turnsRed`DR-S9/retrieved-outlives-its-timer DR-S9/aftermath`(
      whenRetrieved(({ call }, parts) => ringUser(parts, call.parker, call.orbit)),
      { mayTurnRed: MAY_LAST_AS_LONG },
    ),
  // The end of a dialog is taken for the work of a retriever, which stops the timer by itself.
  'rings-back-after-the-parkee-left: The parker is rung when the pickup timeout is over, although the parkee has hung up':
    turnsRed`DR-S9/ended-outlives-its-timer DR-S9/aftermath`(
      lateTimers(({ call, endRetrieved }, parts) => {
        if (endRetrieved === undefined) ringUser(parts, call.parker, call.orbit);
      }),
    ),
  // The attempts to ring the parker stop with the retrieval, the way to the timeout target is another timer.
  'calls-the-timeout-target-after-retrieval: The timeout target is called when the pickup timeout is over, although the call was retrieved':
    turnsRed`DR-S9/retrieved-outlives-its-timer DR-S9/aftermath`(
      whenRetrieved(({ call }, parts) => ringUser(parts, parts.pool.settings.timeoutTarget, call.orbit)),
      { mayTurnRed: MAY_LAST_AS_LONG },
    ),
  // Overdue parks are swept away, and with them whatever dialog their parkee is in.
  'ends-retrieved-calls-when-their-timer-fires: A retrieved call is hung up on when the pickup timeout of its park is over':
    turnsRed`DR-S9/retrieved-outlives-its-timer`(
      whenRetrieved(({ endRetrieved }) => endRetrieved()),
      { mayTurnRed: checks`DR-33/retrieved-on-backup DR-33/retrieved-on-backup-after ${MAY_LAST_AS_LONG}` },
    ),
});

type Retrieved = LateTimer & { readonly endRetrieved: NonNullable<LateTimer['endRetrieved']> };

function whenRetrieved(fires: (timer: Retrieved, parts: PoolParts) => void): Deviation {
  return lateTimers(({ call, endRetrieved }, parts) => {
    if (endRetrieved !== undefined) fires({ call, endRetrieved }, parts);
  });
}
