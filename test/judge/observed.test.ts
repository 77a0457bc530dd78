/** That nothing happened can only be seen by looking for a while: what was not watched for long enough is left open. */
import { describe, expect, test } from '@jest/globals';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { inShort, type InShort, verdictOf } from './verdict-of.ts';

const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const parkA = { verb: 'park', call: 'A', by: 'bob' } as const;
const transferA = { verb: 'transfer', call: 'A', by: 'bob', to: 'dave', how: 'blind' } as const;
const refused = check('it', { kind: 'cannot', deed: parkA });

const said = (told: HistoryBuilder, name = 'it'): InShort => inShort(verdictOf(told, name));

/** @param watched  ms for which the call is watched after its park was refused */
function refusing(watched: number): HistoryBuilder {
  const told = history(cellOf('R', { normal: [callA], outage: [], failover: [refused] }));
  told.phase('normal').call('A', 'alice', 'bob').phases('outage', 'failover');
  const stage = (of: string): void => {
    told.park('A', 'bob', { of, answer: 503 }).wait(watched).listen('A', 'alice', 'bob', { of });
    told.lookup('bob', 'backup', undefined, { of });
  };
  return told.check('it', stage, { watched: false }).aftermath();
}

describe('a park that was refused', () => {
  test('is refused when the call was watched for two seconds after it', () => {
    expect(said(refusing(2000))).toMatchObject(['pass', { code: 'park-refused' }]);
  });

  test.each([0, 500, 1900])('may come late when the call was watched for %i ms', (watched) => {
    expect(said(refusing(watched))).toMatchObject([
      'inconclusive',
      { code: 'refusal-watched-too-briefly', fields: { call: 'A', needed: 2000 } },
    ]);
  });

  test.each([
    [1000, 'pass', 'park-refused'],
    [900, 'inconclusive', 'answer-awaited-too-briefly'],
  ] as const)('by silence in the outage, when that was waited for %i ms, is %s', (waited, verdict, code) => {
    const told = history(cellOf('R', { normal: [callA], outage: [refused] }));
    told.phase('normal').call('A', 'alice', 'bob').phase('outage');
    told.check('it', (of) =>
      told
        .park('A', 'bob', { of, answer: 'none', after: waited, why: 'no answer' })
        .listen('A', 'alice', 'bob', { of }),
    );
    expect(said(told.aftermath())).toMatchObject([verdict, { code }]);
  });
});

test.each([
  [2000, 'pass', 'refused-and-call-unchanged'],
  [100, 'inconclusive', 'refusal-watched-too-briefly'],
] as const)('a transfer that was refused, watched for %i ms, is %s', (watched, verdict, code) => {
  const told = history(cellOf('R', { normal: [callA, check('it', { kind: 'cannot', deed: transferA })] }));
  told.phase('normal').call('A', 'alice', 'bob');
  const stage = (of: string): void => {
    told.transfer('A', 'bob', 'dave', { of, answer: 503 }).wait(watched).listen('A', 'alice', 'bob', { of });
  };
  expect(said(told.check('it', stage, { watched: false }).aftermath())).toMatchObject([verdict, { code }]);
});

test.each([
  [2000, 'pass', 'no-party-at-orbit'],
  [1900, 'inconclusive', 'dial-listened-too-briefly'],
] as const)('an answer behind which no party was heard for %i ms is %s', (listens, verdict, code) => {
  const nobody = check('it', { kind: 'is', outcome: 'nobody', call: 'A' });
  const told = history(cellOf('N', { normal: [callA, act(parkA)], outage: [], failover: [nobody] }));
  told.phase('normal').call('A', 'alice', 'bob').park('A', 'bob').phase('outage').wait(2000);
  told.unhear('alice', told.side('A', 'alice').callId).orbits.clear();
  told.phase('failover');
  told.check('it', (of) => told.dial('A', 'carol', 'backup', '101', { of, status: 200, listens }));
  expect(said(told.aftermath())).toMatchObject([verdict, { code }]);
});

test.each([
  [500, 'pass', 'disconnected'],
  [300, 'inconclusive', 'answer-awaited-too-briefly'],
] as const)('a re-INVITE that was not answered for %i ms is %s', (waited, verdict, code) => {
  const over = check('it', { kind: 'is', outcome: 'disconnected', call: 'A' });
  const told = history(cellOf('D', { normal: [callA, act(parkA)], outage: [over] }));
  told.phase('normal').call('A', 'alice', 'bob').park('A', 'bob').phase('outage').wait(30);
  const alice = told.side('A', 'alice');
  told.unhear('alice', alice.callId);
  told.check('it', (of) => {
    const probe = told.asked({ verb: 'probe', by: 'alice', call: 'A', callId: alice.callId, within: 500, of });
    told.inDialog(alice, 'INVITE', {}, 'none');
    told.wait(waited);
    probe.end('no answer');
  });
  expect(said(told.aftermath())).toMatchObject([verdict, { code }]);
});

describe('the end of a cell', () => {
  /** The last deed, then so many ms until its call is hung up, and so many until the cell is over. */
  function ending(before: number, after: number): HistoryBuilder {
    const told = history(cellOf('E', { normal: [callA] }))
      .phase('normal')
      .call('A', 'alice', 'bob');
    return told.check('aftermath', (of) => told.wait(before).hangup('A', 'alice', { of }).wait(after)).end();
  }

  test('is clean when its last deed and its end were watched', () => {
    expect(said(ending(2000, 200), 'aftermath')).toMatchObject(['pass', { code: 'nothing-left-behind' }]);
  });

  test('leaves open whether a pool ends the call after the last deed', () => {
    expect(said(ending(1900, 200), 'aftermath')).toMatchObject([
      'inconclusive',
      { code: 'last-deed-watched-too-briefly', fields: { call: 'A', needed: 2000 } },
    ]);
  });

  test('leaves open whether anything comes late', () => {
    expect(said(ending(2000, 100), 'aftermath')).toMatchObject([
      'inconclusive',
      { code: 'end-watched-too-briefly', fields: { needed: 200 } },
    ]);
  });

  test('shows a call that its pool ends after the last deed', () => {
    const told = history(cellOf('E', { normal: [callA] }))
      .phase('normal')
      .call('A', 'alice', 'bob');
    told.check('aftermath', (of) => {
      told.wait(1000).fromPeer({ ...told.side('A', 'bob'), peer: 'primary' }, 'BYE');
      told.hangup('A', 'alice', { of }).wait(200);
    });
    expect(said(told.end(), 'aftermath')).toMatchObject([
      'fail',
      { code: 'call-lost-unwatched', fields: { party: 'bob' } },
    ]);
  });
});
