import type { Defect } from '../defect.ts';
import { isTransfer } from './mechanism/known-call.ts';
import { inResiliency } from './mechanism/limited-calls.ts';

/** Transfer and park come from the same module, and that is off in resiliency mode. */
export const refusesTransfersInResiliencyMode: Defect = {
  id: 'refuses-transfers-in-resiliency-mode',
  title: 'A call cannot be transferred in resiliency mode: the call to the target is refused',
  turnsRed: ['DR-12/transferable', 'DR-13/transferable'],
  behaviour: inResiliency({ refuses: (invite) => (isTransfer(invite) ? 503 : undefined) }),
};
