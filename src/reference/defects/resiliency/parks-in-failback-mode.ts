import { conforming } from '../../behaviour.ts';
import type { Defect } from '../defect.ts';

/** The primary comes up with all of its services and learns only later that it is still getting its users back. */
export const parksInFailbackMode: Defect = {
  id: 'parks-in-failback-mode',
  title: 'Calls are parked in resiliency mode during failback',
  turnsRed: ['DR-13/park-refused'],
  behaviour: { park: (mode) => (mode === 'failback-resiliency' ? { kind: 'serve' } : conforming.park(mode)) },
};
