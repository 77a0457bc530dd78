import type { Defect } from '../defect.ts';

/** The answer is written before the location service of the backup has the binding, and nobody looks again. */
export const listsNoBindingsInFailover: Defect = {
  id: 'lists-no-bindings-in-failover',
  title: 'In resiliency mode during failover REGISTER is answered 200, but no binding is listed',
  turnsRed: ['DR-S1/caller-redirected', 'DR-S1/callee-redirected'],
  behaviour: { listsBindings: (mode) => mode !== 'failover-resiliency' },
};
