import { expect } from '@jest/globals';
import { judge, type JudgeOptions } from '../../src/judge/judge.ts';
import type { CheckVerdict } from '../../src/judge/verdict.ts';
import type { HistoryBuilder } from './history-builder.ts';

/** Words of verdicts that rest on something that is not in the history: there is no event to cite. */
const UNSEEN = new RegExp(
  [
    'not tried|did not try|nothing was sent|no REGISTER was sent|no second retrieval|was not dialled|shows no call at',
    'never|nobody asked|did not say which|has no phone|watched for only|does not bring|nothing (proves|shows)',
    '(before|while) the check was|every dialog is over|was in no call',
  ].join('|'),
);

/** The verdict of one check of a hand-written history, by the check's name. It must cite what proves it. */
export function verdictOf(told: HistoryBuilder, name: string, options: JudgeOptions = {}): CheckVerdict {
  const found = judge(told.events, options).checks.find(({ id }) => id === `${told.cell.id}/${name}`);
  expect(found).toBeDefined();
  if (['pass', 'fail', 'inconclusive'].includes(found?.verdict ?? '') && !UNSEEN.test(found?.reason ?? '')) {
    expect([found?.reason, found?.evidence]).not.toEqual([found?.reason, []]);
  }
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
