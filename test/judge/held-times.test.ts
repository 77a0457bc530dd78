import { describe, expect, test } from '@jest/globals';
import { buildDialect } from '../../src/candidate/dialect/build-dialect.ts';
import type { DialectSource } from '../../src/candidate/dialect/dialect-schema.ts';
import { spokenTimes } from '../../src/judge/evidence/held-times.ts';
import { openFacts } from '../../src/judge/facts.ts';
import { callA, calling } from './b2bua/calls.ts';
import { cellOf } from './history-builder.ts';

const cell = cellOf('H', { normal: [callA] });

/** The lengths in ms of the times in which a call was not on hold, which bob tried to park for a second, after another second. */
function spoken(source: DialectSource): readonly number[] {
  const told = calling(cell);
  const since = told.events.at(-1)!;
  told.wait(1000);
  const park = told.asked({ verb: 'park', by: 'bob', call: 'A', callId: 'park', pool: 'primary', within: 1000 });
  told.wait(1000);
  park.end('no answer');
  told.wait(500);
  const end = told.asked({ verb: 'watch', call: 'A', within: 0 });
  end.end();
  const [run] = told.events;
  if (run?.kind !== 'run') throw new Error('a history begins with its run');
  const { actions, events } = openFacts(run, told.events);
  const last = events.at(-1)!;
  const times = spokenTimes(actions, 'A', { since, to: last.n, dialect: buildDialect(source) });
  const timeOf = (n: number): number => events.find((event) => event.n === n)?.t ?? 0;
  return times.map(({ from, to }) => Math.round((timeOf(to) - from.t) / 100) * 100);
}

describe('the time in which a call is not on hold', () => {
  test('leaves out an attempt to park for which the parker holds the call', () => {
    expect(spoken({ dialect: 'feature-code' })).toEqual([1000, 500]);
    expect(spoken({ dialect: 'one-touch-slot', park: { by: 'attended' } })).toEqual([1000, 500]);
  });

  test('goes on while a park is tried in another way', () => {
    expect(spoken({ dialect: 'rfc5359' })).toEqual([2500]);
  });
});
