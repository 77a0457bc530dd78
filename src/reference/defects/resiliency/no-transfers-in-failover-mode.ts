import type { Defect } from '../defect.ts';

/** Limited service is read as calls that stand and nothing else, so that the call to the target of a transfer is refused. */
export const noTransfersInFailoverMode: Defect = {
  id: 'no-transfers-in-failover-mode',
  title: 'In resiliency mode during failover the target of a transfer cannot be called',
  turnsRed: ['DR-12/transferable'],
  behaviour: { deliversCalls: (mode) => mode !== 'failover-resiliency' },
};
