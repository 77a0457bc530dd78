import { describe, expect, test } from '@jest/globals';
import type { HistoryEvent } from '../../src/history/event.ts';
import { judge } from '../../src/judge/judge.ts';
import { STORIES } from './stories.ts';

const stories = Object.entries(STORIES).map(([name, story]) => ({ name, told: story() }));

function without(events: readonly HistoryEvent[], n: number): readonly HistoryEvent[] {
  return events.filter((event) => event.n !== n);
}

describe('a history', () => {
  test.each(stories)('$name: without a message that proves a pass, that check does not pass', ({ told }) => {
    const messages = new Set(told.events.flatMap((event) => (event.kind === 'sip' ? [event.n] : [])));
    for (const { id, evidence } of judge(told.events).checks) {
      for (const n of evidence.filter((each) => messages.has(each))) {
        const again = judge(without(told.events, n)).checks.find((check) => check.id === id);
        const text = told.events.find((event) => event.n === n);
        expect([id, text, again?.verdict, again?.reason]).not.toEqual([id, text, 'pass', again?.reason]);
      }
    }
  });

  test.each(stories)('$name: without a sound that proves a pass, that check does not pass', ({ told }) => {
    const sounds = new Set(told.events.flatMap((event) => (event.kind === 'media' ? [event.n] : [])));
    for (const { id, evidence } of judge(told.events).checks) {
      for (const n of evidence.filter((each) => sounds.has(each))) {
        const again = judge(without(told.events, n)).checks.find((check) => check.id === id);
        const text = told.events.find((event) => event.n === n);
        expect([id, text, again?.verdict, again?.reason]).not.toEqual([id, text, 'pass', again?.reason]);
      }
    }
  });
});
