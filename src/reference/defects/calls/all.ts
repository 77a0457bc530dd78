import type { Defect } from '../defect.ts';

/** What goes wrong with calls that stand: held, transferred, retrieved. */
export const callDefects: readonly Defect[] = [];
