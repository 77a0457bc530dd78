import { expect, test } from '@jest/globals';
import type { HistoryEvent } from '../../src/history/event.ts';
import { pairsNotBack } from '../../src/run/pairs-not-back.ts';

const note = (text: string, notBack?: string): HistoryEvent => ({
  n: 1,
  t: 1,
  kind: 'note',
  level: 'info',
  text,
  ...(notBack === undefined ? {} : { notBack }),
});

test('a pair that is not back is told with its cell, the error and what to do, once for each attempt', () => {
  const lost = [
    note('bringing the pair back'),
    note('the pair is not back: failback: exit code 3', 'failback: exit code 3'),
  ];
  expect(pairsNotBack('DR-11', [[note('the pair is back')], lost])).toEqual([
    'DR-11 has left the pair away from normal service: failback: exit code 3; `parkspec clean` tries again, else bring it back by hand',
  ]);
});
