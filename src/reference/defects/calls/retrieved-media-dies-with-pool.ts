import type { Defect } from '../defect.ts';
import { anchorsMedia } from './mechanism/anchored-media.ts';

/** The orbit's media port is kept for the call when it is retrieved, so it hears through a pool that may die. */
export const retrievedMediaDiesWithPool: Defect = {
  id: 'retrieved-media-dies-with-pool',
  title: 'The sound of retrieved calls is led through the pool and ends with it, without a BYE',
  turnsRed: [
    'DR-31/still-connected',
    'DR-32/still-connected',
    'DR-32/connected-after-failover',
    'DR-33/retrieved-on-primary',
    'DR-33/retrieved-on-primary-after',
  ],
  behaviour: anchorsMedia({ kind: 'retrieved', on: 'primary' }),
};
