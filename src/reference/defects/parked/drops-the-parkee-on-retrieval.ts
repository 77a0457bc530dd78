import type { Defect } from '../defect.ts';
import { throughThePool } from './through-the-pool.ts';

/** The parkee is let go before anybody knows whether the retriever can have him. */
export const dropsTheParkeeOnRetrieval: Defect = {
  id: 'drops-the-parkee-on-retrieval',
  title: 'A retrieval fails, and the parkee is hung up on',
  turnsRed: [
    'DR-12/retrievable',
    'DR-13/retrievable',
    'DR-23/retrievable',
    'DR-S3/retrievable-before',
    'DR-S3/retrievable-after-failover',
    'DR-S3/retrievable-after-failback',
    'DR-S4/first-retrievable',
    'DR-S4/second-retrievable',
  ],
  behaviour: () =>
    throughThePool((incoming, call) => {
      incoming.reject(call === undefined ? 404 : 500);
      void call?.drop('given-up');
    }),
};
