import { describe, expect, test } from '@jest/globals';
import type { HistoryEvent } from '../../src/history/event.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { verdictOf } from './verdict-of.ts';

const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const cell = cellOf('P', {
  normal: [callA, check('park', { kind: 'can', deed: { verb: 'park', call: 'A', by: 'bob' } })],
});
const IDS = 'two dialogs of one dialog-info had the same id; each should have its own';
const VERSION = 'the version of a dialog-info did not grow from one NOTIFY to the next; it should';
const POLL = 'the NOTIFY of a poll did not say that its subscription is terminated; it should';
const OTHERWISE = 'after the final NOTIFY of a REFER another one came that says otherwise; none should follow';
const REFER = 'the final NOTIFY of a REFER did not say that its subscription is terminated; it should';

function parking(look: (told: HistoryBuilder, of: string) => void = seen): HistoryBuilder {
  const told = history(cell).phase('normal').call('A', 'alice', 'bob');
  told.check('park', (of) => look(told.park('A', 'bob', { of }), of));
  return told.aftermath();
}

function seen(told: HistoryBuilder, of: string): void {
  told.lookup('bob', 'primary', '101', { of });
}

/** The last message that begins and contains so. */
function lastLike(told: HistoryBuilder, start: string, part: string): HistoryEvent & { readonly kind: 'sip' } {
  const found = told.events.findLast(
    (event) => event.kind === 'sip' && event.text.startsWith(start) && event.text.includes(part),
  );
  if (found?.kind !== 'sip') throw new Error(`no ${start} with ${part}`);
  return found;
}

/** The pool tells the same document once more, in a NOTIFY of its own. */
function twice(version: number): (told: HistoryBuilder, of: string) => void {
  return (told, of) => {
    seen(told, of);
    const { text } = lastLike(told, 'NOTIFY', 'dialog-info');
    const next = text.replace('CSeq: 1 ', 'CSeq: 2 ').replace('version="0"', `version="${version}"`);
    told.deliver('primary', 'bob', next);
  };
}

/** The pool tells the end of the REFER once more. */
function again(line: string): (told: HistoryBuilder, of: string) => void {
  return (told, of) => {
    seen(told, of);
    const { text } = lastLike(told, 'NOTIFY', 'SIP/2.0 200 OK');
    told.deliver('primary', 'bob', text.replace(/CSeq: \d+ /, 'CSeq: 77 ').replace('SIP/2.0 200 OK', line));
  };
}

/** NOTIFYs of that event leave their subscription open. */
function open(told: HistoryBuilder, event: string): HistoryBuilder {
  const changed = told.events.map((each) =>
    each.kind === 'sip' && each.text.includes(`Event: ${event}`)
      ? { ...each, text: each.text.replace(/Subscription-State: terminated[^\r]*/, 'Subscription-State: active') }
      : each,
  );
  told.events.splice(0, told.events.length, ...changed);
  return told;
}

function advised(told: HistoryBuilder, name = 'park'): readonly string[] {
  const { verdict, advisories } = verdictOf(told, name);
  expect(verdict).toBe('pass');
  expect(advisories.every(({ evidence }) => evidence.length > 0)).toBe(true);
  return advisories.map(({ text }) => text);
}

describe('an advisory, and no failure, is', () => {
  test('nothing where the pool keeps to the RFCs', () => {
    expect(advised(parking())).toEqual([]);
    expect(advised(parking(twice(1)))).toEqual([]);
    expect(advised(parking(), 'aftermath')).toEqual([]);
  });

  test('two dialogs with one id', () => {
    const told = parking((each, of) => {
      const shown = each.shownFor('A');
      each.lookup('bob', 'primary', '101', { of, shows: [shown, { ...shown, callId: 'another' }] });
    });
    expect(advised(told)).toEqual([IDS]);
    expect(verdictOf(told, 'park', { strict: true }).verdict).toBe('fail');
  });

  test('a word that contradicts the final one', () => {
    expect(advised(parking(again('SIP/2.0 503 NO')))).toEqual([OTHERWISE]);
    expect(verdictOf(parking(again('SIP/2.0 503 NO')), 'park', { strict: true }).verdict).toBe('fail');
    expect(advised(parking(again('SIP/2.0 200 OK')))).toEqual([]);
  });

  test('a version that does not grow', () => {
    expect(advised(parking(twice(0)))).toEqual([VERSION]);
  });

  test('a poll that is left open, said once though it was seen often', () => {
    const told = open(parking(), 'dialog');
    expect(advised(told)).toEqual([POLL]);
    expect(advised(told, 'aftermath')).toEqual([POLL]);
  });

  test('a final NOTIFY of a REFER that leaves its subscription open', () => {
    expect(advised(open(parking(), 'refer'))).toEqual([REFER]);
  });
});

test('a NOTIFY that was overtaken by the next one does not go back', () => {
  const told = parking(twice(1));
  const [first, second] = told.events.filter(
    (event) =>
      event.kind === 'sip' &&
      event.tap === 'bob' &&
      event.text.includes('dialog-info+xml\r\n') &&
      event.text.startsWith('NOTIFY'),
  );
  if (first?.kind !== 'sip' || second?.kind !== 'sip') throw new Error('there are no two NOTIFYs');
  const swapped = told.events.map((event) =>
    event === first ? { ...event, text: second.text } : event === second ? { ...event, text: first.text } : event,
  );
  told.events.splice(0, told.events.length, ...swapped);
  expect(advised(told)).toEqual([]);
});
