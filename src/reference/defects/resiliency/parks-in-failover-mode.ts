import { conforming } from '../../behaviour.ts';
import type { Defect } from '../defect.ts';

/** The flag that closes the park service belongs to failback only: nobody thought that the backup has a limited mode too. */
export const parksInFailoverMode: Defect = {
  id: 'parks-in-failover-mode',
  title: 'Calls are parked in resiliency mode during failover',
  turnsRed: ['DR-12/park-refused', 'DR-S1/park-refused'],
  behaviour: { park: (mode) => (mode === 'failover-resiliency' ? { kind: 'serve' } : conforming.park(mode)) },
};
