import { describe, expect, test } from '@jest/globals';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import type { Side } from './recording.ts';
import { inShort, type InShort, verdictOf } from './verdict-of.ts';

const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const parkA = { verb: 'park', call: 'A', by: 'bob' } as const;
const parkByDave = act({ verb: 'park', call: 'A', by: 'dave' });
const toDave = act({ verb: 'transfer', call: 'A', by: 'bob', to: 'dave', how: 'blind' });
const refused = check('refused', { kind: 'cannot', deed: parkA });
const UNSOLICITED = ['fail', { code: 'unsolicited-call', fields: { party: 'alice' } }];

/** A park that is refused; the check watches the call on for as long as `during` says. */
function refusing(
  steps: ReadonlyArray<ReturnType<typeof act>>,
  during: (told: HistoryBuilder) => void = () => {},
): HistoryBuilder {
  const told = history(cellOf('E', { normal: [callA, refused, ...steps] }))
    .phase('normal')
    .call('A', 'alice', 'bob');
  return told.check('refused', (of) => {
    told.park('A', 'bob', { of, answer: 503 });
    const watching = told.asked({ verb: 'watch', call: 'A', within: 2000, of });
    told.wait(1500);
    during(told);
    watching.end();
    told.listen('A', 'alice', 'bob', { of }).lookup('bob', 'primary', undefined, { of });
  });
}

function takeOver(told: HistoryBuilder): void {
  const [bob, alice] = [told.side('A', 'bob'), told.side('A', 'alice')];
  told.takeOver('A', bob, alice, { pool: 'primary', orbit: '101', parkerFreed: true, music: 'music:primary' });
}

/** The pool takes a dialog over, and the parkee hangs up. */
function takeAgain(told: HistoryBuilder, alice: Side): HistoryBuilder {
  const late = { callId: 'late', localTag: 'l', remoteTag: 'r' };
  told.answerReplacing('primary', alice, late, 'sip:102@127.0.0.1:5060');
  told.inDialog({ ...late, party: 'alice', peer: 'primary' }, 'BYE');
  return told;
}

const said = (told: HistoryBuilder): InShort => inShort(verdictOf(told.aftermath(), 'aftermath'));

describe('a park that comes after its refusal', () => {
  test('fails the check that watches it', () => {
    const told = refusing([], takeOver).aftermath();
    expect(inShort(verdictOf(told, 'refused'))).toMatchObject([
      'fail',
      { code: 'parkee-taken-although-forbidden', fields: { parker: 'bob', parkee: 'alice' } },
    ]);
  });

  test('fails the aftermath when no check looks any more', () => {
    const told = refusing([]);
    takeOver(told);
    expect(said(told)).toEqual(UNSOLICITED);
  });

  test('is not explained by a later park, which has had the dialog taken over already', () => {
    const told = refusing([act(parkA)]);
    const alice = told.side('A', 'alice');
    expect(said(takeAgain(told.park('A', 'bob'), alice))).toEqual(UNSOLICITED);
  });

  test('is not explained by a later park of another dialog', () => {
    const told = refusing([toDave, parkByDave]);
    const alice = told.side('A', 'alice');
    told.transfer('A', 'bob', 'dave');
    expect(said(takeAgain(told.park('A', 'dave'), alice))).toEqual(UNSOLICITED);
  });
});

test('a later park that is granted explains the call that takes the parkee over', () => {
  const told = refusing([toDave, parkByDave]).transfer('A', 'bob', 'dave').park('A', 'dave');
  expect(said(told)[0]).toBe('pass');
});
