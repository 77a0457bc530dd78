import type { Defect } from '../defect.ts';

/** A park is a transfer to the server itself, and the transfer's clean-up ends both of its legs. */
export const hangsUpAfterParking: Defect = {
  id: 'hangs-up-after-parking',
  title: 'A park is reported as done and the parkee hung up on at once',
  turnsRed: [
    'DR-12/parkable',
    'DR-13/parkable',
    'DR-23/still-parked',
    'DR-S2/music-on-hold',
    'DR-S3/parkable-before',
    'DR-S3/parkable-after-failover',
    'DR-S3/parkable-after-failback',
    'DR-S4/first-waits',
    'DR-S4/second-waits',
  ],
  behaviour: {
    companion: () => ({
      parked: async (call) => {
        setImmediate(() => void call.drop('given-up'));
      },
    }),
  },
};
