import type { Defect } from '../defect.ts';
import { anchorsMedia } from './mechanism/anchored-media.ts';

/** A relay that is inserted for the side behind NAT only: when it dies one of the two goes deaf. */
export const oneWayWhenPoolDies: Defect = {
  id: 'one-way-when-pool-dies',
  title: 'The callee of a call hears nothing any more when the pool has died; the caller does',
  turnsRed: ['DR-11/still-connected', 'DR-12/still-connected'],
  behaviour: anchorsMedia({ kind: 'plain', on: 'primary', hearers: 'callee' }),
};
