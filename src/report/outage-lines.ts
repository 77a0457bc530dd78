/** Which cells share an outage, and which do not and why, for people. Pure. */
import type { OutagePlan } from '../run/shared-outages.ts';
import { count } from './words.ts';

export function outageLines({ shared, alone }: OutagePlan): readonly string[] {
  return [
    count(shared.length + alone.length, 'outage'),
    ...shared.map((group) => `together: ${group.map(({ cell }) => cell.id).join(', ')}`),
    ...alone.map(({ cell, why }) => `${cell.id} alone: ${why}`),
  ];
}
