import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { HistoryEvent } from '../../src/history/event.ts';
import { judge } from '../../src/judge/judge.ts';
import type { CheckVerdict } from '../../src/judge/verdict.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { STORIES } from './stories.ts';

const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const parkA = { verb: 'park', call: 'A', by: 'bob' } as const;

/** A park that a closed port refuses while users are moved. */
function closedPort(): HistoryBuilder {
  const cell = cellOf('C', { normal: [callA], failover: [check('refused', { kind: 'cannot', deed: parkA })] });
  const told = history(cell);
  told.phase('normal').call('A', 'alice', 'bob').phases('outage', 'failover');
  told.check('refused', (of) => {
    told
      .park('A', 'bob', { of, answer: 'none', why: 'unreachable: ECONNREFUSED' })
      .listen('A', 'alice', 'bob', { of })
      .lookup('bob', 'backup', undefined, { of });
  });
  return told.aftermath();
}

/** A fault that does not take effect, and bench trouble after it. */
function troubled(): HistoryBuilder {
  const cell = cellOf('T', {
    normal: [callA],
    outage: [check('connected', { kind: 'is', outcome: 'connected', call: 'A' })],
    failover: [check('refused', { kind: 'cannot', deed: parkA })],
  });
  const told = history(cell).phase('normal').call('A', 'alice', 'bob').phase('outage', { fault: 'not-applied' });
  told.check('connected', (of) => told.listen('A', 'alice', 'bob', { of })).trouble();
  return told.phase('failover', { missed: 'alice is not registered at backup' }).aftermath();
}

const HISTORIES: Readonly<Record<string, () => HistoryBuilder>> = { ...STORIES, closedPort, troubled };

/** Every text that is meant for people says something else. */
function reworded(event: HistoryEvent, words: string): HistoryEvent {
  if (event.kind === 'phase' || event.kind === 'action') {
    return event.why === undefined ? event : { ...event, why: words };
  }
  if (event.kind === 'fault') return event.proof === undefined ? event : { ...event, proof: words };
  return event.kind === 'note' ? { ...event, text: words, cause: words, hint: words } : event;
}

/** A verdict without its sentence, which may quote what the history says. */
function bare({ id, verdict, figures, evidence, advisories }: CheckVerdict): Omit<CheckVerdict, 'reason'> {
  return { id, verdict, figures, evidence, advisories };
}

describe('the words of a history', () => {
  const anyWords = fc.oneof(
    fc.string(),
    fc.constantFrom('unreachable: ECONNREFUSED', 'no answer', 'answered 503', 'refused', 'bob has no leg in call A'),
  );

  test.each(Object.keys(HISTORIES))('%s: decide no verdict', (name) => {
    const { events } = HISTORIES[name]?.() ?? closedPort();
    const before = judge(events).checks.map(bare);
    fc.assert(
      fc.property(anyWords, (words) => {
        expect(judge(events.map((event) => reworded(event, words))).checks.map(bare)).toEqual(before);
      }),
      { numRuns: 20 },
    );
  });

  test('a closed port is a refusal by its field, and silence without it', () => {
    const { events } = closedPort();
    const refused = (judged: readonly HistoryEvent[]): string | undefined =>
      judge(judged).checks.find(({ id }) => id === 'C/refused')?.verdict;
    const silent = events.map((event) =>
      event.kind === 'action' && event.failure === 'unreachable' ? { ...event, failure: 'silent' as const } : event,
    );
    expect([refused(events), refused(silent)]).toEqual(['pass', 'fail']);
  });
});
