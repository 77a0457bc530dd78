import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Candidate } from '../../src/candidate/candidate.ts';
import type { HistoryEvent, RunEvent } from '../../src/history/event.ts';
import { type Facts, openFacts, Unfolding } from '../../src/judge/facts.ts';
import { judge } from '../../src/judge/judge.ts';
import { callA, DIALLED, parkA, parked, SILENT } from './b2bua/calls.ts';
import { cellOf, check, type HistoryBuilder } from './history-builder.ts';
import { longHistory } from './long-history.ts';
import type { ParkOptions } from './parking.ts';
import { STORIES } from './stories.ts';

/** Through a B2BUA: what is heard tells when a call is parked, and when no longer. */
function anchored(candidate: Partial<Candidate>, options: ParkOptions = {}): () => HistoryBuilder {
  const deed = { verb: 'retrieve', call: 'A', by: 'carol' } as const;
  const cell = cellOf('B2BUA', { normal: [callA, parkA, check('retrieved', { kind: 'can', deed })], outage: [] });
  return () => {
    const told = parked(cell, candidate, options).lookup('dave', 'primary', undefined);
    told.check('retrieved', (of) => {
      told.retrieve('A', 'carol', { of }).dial('A', 'bob', 'primary', '101', { of });
      told.listen('A', 'alice', 'carol', { of });
    });
    told
      .park('A', 'carol', { orbit: '102' })
      .lookup('dave', 'primary', '102')
      .retrieve('A', 'bob')
      .hangup('A', 'alice');
    return told.phase('outage').aftermath();
  };
}

const HISTORIES: Readonly<Record<string, () => HistoryBuilder>> = {
  ...STORIES,
  'a B2BUA with music': anchored(DIALLED),
  'a silent B2BUA': anchored(SILENT),
  'a B2BUA that leaves the parker up': anchored(DIALLED, { parkerFreed: false }),
  'a B2BUA that does not tell the orbit': anchored({}, { orbit: 'none' }),
};

function open(events: readonly HistoryEvent[]): Facts {
  const run = events.find((event): event is HistoryEvent & RunEvent => event.kind === 'run');
  if (run === undefined) throw new Error('no run event');
  return openFacts(run, events);
}

/** All that a check may ask of the facts. */
function derived(facts: Facts): unknown {
  const { events, actions, messages, dialogs, hearing, crossings, phases, loads, troubles } = facts;
  return {
    events: events.map(({ n }) => n),
    actions: actions.map((action) => ({ ...action })),
    messages: messages.all.map(({ n }) => n),
    unreadable: messages.unreadable.map(({ n }) => n),
    legs: [...dialogs.legs],
    invitations: [...dialogs.invitations],
    owners: dialogs.legs.map((leg) => [leg.accept.n, facts.owners.get(leg)]),
    spans: [...hearing.spans],
    crossings: [...crossings.all()],
    phases: phases.lastChange(Number.POSITIVE_INFINITY),
    lookups: [...facts.lookups],
    parkings: [...facts.parkings],
    retrievals: [...facts.retrievals],
    dials: [...facts.dials],
    explained: dialogs.invitations.filter((each) => facts.explains(each)).map(({ invite }) => invite.n),
    loads: loads.map(({ n }) => n),
    troubles: troubles.map(({ n }) => n),
  };
}

/** Goes through a history in steps; the events at which grown facts differ from those that are derived anew. */
function differences(events: readonly HistoryEvent[], step: number): readonly number[] {
  const found: number[] = [];
  const whole = open(events);
  const unfolding = new Unfolding(whole);
  const last = whole.events.at(-1)?.n ?? 0;
  for (let n = 1; n < last; n += step) {
    const grown = unfolding.upTo(n);
    if (!isDeepStrictEqual(derived(grown), derived(new Unfolding(whole).upTo(n)))) found.push(n);
  }
  return found;
}

/** Every action but a check ends before anything comes of it. */
function withEarlyEnds(events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  const isEnd = (event: HistoryEvent): boolean =>
    event.kind === 'action' && event.verb !== 'check' && event.state !== 'asked';
  const moved = events.flatMap((event) => {
    if (isEnd(event)) return [];
    if (event.kind !== 'action' || event.state !== 'asked') return [event];
    return [event, ...events.filter((end) => isEnd(end) && end.kind === 'action' && end.id === event.id)];
  });
  return moved.map((event, index) => ({ ...event, n: index + 1 }));
}

/** Every third message that came in cannot be read; it names its call and its request all the same. */
function withUnreadable(events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  return events.map((event) => {
    if (event.kind !== 'sip' || event.direction === 'out' || event.n % 3 !== 0) return event;
    return { ...event, text: event.text.replace(/^To: .*(?=\r$)/m, '$&;tag=x;tag=y') };
  });
}

describe('facts that grow with their history', () => {
  test.each(Object.entries(HISTORIES))(
    '%s: are those that are derived anew also where messages cannot be read',
    (_, story) => {
      expect(differences(withUnreadable(withEarlyEnds(story().events)), 1)).toEqual([]);
    },
  );

  test.each(Object.entries(HISTORIES))('%s: are those that are derived anew', (_, story) => {
    expect(differences(story().events, 1)).toEqual([]);
  });

  test.each(Object.entries(HISTORIES))(
    '%s: are those that are derived anew also where actions end at once',
    (_, story) => {
      expect(differences(withEarlyEnds(story().events), 1)).toEqual([]);
    },
  );

  test('are those that are derived anew also where lines are missing, displaced or mistaken', () => {
    const damaged = fc
      .record({
        name: fc.constantFrom(...Object.keys(HISTORIES)),
        luck: fc.infiniteStream(fc.integer({ min: 0, max: 99 })),
        chance: fc.integer({ min: 2, max: 20 }),
      })
      .map(({ name, luck, chance }) => {
        const events = Object.entries(HISTORIES).find(([each]) => each === name)?.[1]().events ?? [];
        const hit = (): boolean => (luck.next().value ?? 0) < chance;
        const ids = events.flatMap((event) => (event.kind === 'action' ? [event.id] : []));
        return events.flatMap((event): readonly HistoryEvent[] => {
          if (event.kind === 'run') return [event];
          if (hit()) return [];
          const moved = hit() ? { ...event, n: Math.max(2, event.n + (luck.next().value ?? 0) - 50) } : event;
          const mistaken = moved.kind === 'action' && hit();
          return [mistaken ? { ...moved, id: ids[luck.next().value ?? 0] ?? moved.id } : moved];
        });
      });
    fc.assert(
      fc.property(damaged, fc.integer({ min: 10, max: 80 }), (events, step) => {
        expect(differences(events, step)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('begin anew where an earlier event is asked for', () => {
    const whole = open(STORIES.failover().events);
    const unfolding = new Unfolding(whole);
    unfolding.upTo(150);
    expect(derived(unfolding.upTo(40))).toEqual(derived(new Unfolding(whole).upTo(40)));
  });
});

/** How often any field of an event is read while its history is judged. */
function reads(events: readonly HistoryEvent[]): number {
  let count = 0;
  const counted = events.map(
    (event) =>
      new Proxy(event, {
        get(target, key, receiver): unknown {
          count += 1;
          return Reflect.get(target, key, receiver);
        },
      }),
  );
  judge(counted);
  return count;
}

test('a history of twice the length takes twice the work, and little more', () => {
  const [short, long] = [longHistory(8), longHistory(16)];
  const length = long.length / short.length;
  const work = reads(long) / reads(short);
  expect(work / length).toBeLessThan(1.15);
});
