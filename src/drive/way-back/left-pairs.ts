/** Pairs that are away from normal service, by the notes of those who took them there: killed runs, or runs that go on. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PoolProfile } from '../../candidate/candidate.ts';
import { livenessOf, parseOwner } from '../../process-owner.ts';
import { POOLS, type PoolName } from '../../suite/cell.ts';
import { readUndoRecord, undoFolder, type UndoRecord } from './undo-record.ts';
import { hostPort } from '../../numeric-host.ts';

export interface LeftPair {
  /** Of the record. */
  readonly path: string;
  readonly record: UndoRecord;
  /** Whether the process lives that drives the cell; `unknown` is one of another machine or container. */
  readonly owner: 'alive' | 'dead' | 'unknown';
}

export function leftPairs(): readonly LeftPair[] {
  const folder = undoFolder();
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .flatMap((name) => {
      const path = join(folder, name);
      const record = readUndoRecord(path);
      const owner = parseOwner(record?.owner ?? '');
      return record === undefined || owner === undefined ? [] : [{ path, record, owner: livenessOf(owner) }];
    });
}

/** Whether the record is of these pools, whose hosts are numeric. */
export function isOfPools({ pools }: UndoRecord, profiles: Readonly<Record<PoolName, PoolProfile>>): boolean {
  return POOLS.every((name) => {
    const { transport, host, port } = profiles[name];
    return host !== undefined && pools[name] === `${transport}:${hostPort(host, port)}`;
  });
}
