import { beforeEach, describe, expect, test } from '@jest/globals';
import { buildDialect } from '../../src/candidate/dialect/build-dialect.ts';
import type { Lookup, Parking } from '../../src/dialect/reading.ts';
import { openFacts } from '../../src/judge/facts.ts';
import { callA, calling, DIALLED } from '../judge/b2bua/calls.ts';
import { cellOf, type HistoryBuilder } from '../judge/history-builder.ts';
import { referNotify } from '../judge/recording.ts';
import { contactOf } from '../judge/sip-text.ts';

/** As Asterisk shows a slot, by one of the packages that it has. */
interface Shown {
  readonly event: string;
  readonly type: string;
  readonly parked?: string;
  slot(orbit: string, occupied: boolean): string;
}

const DIALOG: Shown = {
  event: 'dialog',
  type: 'application/dialog-info+xml',
  slot(orbit, occupied) {
    const dialog = `<dialog id="${orbit}"><state>${occupied ? 'confirmed' : 'terminated'}</state></dialog>`;
    const root = 'xmlns="urn:ietf:params:xml:ns:dialog-info" version="0" state="full"';
    return `<dialog-info ${root} entity="sip:${orbit}@park.example">${dialog}</dialog-info>`;
  },
};

const PRESENCE: Shown = {
  event: 'presence',
  type: 'application/pidf+xml',
  parked: '<note>On the phone</note>',
  slot(orbit, occupied) {
    const note = `<note>${occupied ? 'On the phone' : 'Ready'}</note>`;
    return `<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:${orbit}@park.example">${note}</presence>`;
  },
};

/** By which document the history shows an orbit; set before each test. */
let document = DIALOG;

function tell(told: HistoryBuilder, orbit: string, occupied: boolean): void {
  const callId = `held-${orbit}`;
  const dialog = { uri: contactOf('bob'), from: orbit, fromTag: 'l', to: 'bob', toTag: 'bob-l', callId };
  const headers = [`Event: ${document.event}`, 'Subscription-State: active;expires=3600'];
  const seq = 10 + told.events.length;
  const { type } = document;
  const body = document.slot(orbit, occupied);
  told.ask('primary', 'bob', { ...dialog, type, body, method: 'NOTIFY', seq, headers });
}

/** The parker looks at an orbit, by the subscription that it holds. */
function look(told: HistoryBuilder, orbit: string, occupied: boolean): void {
  const callId = `held-${orbit}`;
  const deed = told.asked({ verb: 'lookup', by: 'bob', pool: 'primary', orbit, callId });
  const parts = { uri: `sip:${orbit}@park.example`, from: 'bob', fromTag: 'bob-l', to: orbit, callId } as const;
  const headers = [`Event: ${document.event}`, 'Expires: 3600', `Accept: ${document.type}`];
  const seq = 10 + told.events.length;
  told.ask('bob', 'primary', { ...parts, method: 'SUBSCRIBE', seq, contact: contactOf('bob'), headers }, 200, {
    toTag: 'l',
  });
  tell(told, orbit, occupied);
  deed.end();
}

interface Options {
  /** Orbits whose state is told while the park lasts, as occupied. */
  readonly turns: readonly string[];
  readonly before?: readonly string[];
  readonly final?: string;
}

function parked({ turns, before = [], final = 'SIP/2.0 200 OK' }: Options): HistoryBuilder {
  const { event, type: accept, parked: match } = document;
  const state = match === undefined ? {} : { event, accept, parked: match };
  const dialect = buildDialect({ dialect: 'asterisk-lot', state });
  const told = calling(cellOf('O', { normal: [callA] }), { ...DIALLED, dialect });
  const [parker, parkee] = [told.side('A', 'bob'), told.side('A', 'alice')];
  for (const orbit of ['101', '102']) look(told, orbit, before.includes(orbit));
  const deed = told.asked({ verb: 'park', by: 'bob', call: 'A', callId: parker.callId, pool: 'primary', within: 1000 });
  told.inDialog(parker, 'REFER', { headers: ['Refer-To: <sip:700@park.example>'] }, 202);
  for (const orbit of turns) tell(told, orbit, true);
  told.fromPeer(parker, 'NOTIFY', referNotify(final));
  const at = { pool: 'primary', orbit: '102', music: 'music:primary', parkerEndedBy: 'parker' } as const;
  if (final.includes(' 200 ')) told.keep('A', parker, parkee, at);
  deed.end(undefined, '102');
  return told;
}

function readingOf(told: HistoryBuilder): { parking: Parking | undefined; lookups: readonly Lookup[] } {
  const [run] = told.events;
  if (run?.kind !== 'run') throw new Error('a history begins with its run');
  const { parkings, lookups } = openFacts(run, told.events);
  return { parking: parkings[0], lookups };
}

describe.each([DIALOG, PRESENCE])('a park whose orbit its state tells by $type', (by) => {
  beforeEach(() => {
    document = by;
  });

  test('is at the one that turned occupied', () => {
    const { parking } = readingOf(parked({ turns: ['102'] }));
    expect(parking).toMatchObject({ orbit: '102', told: { parked: true }, reply: { kind: 'accepted' } });
    expect(parking?.orbitEvidence).toBeLessThan(parking?.told?.seen.n ?? 0);
  });

  test('is not at one that was occupied before', () => {
    const { parking } = readingOf(parked({ before: ['101'], turns: ['101', '102'] }));
    expect(parking?.orbit).toBe('102');
  });

  test('is not proven where none turns occupied, whatever the pool says', () => {
    const { parking } = readingOf(parked({ turns: [] }));
    expect(parking).toMatchObject({ orbit: undefined, told: undefined, reply: { kind: 'evaded', pending: true } });
  });

  test('is refused where the pool says so', () => {
    const { parking } = readingOf(parked({ turns: [], final: 'SIP/2.0 503 Service Unavailable' }));
    expect(parking).toMatchObject({ told: { parked: false }, reply: { kind: 'refused' } });
  });

  test('a look-up by a subscription that is held shows what it was told then', () => {
    const told = parked({ turns: ['102'] });
    look(told, '102', true);
    const { lookups } = readingOf(told);
    const of102 = lookups.filter(({ orbit }) => orbit === '102');
    expect(of102.map(({ shown }) => shown.map(({ orbit, state }) => `${orbit} ${state}`))).toEqual([
      [],
      ['102 confirmed'],
    ]);
    expect(new Set(of102.map(({ request }) => request?.n)).size).toBe(2);
  });
});
