/** Keeps one processor busy until the process that started it ends. */
import { exit } from 'node:process';

/** Short enough that the end of the parent is noticed at once, in ms. */
const SPIN = 50;

process.on('disconnect', () => exit());

function spin(): void {
  const until = performance.now() + SPIN;
  while (performance.now() < until);
  setImmediate(spin);
}

spin();
