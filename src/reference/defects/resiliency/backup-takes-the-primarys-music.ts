import type { Defect } from '../defect.ts';

/** The music is a file that is copied to the backup together with the rest of the configuration. */
export const backupTakesThePrimarysMusic: Defect = {
  id: 'backup-takes-the-primarys-music',
  title: 'The backup plays the music on hold of the primary',
  turnsRed: ['DR-S2/music-on-hold'],
  behaviour: { parkSettings: (own, peers) => (own.pool === 'backup' ? { ...own, music: peers?.music } : own) },
};
