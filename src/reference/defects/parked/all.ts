import type { Defect } from '../defect.ts';

/** What goes wrong with parking, with orbits, and with calls that wait in one. */
export const parkedDefects: readonly Defect[] = [];
