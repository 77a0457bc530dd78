/** Jest's side of the command line's engine: asks over IPC when a cell has ended. */
import process from 'node:process';
import { Deferred } from '../deferred.ts';
import { ENGINE_VARIABLE } from './environment-variables.ts';

/** From jest: a cell whose end is waited for. From the command line: one that has ended. */
export type LinkMessage = { readonly awaited: string } | { readonly ended: string };

/** Whether the process that started this one runs the cells. */
export function isLinked(): boolean {
  return process.env[ENGINE_VARIABLE] === 'ipc';
}

const awaited = new Map<string, Deferred<void>>();

/** Resolves when the engine has run the cell, whatever came of it. */
export function endOfCell(id: string): Promise<void> {
  const end = awaited.get(id) ?? new Deferred<void>();
  if (awaited.size === 0) process.on('message', hear);
  awaited.set(id, end);
  process.send?.({ awaited: id } satisfies LinkMessage);
  return end.promise;
}

function hear(message: LinkMessage): void {
  if ('ended' in message) awaited.get(message.ended)?.settle();
}

/** Ends this process with the one that started it. */
export function endWithParent(): void {
  process.on('disconnect', leave);
  if (!process.connected) leave();
}

/** Lets this process end by itself. */
export function unlink(): void {
  process.off('disconnect', leave);
  if (process.connected) process.disconnect();
}

function leave(): never {
  process.exit(1);
}
