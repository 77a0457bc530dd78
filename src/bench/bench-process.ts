/** The process of a bench: does what its test asks, one thing after the other, and ends with it. */
import { interrupt, interruption, underInterruption } from '../engine/interruption.ts';
import { messageOf } from '../harness-error.ts';
import { LiveBench } from './live-bench.ts';
import type { Answer, Asked, Reply } from './bench-messages.ts';
import { hearReply, makersOf } from './test-side.ts';

let bench: LiveBench | undefined;
let before: Promise<unknown> = Promise.resolve();

function tell(answer: Answer): void {
  if (process.connected) process.send?.(answer, undefined, undefined, () => undefined);
}

async function serve(asked: Asked): Promise<void> {
  const { n } = asked;
  try {
    tell({ n, ok: true, ...(await carryOut(asked)) });
  } catch (error) {
    tell({ n, ok: false, why: messageOf(error) });
  }
}

async function carryOut(asked: Asked): Promise<Omit<Extract<Answer, { ok: true }>, 'n' | 'ok'>> {
  if (asked.kind === 'open') {
    bench = new LiveBench(asked.opening, interruption, makersOf(asked.opening.containers));
    await bench.start();
    return {};
  }
  if (bench === undefined) throw new Error('the bench was not opened');
  switch (asked.kind) {
    case 'reach':
      await bench.reach(asked.phase);
      return {};
    case 'step': {
      const verdict = await bench.step(asked.step);
      return verdict === undefined ? {} : { verdict };
    }
    case 'close':
      return { report: await bench.close() };
  }
}

process.on('message', (asked: Asked | Reply) => {
  // The answer is waited for by what was asked before.
  if (asked.kind === 'reply') return hearReply(asked);
  before = underInterruption(before.then(() => serve(asked)));
});
process.on('disconnect', interrupt);
