import { describe, expect, test } from '@jest/globals';
import { buildDialect } from '../../src/candidate/dialect/build-dialect.ts';
import type { Parking } from '../../src/dialect/reading.ts';
import { openFacts } from '../../src/judge/facts.ts';
import { callA, calling } from '../judge/b2bua/calls.ts';
import { cellOf, history, type HistoryBuilder } from '../judge/history-builder.ts';

const cell = cellOf('L', { normal: [callA] });

function parkingOf(told: HistoryBuilder): Parking | undefined {
  const [run] = told.events;
  if (run?.kind !== 'run') throw new Error('a history begins with its run');
  return openFacts(run, told.events).parkings[0];
}

/** Where the parkee is, in short. */
function legOf(told: HistoryBuilder): string | undefined {
  const { leg, dialog, over } = parkingOf(told)?.parkLeg ?? {};
  return leg === undefined ? undefined : `${leg.tap} in the ${dialog} dialog${over === undefined ? '' : ', over'}`;
}

function musicTo(told: HistoryBuilder): HistoryBuilder {
  return told.hear('alice', told.side('A', 'alice').callId, 'music:primary');
}

describe('the parkee', () => {
  test('is in a new dialog where it was taken over, and in the same one with a B2BUA', () => {
    expect(legOf(calling(cell).park('A', 'bob'))).toBe('alice in the same dialog');
    const proxied = history(cell).phase('normal').call('A', 'alice', 'bob');
    expect(legOf(proxied.park('A', 'bob'))).toBe('alice in the new dialog');
  });

  test('is with nobody when it had a dialog with the parker itself, whatever the pool says', () => {
    const told = history(cell).phase('normal').call('A', 'alice', 'bob').park('A', 'bob', { takeover: false });
    told.byeBetween(told.side('A', 'bob'), told.side('A', 'alice'));
    expect(legOf(told)).toBeUndefined();
  });

  test('is parked without a word of the pool when its parker is out and music is played', () => {
    const silent = (): HistoryBuilder => calling(cell).park('A', 'bob', { answer: 'none' });
    const out = (told: HistoryBuilder): HistoryBuilder => {
      told.fromPeer(told.side('A', 'bob'), 'BYE');
      return told;
    };
    expect(legOf(musicTo(out(silent())))).toBe('alice in the same dialog');
    expect(legOf(out(musicTo(silent())))).toBe('alice in the same dialog');
    expect(legOf(out(silent()))).toBeUndefined();
    expect(legOf(musicTo(silent()))).toBeUndefined();
    const stopped = musicTo(silent());
    expect(legOf(out(stopped.unhear('alice', stopped.side('A', 'alice').callId)))).toBeUndefined();
  });

  test('is not parked by what its parker does with the call afterwards', () => {
    const told = musicTo(calling(cell).park('A', 'bob', { answer: 503 }).hold('A', 'bob'));
    const deed = told.asked({ verb: 'transfer', by: 'bob', to: 'carol', call: 'A' });
    told.inDialog(told.side('A', 'bob'), 'BYE');
    deed.end();
    expect(legOf(told)).toBeUndefined();
  });

  test('is not parked while its parker has another leg in the call', () => {
    const told = calling(cell);
    const ringing = told.asked({ verb: 'call', by: 'alice', to: 'bob', call: 'A' });
    told.ring('primary', 'bob', told.strangeCallId(), { status: 200 });
    ringing.end();
    told.park('A', 'bob', { music: 'none' });
    expect(parkingOf(told)?.parkerLegs.map(({ ended }) => ended?.how)).toEqual(['remote-bye', undefined]);
    expect(legOf(told)).toBeUndefined();
  });

  test('is parked no longer when a party that came since is heard, or when its leg ended', () => {
    expect(legOf(calling(cell).park('A', 'bob').retrieve('A', 'carol'))).toBe('alice in the same dialog, over');
    const ended = calling(cell).park('A', 'bob');
    ended.fromPeer(ended.side('A', 'alice'), 'BYE');
    expect(legOf(ended)).toBe('alice in the same dialog, over');
    expect(legOf(calling(cell).park('A', 'bob').retrieve('A', 'carol', { deaf: 'alice' }))).toBe(
      'alice in the same dialog',
    );
  });

  test('is not the party that calls the number to retrieve, where a transfer to the number parks', () => {
    const dialect = buildDialect({ dialect: 'one-touch-slot' });
    const told = calling(cell, { dialect }).park('A', 'bob').retrieve('A', 'carol');
    expect(legOf(told)).toBe('alice in the same dialog, over');
  });

  test('is still parked while no more than the voice of its parker comes late', () => {
    const told = calling(cell).park('A', 'bob');
    told.hear('alice', told.side('A', 'alice').callId, 'bob');
    expect(legOf(told)).toBe('alice in the same dialog');
  });

  test('is parked from the first sign on', () => {
    const told = calling(cell).park('A', 'bob');
    const { parkLeg, told: word, parkerLegs, request } = parkingOf(told) ?? {};
    expect(parkLeg?.begun.n).toBe(parkerLegs?.[0]?.ended?.n);
    expect(parkLeg?.begun.n).toBeLessThan(word?.seen.n ?? 0);
    expect(parkLeg?.begun.n).toBeGreaterThan(request?.n ?? Number.POSITIVE_INFINITY);
  });
});
