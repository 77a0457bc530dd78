import type { Defect } from '../defect.ts';

/** At failback the settings in force are handed over together with the users, and nobody loads one's own again. */
export const primaryKeepsTheBackupsMusic: Defect = {
  id: 'primary-keeps-the-backups-music',
  title: 'When failback is complete the primary goes on with the music on hold of the backup',
  turnsRed: ['DR-S3/music-of-primary'],
  behaviour: () => {
    let givenBack = false;
    return {
      takesUp: (next) => {
        givenBack ||= next === 'failback-resiliency';
        return next;
      },
      parkSettings: (own, peers) => (givenBack && peers !== undefined ? { ...own, music: peers.music } : own),
    };
  },
};
