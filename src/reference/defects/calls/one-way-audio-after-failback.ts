import type { Defect } from '../defect.ts';
import { deafensCallees } from './mechanism/one-way.ts';

/** The primary goes on with the media address of the backup, which it has taken over together with the users. */
export const oneWayAudioAfterFailback: Defect = {
  id: 'one-way-audio-after-failback',
  title: 'The callee of a call that is set up after failback hears nothing',
  turnsRed: ['DR-S3/callable-after-failback'],
  behaviour: deafensCallees((past) => past.length > 1 && past.at(-1) === 'home'),
};
