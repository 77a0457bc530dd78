/** The side of a jest worker: asks who runs the cells when one has ended. */
import { connect } from 'node:net';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { Deferred } from '../deferred.ts';
import { ENGINE_VARIABLE } from './environment-variables.ts';

/** A cell whose end is waited for. */
export interface Awaited {
  readonly awaited: string;
}

/** A cell that has ended, whatever came of it, and the attempt that counts, from 1. */
export interface Ended {
  readonly ended: string;
  readonly attempt: number;
}

type Ask = (question: Awaited) => void;

/** Whether the command line started this jest, and runs the cells. */
export function isLinked(): boolean {
  return process.env[ENGINE_VARIABLE] === 'ipc';
}

const awaited = new Map<string, Deferred<number>>();
let ask: Ask | undefined;

/**
 * Resolves to the attempt that counts when the engine has run the cell, or can run it no more: then to the first.
 *
 * @throws Error  when nobody runs cells
 */
export function endOfCell(id: string): Promise<number> {
  const end = awaited.get(id) ?? new Deferred<number>();
  awaited.set(id, end);
  ask ??= isLinked() ? askParent() : askMain(process.env[ENGINE_VARIABLE]);
  ask({ awaited: id });
  return end.promise;
}

function askParent(): Ask {
  process.on('message', hear);
  return (question) => process.send?.(question);
}

/** Jest speaks to its workers over their IPC channels itself, hence a socket. */
function askMain(place: string | undefined): Ask {
  const [port, word] = place?.split('/') ?? [];
  if (port === undefined || word === undefined) {
    throw new Error(`${ENGINE_VARIABLE} is not set: the jest configuration of specs needs parkspec's testSequencer`);
  }
  const socket = connect(Number(port), '127.0.0.1');
  // What goes wrong is told by `close`.
  socket.on('error', () => undefined).on('close', giveUp);
  // The test that waits keeps the worker alive, and nothing else should.
  socket.unref();
  createInterface({ input: socket }).on('line', (line) => hear(JSON.parse(line)));
  socket.write(`${word}\n`);
  return (question) => socket.write(`${JSON.stringify(question)}\n`);
}

function hear(message: Ended): void {
  if ('ended' in message) awaited.get(message.ended)?.settle(message.attempt);
}

function giveUp(): void {
  for (const end of awaited.values()) end.settle(1);
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
