import { expect } from '@jest/globals';
import { judge, type JudgeOptions } from '../../src/judge/judge.ts';
import type { CheckVerdict } from '../../src/judge/verdict.ts';
import type { HistoryBuilder } from './history-builder.ts';

/** The verdict of one check of a hand-written history, by the check's name. */
export function verdictOf(told: HistoryBuilder, name: string, options: JudgeOptions = {}): CheckVerdict {
  const found = judge(told.events, options).checks.find(({ id }) => id === `${told.cell.id}/${name}`);
  expect(found).toBeDefined();
  return found ?? { id: '', verdict: 'error', reason: '', figures: {}, evidence: [], advisories: [] };
}

/** The event of that number, in short: enough to see that a verdict cites what it should. */
export function cited(told: HistoryBuilder, { evidence }: CheckVerdict): readonly string[] {
  return evidence.map((n) => {
    const event = told.events[n - 1];
    if (event?.kind === 'sip')
      return `${event.tap} ${event.direction} ${event.text.split('\r\n', 1)[0]?.replace(/ sip:.*/, '')}`;
    if (event?.kind === 'media') return `${event.tap} ${event.event} ${event.voice}`;
    return event === undefined ? 'nothing' : event.kind;
  });
}
