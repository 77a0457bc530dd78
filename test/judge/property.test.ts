import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { judge } from '../../src/judge/judge.ts';
import { plannedChecks } from '../../src/suite/planned-checks.ts';
import { STORIES } from './stories.ts';

const stories = Object.entries(STORIES).map(([name, story]) => ({ name, told: story() }));
const anyStory = fc.constantFrom(...stories.map(({ name }) => name));

function tell(name: string) {
  const found = stories.find((story) => story.name === name);
  if (found === undefined) throw new Error(name);
  return found.told;
}

describe('any history', () => {
  test('gets one verdict for each planned check, in the order of the plan, whatever is left of it', () => {
    fc.assert(
      fc.property(anyStory, fc.infiniteStream(fc.boolean()), (name, keep) => {
        const told = tell(name);
        const left = told.events.filter((event) => event.kind === 'run' || keep.next().value);
        expect(judge(left).checks.map(({ id }) => id)).toEqual(plannedChecks(told.cell));
      }),
      { numRuns: 150 },
    );
  });

  test('never passes as a whole when it breaks off before its end', () => {
    fc.assert(
      fc.property(anyStory, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (name, part) => {
        const told = tell(name);
        const left = told.events.slice(0, Math.floor(told.events.length * part));
        expect(judge(left).verdict).not.toBe('pass');
      }),
      { numRuns: 150 },
    );
  });

  test('is judged the same in whatever order its events are handed over', () => {
    fc.assert(
      fc.property(anyStory, fc.integer(), (name, seed) => {
        const { events } = tell(name);
        const shuffled = events.toSorted((a, b) => ((a.n * seed) % 101) - ((b.n * seed) % 101));
        expect(judge(shuffled)).toEqual(judge(events));
      }),
      { numRuns: 30 },
    );
  });

  test('survives garbage in the place of its messages, and proves nothing by it', () => {
    const anyGarbage = fc.infiniteStream(
      fc.oneof(fc.string(), fc.constantFrom('BYE sip:a@b SIP/2.0\r\n\r\n', 'SIP/2.0 200 OK\r\n\r\n')),
    );
    fc.assert(
      fc.property(anyStory, anyGarbage, fc.integer({ min: 1, max: 4 }), (name, garbage, every) => {
        const told = tell(name);
        const spoilt = told.events.map((event) =>
          event.kind === 'sip' && event.n % every === 0 ? { ...event, text: garbage.next().value } : event,
        );
        const verdict = judge(spoilt);
        expect(verdict.checks.map(({ id }) => id)).toEqual(plannedChecks(told.cell));
        expect([every, verdict.verdict]).not.toEqual([1, 'pass']);
      }),
      { numRuns: 100 },
    );
  });
});

test('a history without a run event is an error without checks', () => {
  expect(judge([])).toEqual({ cell: '', verdict: 'error', durationMs: 0, checks: [] });
});
