import type { Defect } from '../defect.ts';
import { whenPeerDies } from './peer-watch.ts';

/** Both pools share a fate: the survivor falls over what the other one leaves behind. */
export const diesWithItsPeer: Defect = {
  id: 'dies-with-its-peer',
  title: 'The backup crashes when the primary dies',
  turnsRed: [
    'DR-11/aftermath',
    'DR-12/aftermath',
    'DR-13/aftermath',
    'DR-21/aftermath',
    'DR-22/aftermath',
    'DR-23/aftermath',
    'DR-31/aftermath',
    'DR-32/aftermath',
    'DR-33/aftermath',
    'DR-S1/caller-redirected',
    'DR-S1/callee-redirected',
    'DR-S1/resiliency-announced',
    'DR-S1/park-refused',
    'DR-S1/aftermath',
    'DR-S2/aftermath',
    'DR-S3/aftermath',
    'DR-S4/aftermath',
  ],
  behaviour: {
    companion({ pool }) {
      return {
        close: whenPeerDies(pool, fall),
        // Where the primary died before it was ever seen alive.
        entered: (mode) => mode === 'failover-resiliency' && fall(),
      };
    },
  },
};

function fall(): never {
  process.exit(70);
}
