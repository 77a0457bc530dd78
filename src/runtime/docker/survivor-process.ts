/** The program of a survivor (see survivor.ts). It begins when the process that has started it is gone. */
import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { openEngine } from './engine.ts';
import { findOurs, type Removal, removeThese } from './leftovers.ts';
import type { SurvivorOrder } from './survivor.ts';

/** How long it stays at most, in ms, and how often it looks. */
const AT_MOST = 60_000;
const EVERY = 250;
/** The processes of a run that has lost its parent give up their cells within 3 s; what they have asked of the engine may come later. */
const AT_LEAST = 3_500;

let followed: Exclude<SurvivorOrder, 'dismissed'> | undefined;

process.on('message', (order: SurvivorOrder) => {
  if (order === 'dismissed') process.exit(0);
  followed = order;
});
process.once('disconnect', () => {
  cleanUp().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
// It is nobody's business in a terminal.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

/** Removes what the dead have left until nothing of the run is there. What is of the living they remove themselves. */
async function cleanUp(): Promise<void> {
  if (followed === undefined) return;
  const { run, log } = followed;
  const began = performance.now();
  const engine = await openEngine();
  const removals: Removal[] = [];
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- one look after the other
    const left = (await findOurs(engine)).filter((each) => each.run === run);
    const gone = performance.now() - began;
    if ((left.length === 0 && gone > AT_LEAST) || gone > AT_MOST) break;
    const dead = left.filter(({ maker }) => maker === 'dead');
    // oxlint-disable-next-line no-await-in-loop -- as above
    removals.push(...(await removeThese(engine, dead)));
    // oxlint-disable-next-line no-await-in-loop -- as above
    await delay(EVERY);
  }
  const done = removals.filter(({ failure }) => failure === undefined);
  if (done.length === 0) return;
  const names = done.map(({ leftover }) => `${leftover.kind} ${leftover.name}`).join(', ');
  appendFileSync(log, `\nparkspec was killed; removed what it had left in Docker: ${names}\n`);
}
