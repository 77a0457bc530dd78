import type { Defect } from '../defect.ts';
import { anchorsMedia } from './mechanism/anchored-media.ts';

/** A pool in standby closes its media ports, those of retrieved calls included. */
export const dropsRetrievedMediaAfterFailback: Defect = {
  id: 'drops-retrieved-media-after-failback',
  title: 'The backup releases the media relays of retrieved calls when failback completes',
  turnsRed: ['DR-33/retrieved-on-backup-after'],
  behaviour: anchorsMedia({
    kind: 'retrieved',
    on: 'backup',
    entered: (mode, relay) => {
      if (mode === 'standby') relay.close();
    },
  }),
};
