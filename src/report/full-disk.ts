/** A disk that is full when the reports of a run are written. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, NO_ROOM } from '../file-fault.ts';
import { writeWhole } from '../run/run-folder.ts';

/** As the system says it, of the error or of what brought it about. */
export function isFull(error: unknown): boolean {
  if (NO_ROOM.has(codeOf(error))) return true;
  return error instanceof Error && error.cause !== undefined && isFull(error.cause);
}

/** Holds room on the disk for the reports of a run while its cells record. */
const RESERVE = 'room-for-reports';
const LEAST_RESERVE = 128 * 1024;

/** @param length  of the reports before anything is found, in octets; with what is found they are some longer */
export function reserveRoom(run: string, length: number): void {
  // What is random takes its room on every file system.
  writeWhole(join(run, RESERVE), randomBytes(Math.max(LEAST_RESERVE, 2 * length)));
}

export function releaseRoom(run: string): void {
  rmSync(join(run, RESERVE), { force: true });
}
