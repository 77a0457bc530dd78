import { checks } from './checks.ts';
import { family, turnsRed } from './defect-table.ts';
import { showsAfter } from './mechanism/shown-calls.ts';

/** In ms: longer than a check of a retrieval looks, and shorter than the bound by which a call must have proven to stay. */
const LATER = 1_200;

const ON_B2BUA = { candidate: 'b2bua-slot' } as const;

/** A B2BUA goes wrong with a call that was picked up, in the dialog in which it was parked: of fixtures/candidates/b2bua-slot.yaml. */
export const pickedUpCallDefects = family({
  // The dialog of the parkee goes on when it is picked up, and the row in the table of slots with it.
  'shows-calls-picked-up: A slot is shown in use after its call was picked up there, in the dialog that goes on':
    turnsRed`DR-12/aftermath DR-S3/aftermath DR-S4/aftermath`(() => showsAfter('joined'), {
      ...ON_B2BUA,
      mayTurnRed: checks`DR-13/aftermath DR-23/aftermath DR-33/aftermath DR-S2/aftermath DR-S5/aftermath DR-S6/aftermath
        DR-S8/aftermath DR-S9/aftermath`,
    }),
  // The timer of the slot is not stopped by a retrieval, and ends the dialog that it was set for.
  'ends-calls-picked-up: A call that was picked up is ended a second later on the side of the parkee':
    turnsRed`DR-12/aftermath`(
      {
        companion: () => ({
          left(call, end) {
            if (end === 'joined') setTimeout(() => void call.session.bye(), LATER).unref();
          },
        }),
      },
      {
        ...ON_B2BUA,
        mayTurnRed: checks`DR-12/retrievable DR-13/aftermath DR-23/aftermath DR-31/still-connected DR-31/aftermath
          DR-32/still-connected DR-32/connected-after-failover DR-32/aftermath DR-33/retrieved-on-primary
          DR-33/retrieved-on-backup DR-33/retrieved-on-primary-after DR-33/retrieved-on-backup-after DR-33/aftermath
          DR-S3/retrievable-before DR-S3/retrievable-after-failover DR-S3/retrievable-after-failback DR-S3/aftermath
          DR-S4/aftermath DR-S5/aftermath DR-S6/holdable-during-failover DR-S6/transferable-during-failover
          DR-S6/aftermath DR-S8/first-retrievable DR-S8/aftermath DR-S9/retrieved-outlives-its-timer DR-S9/aftermath`,
      },
    ),
});
