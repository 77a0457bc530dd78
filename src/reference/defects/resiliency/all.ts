import type { Defect } from '../defect.ts';
import { parksInResiliencyMode } from './parks-in-resiliency-mode.ts';

/** What goes wrong with modes, registration and admission, and with the settings of a pool. */
export const resiliencyDefects: readonly Defect[] = [parksInResiliencyMode];
