import { describe, expect, test } from '@jest/globals';
import type { HistoryEvent } from '../../src/history/event.ts';
import { judge } from '../../src/judge/judge.ts';
import { STORIES } from './stories.ts';

/** Every message twice, as a lossy network has it. */
function retransmitted(events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  const twice: HistoryEvent[] = [];
  for (const event of events) twice.push(...(event.kind === 'sip' ? [event, event] : [event]));
  return twice.map((event, index) => ({ ...event, n: index + 1 }));
}

describe('a conforming history', () => {
  test.each(Object.entries(STORIES))('%s passes every check although every message came twice', (_, story) => {
    const told = story();
    const [once, twice] = [judge(told.events), judge(retransmitted(told.events))];
    expect(twice.checks.map(({ id, verdict }) => [id, verdict])).toEqual(once.checks.map(({ id }) => [id, 'pass']));
    const counts = ({ checks }: typeof once): readonly unknown[] =>
      checks.map(({ figures }) => figures['pickupAttemptsCount']);
    expect(counts(twice)).toEqual(counts(once));
  });

  test.each(Object.entries(STORIES))('%s passes every check', (_, story) => {
    const verdict = judge(story().events);
    const red = verdict.checks.filter((check) => check.verdict !== 'pass');
    expect(red).toEqual([]);
    expect(verdict.verdict).toBe('pass');
  });
});
