/**
 * What is written before a pair that runs already is touched: from it somebody else can bring the pair back when the process
 * that drives the cell ends without a chance to. It names the candidate file, which has the orders, and holds no secret.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { digestOf } from '../../content-digest.ts';
import { ownFolder } from '../../own-folder.ts';
import { PHASES } from '../../suite/cell.ts';

const form = z.object({
  schema: z.literal(1),
  /** Which process drives the cell, as `ownerText` writes it. */
  owner: z.string(),
  /** Absolute path of the candidate file, and the addresses of its pools. */
  candidate: z.string(),
  pools: z.object({ primary: z.string(), backup: z.string() }),
  run: z.string(),
  cell: z.string(),
  /** The phase that was entered last, and whether all of its actions were carried out. */
  phase: z.enum(PHASES).exclude(['normal']),
  isDone: z.boolean(),
});

export type UndoRecord = z.infer<typeof form>;

/** Where the record of an attempt at a cell is, which `name` tells apart from all others. */
export function undoPath(name: string): string {
  const digest = digestOf(name).slice(0, 32);
  return join(undoFolder(), `${digest}.json`);
}

/** The folder of all records. */
export function undoFolder(): string {
  return ownFolder('undo');
}

/** As a whole, or not at all. Throws where it cannot be written. */
export function writeUndoRecord(path: string, record: UndoRecord): void {
  const beside = `${path}.new`;
  writeFileSync(beside, `${JSON.stringify(record)}\n`, { mode: 0o600 });
  renameSync(beside, path);
}

/** Undefined where there is none, and for what is none. */
export function readUndoRecord(path: string): UndoRecord | undefined {
  try {
    return form.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

export function removeUndoRecord(path: string): void {
  rmSync(path, { force: true });
}
