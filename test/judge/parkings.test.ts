import { describe, expect, test } from '@jest/globals';
import { Messages, readMessages } from '../../src/judge/evidence/seen-messages.ts';
import { readReferral } from '../../src/judge/evidence/refer-progress.ts';
import { type Facts, openFacts } from '../../src/judge/facts.ts';
import { parkingOf } from '../../src/judge/outcome/parked.ts';
import type { Excerpt } from '../../src/judge/excerpt.ts';
import type { Party } from '../../src/suite/cell.ts';
import { act, cellOf, history, type HistoryBuilder } from './history-builder.ts';
import { referNotify } from './recording.ts';
import { contactOf, request, type RequestParts, response } from './sip-text.ts';

const cell = cellOf('P', { normal: [act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' })] });

function calling(): HistoryBuilder {
  return history(cell).phase('normal').call('A', 'alice', 'bob');
}

function opened(told: HistoryBuilder): Facts {
  const [run] = told.events;
  if (run?.kind !== 'run') throw new Error('a history begins with its run');
  return openFacts(run, told.events);
}

const REFER: RequestParts = {
  method: 'REFER',
  uri: 'sip:park@park.example',
  from: 'bob',
  fromTag: 'b',
  to: 'park',
  callId: 'r',
  seq: 1,
};
const notify = (line: string, told: readonly string[] = [], seq = 1): string =>
  request({
    ...REFER,
    from: 'park',
    fromTag: 'p',
    to: 'bob',
    toTag: 'b',
    method: 'NOTIFY',
    seq,
    ...referNotify(line, told),
  });

describe('a referral', () => {
  type Line = readonly [tap: Party, direction: 'in' | 'out', text: string];

  function read(lines: readonly Line[], after = 0): readonly unknown[] {
    const told = history(cell);
    for (const [tap, direction, text] of lines) told.sip(tap, direction, 'primary', text);
    const { refer, answer, outcome } = readReferral(new Messages(readMessages(told.events)), 'bob', 'r', {
      from: after,
    });
    return [refer?.n, answer?.message.status, outcome?.status, outcome?.contactUser];
  }

  const refer = ['bob', 'out', request(REFER)] as const;
  const done = ['bob', 'in', notify('SIP/2.0 200 OK', ['Contact: <sip:101@pool>'])] as const;

  test('is the last REFER, its answer, and its first final progress', () => {
    const again = ['bob', 'out', request({ ...REFER, seq: 2 })] as const;
    const trying = ['bob', 'in', notify('SIP/2.0 100 Trying')] as const;
    const failed = ['bob', 'in', notify('SIP/2.0 503 No', [], 3)] as const;
    const accepted = ['bob', 'in', response(request(REFER), 202)] as const;
    expect(read([refer, accepted, trying, done, failed])).toEqual([2, 202, 200, '101']);
    expect(read([done, refer, again])).toEqual([4, undefined, undefined, undefined]);
    expect(read([refer, again], 3)).toEqual([3, undefined, undefined, undefined]);
    expect(read([refer], 3)).toEqual([undefined, undefined, undefined, undefined]);
    expect(read([refer], 2)[0]).toBe(2);
  });

  test('is told by NOTIFYs that come in, and by nothing else', () => {
    const sent = ['bob', 'out', done[2]] as const;
    const info = ['bob', 'in', done[2].replace('NOTIFY sip', 'INFO sip').replace('1 NOTIFY', '1 INFO')] as const;
    const nonsense = ['bob', 'in', notify('nonsense')] as const;
    expect(read([refer, sent, info, nonsense])).toEqual([2, undefined, undefined, undefined]);
  });

  test.each([
    ['Contact: <sip:101@pool>', '101'],
    ['m: <sip:101@pool>', '101'],
    ['Contact-Id: <sip:101@pool>', undefined],
    ['X-Contact: <sip:101@pool>', undefined],
    ['Contact: <sip:pool>', undefined],
    ['Contact: <nonsense>', undefined],
    ['Contact: "', undefined],
  ])('shows in %s the orbit %s', (line, orbit) => {
    expect(read([refer, ['bob', 'in', notify('SIP/2.0 200 OK', [line])]])[3]).toBe(orbit);
  });
});

const shown = (orbit: string) =>
  ({ orbit, pool: 'primary', callId: 'x', localTag: 'l', remoteTag: 'r', parkee: 'alice' }) as const;

describe('an attempt to park', () => {
  test('has what came of it before the next attempt for the same call', () => {
    const told = calling()
      .call('B', 'carol', 'dave')
      .park('A', 'bob', { answer: 503 })
      .park('B', 'dave')
      .park('A', 'bob');
    const found = opened(told).parkings.map(({ call, parker, orbit, parkLeg }) => [
      call,
      parker,
      orbit,
      parkLeg?.leg.tap,
    ]);
    expect(found).toEqual([
      ['A', 'bob', undefined, undefined],
      ['B', 'dave', '101', 'carol'],
      ['A', 'bob', '101', 'alice'],
    ]);
  });

  test('that was refused has no orbit, whatever its sipfrag shows', () => {
    const told = calling();
    const deed = told.asked({ verb: 'park', by: 'bob', call: 'A', callId: 'r', pool: 'primary' });
    told.sip('bob', 'out', 'primary', request(REFER));
    told.sip('bob', 'in', 'primary', notify('SIP/2.0 300 Elsewhere', [`Contact: <${contactOf('primary', '101')}>`]));
    deed.end('refused');
    expect(opened(told).parkings.map((parking) => [parking.orbit, parking.told?.words])).toEqual([
      [undefined, 'final sipfrag "300 Elsewhere"'],
    ]);
  });

  test('without a party or a call is none', () => {
    const told = calling();
    told.asked({ verb: 'park', by: 'bob', callId: 'r' }).end();
    told.asked({ verb: 'park', call: 'A', callId: 'r' }).end();
    told.asked({ verb: 'park', call: 'A', by: 'bob' }).end();
    expect(opened(told).parkings).toEqual([]);
  });

  test('that was never sent has nothing but what was asked', () => {
    const told = calling();
    told.asked({ verb: 'park', by: 'bob', call: 'A', callId: 'r', pool: 'backup' }).end('the phone is busy');
    expect(opened(told).parkings).toMatchObject([
      {
        call: 'A',
        parker: 'bob',
        pool: 'backup',
        request: undefined,
        reply: { kind: 'not-sent', words: 'the phone is busy' },
        told: undefined,
        parkLeg: undefined,
      },
    ]);
  });

  /** The pool tells no orbit in its sipfrag, and shows the parkee's dialog when it is asked before or after. */
  function lookedUp(when: 'before' | 'after' | 'after the next', shows: 'it' | 'another' = 'it'): string | undefined {
    const told = calling();
    if (when === 'before') told.lookup('bob', 'primary', '105', { shows: [{ ...shown('105'), callId: 'x' }] });
    told.park('A', 'bob', { orbit: 'none' });
    const { callId } = told.side('A', 'alice');
    if (when === 'after the next') told.park('A', 'alice', { answer: 503 });
    told.lookup('bob', 'primary', undefined, { shows: [{ ...shown('105'), callId: shows === 'it' ? callId : 'x' }] });
    return opened(told).parkings[0]?.orbit;
  }

  test('finds its orbit by dialog-info, if the parkee is shown there', () => {
    expect(lookedUp('after')).toBe('105');
    expect(lookedUp('after', 'another')).toBeUndefined();
  });

  test('is the latest of its call in the excerpt', () => {
    const told = calling().call('B', 'carol', 'dave').park('A', 'bob').park('B', 'dave');
    const facts = opened(told);
    const at = (to: number): Excerpt => ({ facts, range: { from: 0, to } }) as unknown as Excerpt;
    const [first] = facts.parkings;
    const n = first?.action.asked.n ?? 0;
    expect(parkingOf(at(told.events.length), 'A')).toBe(first);
    expect(parkingOf(at(n), 'A')).toBe(first);
    expect(parkingOf(at(n - 1), 'A')).toBeUndefined();
  });
});
