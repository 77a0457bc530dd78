import type { Defect } from '../defect.ts';
import { anchorsMedia } from './mechanism/anchored-media.ts';

/** In ms: longer than anybody takes for a pause of the other, shorter than what makes a phone give up. */
const GAP = 1_500;

/** A relay that restarts when its configuration changes: the calls come back, but not before everybody has said hello. */
export const interruptsMediaAtFailback: Defect = {
  id: 'interrupts-media-at-failback',
  title: 'Retrieved calls are silent for a while as the backup gives the users back',
  turnsRed: ['DR-33/retrieved-on-backup'],
  behaviour: anchorsMedia({
    kind: 'retrieved',
    on: 'backup',
    entered: (mode, relay) => {
      if (mode === 'handing-back') relay.interrupt(GAP);
    },
  }),
};
