import { describe, expect, test } from '@jest/globals';
import type { HistoryEvent } from '../../src/history/event.ts';
import type { Party } from '../../src/suite/cell.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { cited, inShort, type InShort, verdictOf } from './verdict-of.ts';

const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const parkA = act({ verb: 'park', call: 'A', by: 'bob' });
const connected = cellOf('P', { normal: [callA, check('it', { kind: 'is', outcome: 'connected', call: 'A' })] });
const canPark = cellOf('P', {
  normal: [callA, check('it', { kind: 'can', deed: { verb: 'park', call: 'A', by: 'bob' } })],
});
const canRetrieve = cellOf('P', {
  normal: [callA, parkA, check('it', { kind: 'can', deed: { verb: 'retrieve', call: 'A', by: 'carol' } })],
});
const music = cellOf('P', {
  normal: [callA, parkA, check('it', { kind: 'setting', setting: 'music-on-hold', call: 'A', of: 'primary' })],
});

const calling = (cell: ReturnType<typeof cellOf>): HistoryBuilder =>
  history(cell).phase('normal').call('A', 'alice', 'bob');

/** Plays a check at whose end, after deeds that worked, a party has heard nothing for `ms`. */
function pausing(
  told: HistoryBuilder,
  party: Party,
  ms: number,
  deeds: (of: string) => void = () => {},
): HistoryBuilder {
  told.check('it', (of) => {
    deeds(of);
    told.unhear(party, told.side('A', party).callId);
  });
  const at = told.t - ms;
  const events = told.events.map((event) =>
    event.kind === 'media' && event.event === 'stops' && event === lastStop(told) ? { ...event, at } : event,
  );
  told.events.splice(0, events.length, ...events);
  return told.aftermath();
}

function lastStop({ events }: HistoryBuilder): HistoryEvent | undefined {
  return events.findLast((event) => event.kind === 'media' && event.event === 'stops');
}

function after(ms: number, cell: ReturnType<typeof cellOf>): InShort {
  const told = calling(cell);
  if (cell === canRetrieve || cell === music) told.park('A', 'bob');
  pausing(told, 'alice', ms, (of) => {
    if (cell === canPark) told.park('A', 'bob', { of }).lookup('bob', 'primary', '101', { of });
    if (cell === canRetrieve) told.retrieve('A', 'carol', { of }).dial('A', 'bob', 'primary', '101', { of });
  });
  return inShort(verdictOf(told, 'it'));
}

describe('a voice that was heard in a check and pauses at its end', () => {
  test.each([
    [connected, { code: 'not-heard', fields: { listener: 'alice', speaker: 'bob', call: 'A', heard: 'nothing' } }],
    [canPark, { code: 'parked-without-music', fields: { party: 'alice', call: 'A' } }],
    [canRetrieve, { code: 'not-heard', fields: { listener: 'alice', speaker: 'carol', call: 'A', heard: 'nothing' } }],
    [music, { code: 'music-not-heard', fields: { party: 'alice', call: 'A', pool: 'primary', heard: 'nothing' } }],
  ] as const)('proves nothing until the silence is longer than a gap may be: %#', (cell, missing) => {
    const fields = { silence: 300, bound: 300 };
    expect(after(300, cell)).toMatchObject(['inconclusive', { code: 'silence-too-short', fields }]);
    expect(after(301, cell)).toEqual(['fail', missing]);
  });

  test('is told with the answer that brought it and the end of the voice', () => {
    const told = pausing(calling(connected), 'bob', 130);
    const verdict = verdictOf(told, 'it');
    expect(verdict).toMatchObject({ verdict: 'inconclusive', figures: { silenceMs: 130 } });
    expect(cited(told, verdict)).toEqual(['bob out SIP/2.0 200 OK', 'bob stops alice']);
  });

  test('is no excuse for a voice that was never heard', () => {
    const told = calling(canPark);
    told.check('it', (of) => told.park('A', 'bob', { of, music: 'none' }).lookup('bob', 'primary', '101', { of }));
    expect(verdictOf(told.aftermath(), 'it')).toMatchObject({
      verdict: 'fail',
      code: 'parked-without-music',
      fields: { party: 'alice', call: 'A' },
    });
  });

  test('is no excuse for another voice in its place', () => {
    const told = calling(music).park('A', 'bob');
    told.check('it', () => {
      told.unhear('alice', told.side('A', 'alice').callId);
      told.hear('alice', told.side('A', 'alice').callId, 'music:backup');
    });
    expect(verdictOf(told.aftermath(), 'it')).toMatchObject({
      verdict: 'fail',
      code: 'wrong-music',
      fields: { party: 'alice', call: 'A', heard: 'backup', pool: 'primary' },
    });
  });

  test('hides no second retrieval that worked', () => {
    const told = calling(canRetrieve).park('A', 'bob');
    told.check('it', (of) => {
      told.retrieve('A', 'carol', { of });
      told.unhear('alice', told.side('A', 'alice').callId);
      told.dial('A', 'bob', 'primary', '101', { of, status: 200, hears: 'alice' });
    });
    expect(verdictOf(told.aftermath(), 'it')).toMatchObject({
      verdict: 'fail',
      code: 'retrieved-twice',
      fields: { place: 'orbit 101 of primary', call: 'A' },
    });
  });
});
