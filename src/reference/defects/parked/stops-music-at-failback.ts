import type { Defect } from '../defect.ts';

/** The media service is moved to the other pool first; calls that it plays to are left in silence. */
export const stopsMusicAtFailback: Defect = {
  id: 'stops-music-at-failback',
  title: 'Parked calls stay when users are given back, but their music stops',
  turnsRed: ['DR-23/still-parked'],
  // Until its music was waited for in vain, its parker is rung.
  mayTurnRed: ['DR-23/still-parked-after'],
  behaviour: {
    companion: ({ service }) => ({
      entered(mode) {
        if (mode !== 'handing-back') return;
        for (const orbit of service.parked()) service.at(orbit)?.music.playTo(undefined);
      },
    }),
  },
};
