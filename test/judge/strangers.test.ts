import { describe, expect, test } from '@jest/globals';
import type { HistoryEvent, VoiceName } from '../../src/history/event.ts';
import { Actions } from '../../src/judge/evidence/actions.ts';
import type { Facts } from '../../src/judge/facts.ts';
import { Hearing } from '../../src/judge/evidence/hearing.ts';
import { Members } from '../../src/judge/evidence/members.ts';
import type { PlannedStep } from '../../src/suite/planned-steps.ts';
import { strangerIn } from '../../src/judge/aftermath/strangers.ts';
import type { Party } from '../../src/suite/cell.ts';
import { CANDIDATE } from './cells.ts';

interface Did {
  readonly verb: string;
  readonly call?: string;
  readonly by?: Party;
  readonly to?: Party;
  readonly n: number;
  readonly of?: string;
  readonly id?: string;
  readonly check?: string;
}

interface Story {
  readonly did: readonly Did[];
  /** A park of that call, and when the primary then rang a party; its timeout target is carol. */
  readonly rung?: { readonly call: string; readonly n: number; readonly party?: Party };
  /** A check, by its id, that forbids or allows what is done in it. */
  readonly checks?: Readonly<Record<string, 'can' | 'cannot'>>;
}

const always = { from: 0, to: 1000 };

/** Is a voice that is heard from event 100 on that of a stranger? */
function isStranger(tap: Party, voice: VoiceName, story: Story, range = always, until?: number): boolean {
  const { did, rung, checks = {} } = story;
  const actionLog = new Actions().follow(
    did.map(({ id = '', ...asked }) => ({ kind: 'action', state: 'asked', t: 0, id, ...asked }) as HistoryEvent),
  );
  const steps = Object.entries(checks).map(([id, kind]) => ({ step: { kind: 'check', id, expect: { kind } } }));
  const stepOf = new Map(steps.map((planned) => [planned.step.id, planned as unknown as PlannedStep]));
  const heard = { kind: 'media', t: 0, tap, leg: 'one', voice, at: 0 } as const;
  const ends = until === undefined ? [] : [{ ...heard, n: until, event: 'stops' as const }];
  const called = {
    tap: rung?.party ?? 'carol',
    role: 'uas',
    invite: { n: rung?.n, remote: 'udp:127.0.0.1:5060', message: { kind: 'request', headers: [] } },
  };
  const facts = {
    hearing: new Hearing([{ ...heard, n: 100, event: 'starts' }, ...ends]),
    members: new Members(actionLog, stepOf).follow(actionLog.all),
    phones: new Set<string>(),
    parkings: rung === undefined ? [] : [{ call: rung.call, pool: 'primary', told: { seen: { n: 50 } } }],
    dialogs: { invitationsAt: (party: Party) => (party === called.tap ? [called] : []) },
    candidate: CANDIDATE,
    cell: { parties: ['alice', 'bob', 'carol', 'dave'] },
  } as unknown as Facts;
  return strangerIn(facts, range) !== undefined;
}

const callA: Did = { verb: 'call', call: 'A', by: 'alice', to: 'bob', n: 10 };
const callB: Did = { verb: 'call', call: 'B', by: 'carol', to: 'dave', n: 11 };

describe('a stranger', () => {
  test('is a party that is heard by somebody of another call, or of none', () => {
    expect(isStranger('alice', 'bob', { did: [callA, callB] })).toBe(false);
    expect(isStranger('bob', 'alice', { did: [callA, callB] })).toBe(false);
    expect(isStranger('alice', 'carol', { did: [callA, callB] })).toBe(true);
    expect(isStranger('alice', 'dave', { did: [callA] })).toBe(true);
    expect(isStranger('alice', 'bob', { did: [] })).toBe(true);
  });

  test('is nobody who hears themselves, music, or a voice that is no party', () => {
    expect(isStranger('alice', 'alice', { did: [] })).toBe(false);
    expect(isStranger('alice', 'music:primary', { did: [] })).toBe(false);
    expect(isStranger('alice', 'other', { did: [] })).toBe(false);
  });

  test('is one who comes into the call only later', () => {
    expect(isStranger('alice', 'bob', { did: [{ ...callA, n: 100 }] })).toBe(false);
    expect(isStranger('alice', 'bob', { did: [{ ...callA, n: 101 }] })).toBe(true);
    expect(isStranger('alice', 'bob', { did: [{ ...callA, n: 101 }] }, { from: 101, to: 200 })).toBe(false);
  });

  test('is looked for wherever the voice is heard', () => {
    const at = (from: number, to: number, until?: number): boolean =>
      isStranger('alice', 'bob', { did: [] }, { from, to }, until);
    expect([at(0, 99), at(0, 100), at(100, 200), at(150, 200, 150), at(151, 200, 150)]).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });

  test('is no one who retrieves or is transferred to, and one who only holds, parks or dials', () => {
    const by = (verb: string): boolean =>
      isStranger('alice', 'carol', { did: [callA, { verb, call: 'A', by: 'carol', n: 20 }] });
    expect(['retrieve', 'hold', 'park', 'dial', 'lookup', 'listen'].map(by)).toEqual([
      false,
      true,
      true,
      true,
      true,
      true,
    ]);
    const to = (verb: string): boolean =>
      isStranger('alice', 'carol', { did: [callA, { verb, call: 'A', by: 'bob', to: 'carol', n: 20 }] });
    expect(['transfer', 'listen', 'retrieve'].map(to)).toEqual([false, true, true]);
    expect(isStranger('alice', 'carol', { did: [callA, { verb: 'transfer', call: 'A', to: 'carol', n: 20 }] })).toBe(
      true,
    );
  });

  test('is one whom only a forbidden deed could bring in', () => {
    const framed = (kind: 'can' | 'cannot', of = 'f'): boolean => {
      const frame: Did = { verb: 'check', id: 'f', check: 'X/it', n: 15 };
      const other: Did = { verb: 'check', id: 'g', check: 'X/other', n: 16 };
      const did = [callA, frame, other, { verb: 'retrieve', call: 'A', by: 'carol', n: 20, of } as const];
      return isStranger('alice', 'carol', { did, checks: { 'X/first': 'cannot', 'X/it': kind, 'X/other': 'can' } });
    };
    expect([framed('can'), framed('cannot'), framed('cannot', 'g'), framed('cannot', 'gone')]).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });

  test('is not the timeout target once its pool rang it for a call that was parked', () => {
    const rung = (call: string, n: number, party: Party = 'carol'): boolean =>
      isStranger('alice', party, { did: [callA, callB], rung: { call, n, party } });
    expect([rung('A', 50), rung('A', 51), rung('A', 100), rung('A', 101)]).toEqual([true, false, false, true]);
    expect([rung('B', 60), rung('A', 60, 'dave')]).toEqual([true, true]);
    expect(isStranger('alice', 'carol', { did: [callA], rung: { call: 'A', n: 60, party: 'dave' } })).toBe(true);
  });
});
