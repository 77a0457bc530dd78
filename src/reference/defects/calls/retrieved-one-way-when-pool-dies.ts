import type { Defect } from '../defect.ts';
import { anchorsMedia } from './mechanism/anchored-media.ts';

/** The parkee still sends to the port that played its music; only the way back is direct. */
export const retrievedOneWayWhenPoolDies: Defect = {
  id: 'retrieved-one-way-when-pool-dies',
  title: 'The retriever hears nothing any more when the pool has died; the parkee does',
  turnsRed: [
    'DR-31/still-connected',
    'DR-32/still-connected',
    'DR-32/connected-after-failover',
    'DR-33/retrieved-on-primary',
    'DR-33/retrieved-on-primary-after',
  ],
  behaviour: anchorsMedia({ kind: 'retrieved', on: 'primary', hearers: 'caller' }),
};
