import type { Defect } from '../defect.ts';
import { anchorsMedia } from './mechanism/anchored-media.ts';

/** The media relay runs in the same process as the service, so that a call outlives the pool in signalling only. */
export const mediaDiesWithPool: Defect = {
  id: 'media-dies-with-pool',
  title: 'The sound of calls is led through the pool and ends with it, without a BYE',
  turnsRed: ['DR-11/still-connected', 'DR-12/still-connected'],
  behaviour: anchorsMedia({ kind: 'plain', on: 'primary' }),
};
