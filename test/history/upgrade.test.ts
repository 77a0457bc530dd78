import { describe, expect, test } from '@jest/globals';
import { buildDialect } from '../../src/candidate/dialect/build-dialect.ts';
import type { ActionEvent, HistoryEvent } from '../../src/history/event.ts';
import { readHistory } from '../../src/history/read-history.ts';
import { upgraded } from '../../src/history/upgrade.ts';
import { outageOfConnected } from '../judge/stories.ts';

const park = { n: 2, t: 2, kind: 'action', id: 'a1', verb: 'park' } as const;

function failureOf(told: Pick<ActionEvent, 'failure' | 'why'>): string | undefined {
  const event = upgraded({ ...park, state: 'failed', ...told });
  return event.kind === 'action' ? event.failure : undefined;
}

describe('a failed action of an older history', () => {
  test.each([
    ['unreachable: ECONNREFUSED', 'unreachable'],
    ['unreachable: the leg is over', 'unreachable'],
    ['no answer', 'silent'],
    ['answered 503 Service Unavailable', 'answered'],
    ['refused: 603 Decline', 'answered'],
    ['bob has no leg in call A', undefined],
    ['the pool was unreachable', undefined],
  ])('that says "%s" is %s', (why, failure) => {
    expect(failureOf({ why })).toBe(failure);
  });

  test('without any words stays without a failure', () => {
    expect(failureOf({})).toBeUndefined();
  });
});

test('a failure that was written is left alone, whatever the words are', () => {
  expect(failureOf({ failure: 'silent', why: 'unreachable: ECONNREFUSED' })).toBe('silent');
});

test('an action that did not fail gets no failure', () => {
  const done: HistoryEvent = { ...park, state: 'done', why: 'no answer' };
  expect(upgraded(done)).toBe(done);
});

test('a history is upgraded while it is read', () => {
  const { events } = outageOfConnected();
  const failed: HistoryEvent = { ...park, n: events.length + 1, state: 'failed', why: 'unreachable: ECONNREFUSED' };
  const text = [...events, failed].map((event) => `${JSON.stringify(event)}\n`).join('');
  expect(readHistory(text).events.at(-1)).toEqual({ ...failed, failure: 'unreachable' });
});

test('a history that was written before starts had a bound has the default', () => {
  const [run] = outageOfConnected().events;
  if (run?.kind !== 'run') throw new Error('no run');
  const { start: _, ...bounds } = run.candidate.bounds;
  const older = JSON.stringify({ ...run, candidate: { ...run.candidate, bounds } });
  const [read] = readHistory(`${older}\n`).events;
  expect(read?.kind === 'run' && read.candidate.bounds).toEqual({ ...bounds, start: 10_000 });
});

describe('the dialect of an older history', () => {
  /** The first event of a history as the first versions wrote it, with what stood beside the word. */
  function dialectOf(beside: object): unknown {
    const [run, ...rest] = outageOfConnected().events;
    if (run?.kind !== 'run') throw new Error('no run');
    const first = { ...run, candidate: { ...run.candidate, dialect: 'rfc5359', ...beside } };
    const text = [first, ...rest].map((event) => JSON.stringify(event)).join('\n');
    const [read] = readHistory(`${text}\n`, 'history.jsonl').events;
    return read?.kind === 'run' ? read.candidate.dialect : read;
  }

  test('was a word, and is the table that it meant', () => {
    expect(dialectOf({ parkUser: 'park', retrieve: 'replaces' })).toEqual(buildDialect({}));
    expect(dialectOf({ parkUser: 'lot', retrieve: 'dial' })).toEqual(
      buildDialect({ park: { to: 'lot' }, state: { all: 'lot' }, retrieve: { by: 'invite' } }),
    );
  });
});
