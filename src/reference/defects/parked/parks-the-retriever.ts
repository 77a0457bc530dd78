import type { Defect } from '../defect.ts';
import { playsTo } from './plays-to.ts';
import { throughThePool } from './through-the-pool.ts';

/** Whoever calls an orbit is a caller to be parked there. */
export const parksTheRetriever: Defect = {
  id: 'parks-the-retriever',
  title: 'Who wants to retrieve a call is answered with music on hold',
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
  behaviour: () =>
    throughThePool((incoming, call, service) => {
      if (call === undefined) incoming.reject(404);
      else void playsTo(incoming, call.music.hz, service);
    }),
};
