import type { Defect } from '../defect.ts';
import { deafensCallees } from './mechanism/one-way.ts';

/** The backup writes the media address of its own site into session descriptions of users from the other one. */
export const oneWayAudioAfterFailover: Defect = {
  id: 'one-way-audio-after-failover',
  title: 'The callee of a call that is set up after failover hears nothing',
  turnsRed: ['DR-S3/callable-after-failover'],
  behaviour: deafensCallees((past) => past.at(-1) === 'failed-over'),
};
