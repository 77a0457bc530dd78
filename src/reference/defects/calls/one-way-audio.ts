import type { Defect } from '../defect.ts';
import { deafensCallees } from './mechanism/one-way.ts';

/** "Fixing" the address in a session description that needed no fixing is the classic of SIP application gateways. */
export const oneWayAudio: Defect = {
  id: 'one-way-audio',
  title: 'The callee of every call hears nothing',
  turnsRed: ['DR-S3/callable-before', 'DR-S3/callable-after-failover', 'DR-S3/callable-after-failback'],
  behaviour: deafensCallees(() => true),
};
