import type { Defect } from '../defect.ts';
import { anchorsMedia } from './mechanism/anchored-media.ts';

/** Media resources of the backup are released when it is told to give the users back; nobody tells the calls. */
export const dropsMediaAtFailback: Defect = {
  id: 'drops-media-at-failback',
  title: 'The backup releases its media relays at failback while calls still use them',
  turnsRed: ['DR-13/still-connected'],
  behaviour: anchorsMedia({
    kind: 'plain',
    on: 'backup',
    entered: (mode, relay) => {
      if (mode === 'handing-back') relay.close();
    },
  }),
};
