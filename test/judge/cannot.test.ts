import { describe, expect, test } from '@jest/globals';
import type { Step, Trial } from '../../src/suite/cell.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { cited, inShort, type InShort, verdictOf } from './verdict-of.ts';

const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const parkA = act({ verb: 'park', call: 'A', by: 'bob' });
const holdA = act({ verb: 'hold', call: 'A', by: 'bob' });
const hangupA = act({ verb: 'hangup', call: 'A', by: 'alice' });

function refusing(deed: Trial, acts: readonly Step[] = []): HistoryBuilder {
  const cell = cellOf('N', { normal: [callA, ...acts, check('refused', { kind: 'cannot', deed })] });
  return history(cell).phase('normal').call('A', 'alice', 'bob');
}

function said(told: HistoryBuilder): InShort {
  return inShort(verdictOf(told.aftermath(), 'refused'));
}

const hold: Trial = { verb: 'hold', call: 'A', by: 'bob' };

describe('a refusal', () => {
  test('of a call says nothing of the call that is up', () => {
    const told = refusing({ verb: 'call', call: 'A', by: 'carol', to: 'dave' });
    const sides = told.sides.get('A') ?? [];
    told.check('refused', (of) => told.call('A', 'carol', 'dave', { of, status: 486 }));
    told.sides.set('A', sides);
    expect(said(told)).toMatchObject([
      'pass',
      { code: 'refused-in-time', fields: { deed: "carol's call to dave", took: 1, answer: '486 Busy Here' } },
    ]);
  });

  test('in a call that is over leaves nothing as it was', () => {
    const told = refusing(hold, [hangupA]);
    const leg = told.side('A', 'bob');
    told.hangup('A', 'alice').sides.set('A', [leg]);
    told.check('refused', (of) => {
      const deed = told.asked({ verb: 'hold', by: 'bob', call: 'A', callId: leg.callId, of });
      told.inDialog({ ...leg, peer: 'primary' }, 'INVITE', {}, 481);
      deed.end('answered 481');
    });
    told.sides.delete('A');
    expect(said(told)[1].code).not.toBe('refused-and-call-unchanged');
  });

  test('of a resumption leaves the call held', () => {
    const told = refusing({ verb: 'resume', call: 'A', by: 'bob' }, [holdA]).hold('A', 'bob');
    told.check('refused', (of) => told.resume('A', 'bob', { of, status: 488 }));
    expect(said(told)).toMatchObject([
      'pass',
      {
        code: 'refused-and-call-unchanged',
        because: 'refused-in-time',
        fields: { deed: "bob's resumption of call A", took: 3, answer: '488 Whatever', call: 'A' },
      },
    ]);
  });

  test('that costs the call fails, counting from the attempt', () => {
    const told = refusing(hold);
    told.check('refused', (of) => {
      told.hold('A', 'bob', { of, status: 488 }).wait(50);
      told.fromPeer({ ...told.side('A', 'bob'), peer: 'primary' }, 'BYE');
    });
    expect(said(told)).toMatchObject([
      'fail',
      {
        code: 'call-lost',
        fields: {
          party: 'bob',
          call: 'A',
          end: 'its leg was ended by a BYE from udp:127.0.0.1:5060',
          after: 55,
          since: 'the attempt',
        },
      },
    ]);
  });

  test.each([
    hold,
    { verb: 'resume', call: 'A', by: 'bob' },
    { verb: 'transfer', call: 'A', by: 'bob', to: 'dave', how: 'blind' },
    { verb: 'hangup', call: 'A', by: 'bob' },
    { verb: 'call', call: 'B', by: 'bob', to: 'dave' },
    { verb: 'register', by: 'bob' },
  ] as const)('is not known where nothing was sent: %j', (deed) => {
    const told = refusing(deed);
    const { verb, by } = deed;
    told.check('refused', (of) => told.asked({ verb, by, of }).end('the phone is busy'));
    expect(said(told)).toMatchObject(['inconclusive', { code: 'not-tried', fields: { why: 'the phone is busy' } }]);
  });
});

describe('a retrieval that is refused', () => {
  const retrieve: Trial = { verb: 'retrieve', call: 'A', by: 'carol' };

  test('by an announcement cites the answer', () => {
    const told = refusing(retrieve, [parkA]).park('A', 'bob');
    told.check('refused', (of) => told.retrieve('A', 'carol', { of, joined: false, hears: 'other' }));
    const verdict = verdictOf(told.aftermath(undefined, { tidy: false }), 'refused');
    expect([verdict.verdict, cited(told, verdict)]).toEqual(['pass', ['carol in SIP/2.0 200 OK']]);
  });

  test('and drops the parkee fails, citing what ended the park', () => {
    const told = refusing(retrieve, [parkA]).park('A', 'bob');
    const leg = told.side('A', 'alice');
    told.check('refused', (of) => {
      told.retrieve('A', 'carol', { of, status: 404, joined: false });
      told.fromPeer(leg, 'BYE');
    });
    told.unhear('alice', leg.callId).sides.delete('A');
    told.orbits.clear();
    const verdict = verdictOf(told.aftermath(), 'refused');
    expect(inShort(verdict)).toMatchObject([
      'fail',
      {
        code: 'parkee-dropped-by-refusal',
        fields: {
          deed: "carol's retrieval of call A",
          party: 'alice',
          end: 'its leg was ended by a BYE from udp:127.0.0.1:5060',
        },
      },
    ]);
    expect(cited(told, verdict)).toEqual(['alice in BYE']);
  });

  test('has not dropped a parkee who had been dropped before', () => {
    const told = refusing(retrieve, [parkA]).park('A', 'bob');
    const leg = told.side('A', 'alice');
    told.fromPeer(leg, 'BYE');
    told.check('refused', (of) => told.retrieve('A', 'carol', { of, status: 404, joined: false }));
    told.unhear('alice', leg.callId).sides.delete('A');
    told.orbits.clear();
    expect(said(told)[0]).toBe('pass');
  });

  test('too late fails whatever became of the parkee', () => {
    const told = refusing(retrieve, [parkA]).park('A', 'bob');
    const leg = told.side('A', 'alice');
    told.check('refused', (of) => {
      told.retrieve('A', 'carol', { of, status: 'none', joined: false });
      told.fromPeer(leg, 'BYE');
    });
    told.unhear('alice', leg.callId).sides.delete('A');
    told.orbits.clear();
    expect(said(told)).toMatchObject(['fail', { code: 'unanswered-not-refused' }]);
  });
});
