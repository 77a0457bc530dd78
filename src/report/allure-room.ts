/**
 * Allure's report is for reading and takes more room than all that counts. On a disk with little room it takes none: what
 * it has written goes, and the run is recorded and reported without it.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { freeRoom } from '../free-room.ts';

/** What Allure leaves alone, in octets: the histories of a run and its reports need a few of these. */
const LEFT_ALONE = 64 * 2 ** 20;
const MB = 2 ** 20;

/** Why there is no room for Allure on the disk of a folder; undefined where there is. */
export function whyNoRoom(folder: string): string | undefined {
  const free = freeRoom(folder);
  if (free === undefined || free >= LEFT_ALONE) return undefined;
  return `the disk has ${(free / MB).toFixed(1)} MB left, and Allure is given none of its last ${LEFT_ALONE / MB} MB`;
}

/** The folders whose disk was once too full: of those nothing more is written by this process. */
const over = new Set<string>();

/** A writer of Allure that gives up for good, and removes what it has written, where room runs out. */
export function leavingRoom<Writer extends object>(writer: Writer, run: string, results: string): Writer {
  return new Proxy(writer, {
    get: (target, name): unknown => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: readonly unknown[]): unknown => {
        if (over.has(run)) return undefined;
        try {
          if (whyNoRoom(run) === undefined) return Reflect.apply(member, target, args);
        } catch {
          // A quota, which the free room of a disk does not tell of.
        }
        over.add(run);
        rmSync(join(run, results), { recursive: true, force: true });
        return undefined;
      };
    },
  });
}
