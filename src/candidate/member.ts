/** What a candidate is made of: its two pools, and the edge in front of them where it has one. */
import { POOLS } from '../suite/cell.ts';

export const MEMBERS = [...POOLS, 'edge'] as const;
export type Member = (typeof MEMBERS)[number];

/** `the primary pool`, `the edge` */
export function called(member: Member): string {
  return member === 'edge' ? 'the edge' : `the ${member} pool`;
}
