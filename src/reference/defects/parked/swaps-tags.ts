import type { Defect } from '../defect.ts';

/** In dialog-info local is the notifier's own side; to a server that thinks of its caller first it is the other one. */
export const swapsTags: Defect = {
  id: 'swaps-tags',
  title: 'Dialog-info shows the tags of a parked call the wrong way round, so that no Replaces made from it matches',
  turnsRed: [
    'DR-12/retrievable',
    'DR-13/retrievable',
    'DR-23/retrievable',
    'DR-S3/retrievable-before',
    'DR-S3/retrievable-after-failover',
    'DR-S3/retrievable-after-failback',
    'DR-S4/first-retrievable',
    'DR-S4/second-retrievable',
  ],
  behaviour: {
    shows: (calls) => calls.map((call) => ({ ...call, localTag: call.remoteTag, remoteTag: call.localTag })),
  },
};
