import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const LOOP = fileURLToPath(new URL('./busy-loop.js', import.meta.url));

/** Keeps `count` processors busy while `work` goes on. The loops end with it, and also when this process dies. */
export async function whileBusy<T>(count: number, work: () => Promise<T>): Promise<T> {
  const loops = Array.from({ length: count }, () => fork(LOOP, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }));
  try {
    return await work();
  } finally {
    await Promise.all(loops.map(end));
  }
}

function end(loop: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    loop.once('exit', () => resolve());
    loop.kill('SIGKILL');
  });
}
