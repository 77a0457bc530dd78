import type { Defect } from '../defect.ts';
import { playsTo } from './plays-to.ts';
import { throughThePool } from './through-the-pool.ts';

/** In Hz: a tone that is nobody's. */
const ANNOUNCEMENT = 3_100;

/** Only the node that parked a call finds it; the others answer with an announcement that nothing is parked here. */
export const announcesNothingParked: Defect = {
  id: 'announces-nothing-parked',
  title: 'Who wants to retrieve a call is answered 200 and told that nothing is parked there',
  turnsRed: [
    'DR-12/retrievable',
    'DR-13/retrievable',
    'DR-23/retrievable',
    'DR-S3/retrievable-before',
    'DR-S3/retrievable-after-failover',
    'DR-S3/retrievable-after-failback',
    'DR-S4/first-retrievable',
  ],
  mayTurnRed: ['DR-S4/second-retrievable'],
  behaviour: () => throughThePool((incoming, _call, service) => void playsTo(incoming, ANNOUNCEMENT, service)),
};
