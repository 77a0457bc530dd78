import type { Defect } from '../defect.ts';

/** The primary sets up no calls before it has all of its users back. */
export const noTransfersInFailbackMode: Defect = {
  id: 'no-transfers-in-failback-mode',
  title: 'In resiliency mode during failback the target of a transfer cannot be called',
  turnsRed: ['DR-13/transferable'],
  behaviour: { deliversCalls: (mode) => mode !== 'failback-resiliency' },
};
