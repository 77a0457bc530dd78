/** The containers that a test hands over, as the process of its bench sees them: each is made and started over there. */
import { Deferred } from '../deferred.ts';
import type { Maker, Statement } from '../runtime/docker/handed-container.ts';
import type { PoolName } from '../suite/cell.ts';
import type { Reply, Request, Requested } from './bench-messages.ts';

const waiting = new Map<number, Deferred<Reply>>();
let count = 0;

/** Undefined where the test hands none over. */
export function makersOf(
  statements: Readonly<Record<PoolName, Statement>> | undefined,
): Readonly<Record<PoolName, Maker>> | undefined {
  if (statements === undefined) return undefined;
  const maker = (pool: PoolName): Maker => ({
    statement: statements[pool],
    make: (make) => request({ pool, make }),
    start: () => request({ pool }),
  });
  return { primary: maker('primary'), backup: maker('backup') };
}

export function hearReply(reply: Reply): void {
  waiting.get(reply.m)?.settle(reply);
  waiting.delete(reply.m);
}

async function request(asked: Request): Promise<void> {
  if (!process.connected) throw new Error(GONE);
  const m = (count += 1);
  const heard = new Deferred<Reply>();
  waiting.set(m, heard);
  process.send?.({ request: asked, m } satisfies Requested);
  const { why } = await heard.promise;
  if (why !== undefined) throw new Error(why);
}

const GONE = 'the process of the test is gone';

process.once('disconnect', () => {
  for (const m of waiting.keys()) hearReply({ kind: 'reply', m, why: GONE });
});
