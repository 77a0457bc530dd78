/**
 * For each file of tests that is not in `test/timed` or another folder with a command of its own: opens no socket and starts
 * no process, since both depend on the machine. A test that does so fails here.
 */
import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import net from 'node:net';
import workerThreads from 'node:worker_threads';
import { afterAll } from '@jest/globals';

const EFFECTS: ReadonlyArray<readonly [module: object, names: readonly string[]]> = [
  [childProcess, ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork']],
  [dgram, ['createSocket']],
  [net.Socket.prototype, ['connect']],
  [net.Server.prototype, ['listen']],
  [workerThreads, ['Worker']],
];

const restore: Array<() => void> = [];

for (const [module, names] of EFFECTS) {
  for (const name of names) {
    const descriptor = Object.getOwnPropertyDescriptor(module, name);
    if (descriptor === undefined) throw new Error(`node has no ${name} any more`);
    const refuse = (): never => {
      throw new Error(`${name} belongs to a test in test/timed`);
    };
    Object.defineProperty(module, name, { ...descriptor, value: refuse });
    restore.push(() => Object.defineProperty(module, name, descriptor));
  }
}

// A worker runs the files of other projects too.
afterAll(() => {
  for (const undo of restore) undo();
});
