import type { Defect } from '../defect.ts';

/** The music file of one pool went missing in an upgrade; nobody notices but the callers. */
export const parksInSilence: Defect = {
  id: 'parks-in-silence',
  title: 'Parties that are parked on the primary hear nothing although it has music on hold',
  turnsRed: ['DR-13/parkable', 'DR-S3/parkable-before', 'DR-S3/parkable-after-failback', 'DR-S3/music-of-primary'],
  behaviour: {
    companion: ({ pool }) => ({
      parked: async ({ music }) => {
        if (pool.settings.pool === 'primary') music.playTo(undefined);
      },
    }),
  },
};
