import type { Defect } from '../defect.ts';

/** A server without RFC 3891 calls the parkee anew: his call with the parker goes on beside it. */
export const ignoresReplaces: Defect = {
  id: 'ignores-replaces',
  title: 'The parkee is called a second time instead of being taken over, and the parker is not set free',
  turnsRed: [
    'DR-12/parkable',
    'DR-13/parkable',
    'DR-S3/parkable-before',
    'DR-S3/parkable-after-failover',
    'DR-S3/parkable-after-failback',
  ],
  behaviour: { takesOver: () => undefined },
};
