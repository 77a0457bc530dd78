/** A process that wants a lock: `contender <what> <lock> [argument]`. */
import { openSync, readFileSync, rmSync, closeSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { evict, underLock } from '../../src/file-lock.ts';

const [what = '', lock = '', argument = ''] = process.argv.slice(2);
const inside = join(dirname(lock), 'inside');
const within = 60_000;

switch (what) {
  case 'count':
    for (let round = 0; round < Number(argument); round += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one round after the other
      await underLock(lock, count, { within });
    }
    break;
  case 'die-inside':
    await underLock(lock, () => process.kill(process.pid, 'SIGKILL'), { within });
    break;
  case 'hold':
    await underLock(lock, hold, { within });
    break;
  case 'exit-inside':
    await underLock(lock, exitWhenTold, { within });
    break;
  case 'evict':
    evict(lock, argument);
    say('evicted');
    await stay();
    break;
}

/** Fails when another process is in here too: the file is made by one only. */
async function count(): Promise<void> {
  closeSync(openSync(inside, 'wx'));
  const file = join(dirname(lock), 'count');
  const before = Number(readFileSync(file, 'utf8'));
  await new Promise(setImmediate);
  writeFileSync(file, String(before + 1));
  rmSync(inside);
}

async function exitWhenTold(): Promise<void> {
  say('in');
  await new Promise((resolve) => process.stdin.once('end', resolve).resume());
  process.exit(0);
}

function hold(): Promise<never> {
  say('in');
  return stay();
}

/** Until it is killed. */
function stay(): Promise<never> {
  return new Promise(() => setInterval(() => {}, 1_000));
}

function say(word: string): void {
  process.stdout.write(`${word}\n`);
}
