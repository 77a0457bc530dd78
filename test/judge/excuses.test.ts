import type { LoadEvent } from '../../src/history/event.ts';
import { describe, expect, test } from '@jest/globals';
import type { Candidate } from '../../src/candidate/candidate.ts';
import type { Expectation, Step } from '../../src/suite/cell.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { cited, inShort, type InShort, verdictOf } from './verdict-of.ts';

const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const parkA = act({ verb: 'park', call: 'A', by: 'bob' });
const parked: Expectation = { kind: 'is', outcome: 'parked', call: 'A' };
const retrieve: Expectation = { kind: 'can', deed: { verb: 'retrieve', call: 'A', by: 'carol' } };

const PASSED = {
  code: 'pickup-timeout-passed',
  fields: { pool: 'primary', declared: 6000, party: 'bob', over: 'was rung back' },
};

/** The primary rings the parker back `after` ms after the park; what the check looks at fails. */
function rungBack(
  after: number,
  {
    expectation = parked,
    candidate = {},
    before = [],
    whom = 'bob',
    load,
  }: {
    expectation?: Expectation;
    candidate?: Partial<Candidate>;
    before?: readonly Step[];
    whom?: 'bob' | 'carol' | 'dave';
    load?: Omit<LoadEvent, 'kind'>;
  } = {},
): HistoryBuilder {
  const cell = cellOf('X', { normal: [callA, parkA, ...before, check('it', expectation)] });
  const told = history(cell, candidate).phase('normal').call('A', 'alice', 'bob').park('A', 'bob');
  const done =
    told.events.findLast((event) => event.kind === 'sip' && event.text.includes('200 OK\r\nContact'))?.t ?? 0;
  if (load !== undefined) told.add({ kind: 'load', ...load });
  told.wait(done + after - told.t - 1);
  told.ring('primary', whom, 'back');
  told.unhear('alice', told.side('A', 'alice').callId).wait(200);
  if (before.length > 0) told.call('B', 'carol', 'dave');
  told.check('it', (of) => {
    if (expectation.kind === 'can' && expectation.deed.verb === 'retrieve')
      told.retrieve('A', 'carol', { of, status: 404 });
  });
  return told.aftermath();
}

describe('a call that rang back when its time was up', () => {
  test('is not missed where it should be parked, citing the call back', () => {
    const told = rungBack(6000);
    const verdict = verdictOf(told, 'it');
    expect(inShort(verdict)).toMatchObject(['inconclusive', PASSED]);
    expect(cited(told, verdict)).toContain('bob in INVITE');
    expect(verdict.evidence.length).toBeGreaterThan(1);
  });

  test('has gone to the timeout target of its pool where that is the first to be rung', () => {
    expect(inShort(verdictOf(rungBack(6000, { whom: 'carol' }), 'it'))).toMatchObject([
      'inconclusive',
      { code: 'pickup-timeout-passed', fields: { party: 'carol', over: 'was rung as its timeout target' } },
    ]);
    expect(verdictOf(rungBack(6000, { whom: 'dave' }), 'it').verdict).toBe('fail');
  });

  test.each([
    [{ maxDelayMs: 100, lateMs: 1_500 }, 'harness-late'],
    [{ maxDelayMs: 100, lateMs: 100, poolDelayMs: 100, poolLateMs: 1_500 }, 'pool-starved'],
    [{ maxDelayMs: 100, lateMs: 1_499, poolDelayMs: 100, poolLateMs: 1_499 }, 'pickup-timeout-passed'],
  ] as const)('rang since the machine was late for a quarter of that time: %j is %s', (load, code) => {
    expect(inShort(verdictOf(rungBack(6000, { load }), 'it'))).toMatchObject(['inconclusive', { code }]);
  });

  test('cannot be retrieved any more', () => {
    const verdict = verdictOf(rungBack(6000, { expectation: retrieve }), 'it');
    expect(inShort(verdict)).toMatchObject(['inconclusive', PASSED]);
  });

  test('is no excuse for a retrieval that had been answered before', () => {
    const told = history(cellOf('X', { normal: [callA, parkA, check('it', retrieve)] }));
    told.phase('normal').call('A', 'alice', 'bob').park('A', 'bob');
    told.check('it', (of) => {
      told.retrieve('A', 'carol', { of, status: 404 });
      told.wait(6000).ring('primary', 'bob', 'back');
    });
    expect(verdictOf(told.aftermath(), 'it')).toMatchObject({
      verdict: 'fail',
      code: 'retrieval-failed',
    });
  });

  test('excuses as soon as it is within the tolerance of its time, and no sooner', () => {
    expect(verdictOf(rungBack(4800), 'it').verdict).toBe('inconclusive');
    expect(verdictOf(rungBack(4799), 'it').verdict).toBe('fail');
  });

  test('is not hidden by a call that another party makes to the timeout target before', () => {
    const callB = { verb: 'call', call: 'B', by: 'dave', to: 'carol' } as const;
    const told = history(cellOf('X', { normal: [callA, parkA, act(callB), check('it', parked)] }));
    told.phase('normal').call('A', 'alice', 'bob').park('A', 'bob').wait(500).call('B', 'dave', 'carol');
    told.wait(5500).ring('primary', 'bob', 'back');
    told.unhear('alice', told.side('A', 'alice').callId).wait(200).check('it');
    expect(inShort(verdictOf(told.aftermath(), 'it'))).toMatchObject(['inconclusive', PASSED]);
  });

  test('excuses nothing where no pickup timeout is declared', () => {
    const settings = { primary: {}, backup: {} } as Candidate['settings'];
    expect(verdictOf(rungBack(6000, { candidate: { settings } }), 'it').verdict).toBe('fail');
  });

  test('excuses nothing in another call', () => {
    const callB = act({ verb: 'call', call: 'B', by: 'carol', to: 'dave' });
    const expectation: Expectation = { kind: 'can', deed: { verb: 'park', call: 'B', by: 'dave' } };
    expect(verdictOf(rungBack(6000, { expectation, before: [callB] }), 'it').verdict).not.toBe('pass');
    expect(verdictOf(rungBack(6000, { expectation, before: [callB] }), 'it').code).not.toBe('pickup-timeout-passed');
    const lookedFor: Expectation = { kind: 'is', outcome: 'parked', call: 'B' };
    expect(verdictOf(rungBack(6000, { expectation: lookedFor, before: [callB] }), 'it').code).not.toBe(
      'pickup-timeout-passed',
    );
  });

  test.each([
    { kind: 'is', outcome: 'disconnected', call: 'A' },
    { kind: 'can', deed: { verb: 'hangup', call: 'A', by: 'alice' } },
  ] as const)('does not excuse %j, which needs no parked call', (expectation) => {
    expect(verdictOf(rungBack(6000, { expectation }), 'it').code).not.toBe('pickup-timeout-passed');
  });
});

describe('a parked call that its pool ended when its time was up', () => {
  /** The leg of alice ends `after` ms after her call was parked, by a BYE of the pool or of her phone. */
  function ended(after: number, by: 'pool' | 'phone' = 'pool'): InShort {
    const told = history(cellOf('X', { normal: [callA, parkA, check('it', parked)] }));
    told.phase('normal').call('A', 'alice', 'bob').park('A', 'bob');
    const done =
      told.events.findLast((event) => event.kind === 'sip' && event.text.includes('200 OK\r\nContact'))?.t ?? 0;
    const leg = told.side('A', 'alice');
    told.wait(done + after - told.t - 1);
    if (by === 'pool') told.fromPeer(leg, 'BYE');
    else told.inDialog(leg, 'BYE');
    told.unhear('alice', leg.callId).wait(200).check('it');
    return inShort(verdictOf(told.aftermath(), 'it'));
  }

  test('had no user that could be rung', () => {
    expect(ended(6000)).toMatchObject([
      'inconclusive',
      { code: 'pickup-timeout-passed', fields: { pool: 'primary', party: 'alice', over: 'got a BYE' } },
    ]);
  });

  test('was ended too early below the tolerance of that time', () => {
    expect(ended(4800)[0]).toBe('inconclusive');
    expect(ended(4799)).toMatchObject(['fail', { code: 'no-longer-parked' }]);
  });

  test('is not one that the phone ended', () => {
    expect(ended(6000, 'phone')).toMatchObject(['fail', { code: 'no-longer-parked' }]);
  });
});

describe('music on hold that is looked at when the pickup timeout is over', () => {
  const music: Expectation = { kind: 'setting', setting: 'music-on-hold', call: 'A', of: 'primary' };

  /** What alice hears while she is parked; then, 6 s later, the timeout target gets the call. */
  function handedOn(heard: (told: HistoryBuilder, leg: string) => void = () => {}): InShort {
    const told = history(cellOf('X', { normal: [callA, parkA, check('it', music)] }));
    told.phase('normal').call('A', 'alice', 'bob').park('A', 'bob');
    const { callId } = told.side('A', 'alice');
    heard(told.wait(6000), callId);
    told.ring('primary', 'carol', 'onward', { status: 200, call: 'A', hears: 'alice' });
    told.unhear('alice', callId).hear('alice', callId, 'carol').wait(1000).check('it');
    return inShort(verdictOf(told.aftermath(), 'it'));
  }

  test('is not missed where it was played as long as the call was parked', () => {
    expect(handedOn()).toMatchObject([
      'inconclusive',
      { code: 'pickup-timeout-passed', fields: { party: 'carol', over: 'was rung as its timeout target' } },
    ]);
  });

  test('is not missed where it only paused when the call was handed on', () => {
    expect(handedOn((told, leg) => told.unhear('alice', leg).wait(170))[0]).toBe('inconclusive');
  });

  test('is missed where it had ended before', () => {
    expect(handedOn((told, leg) => told.unhear('alice', leg).wait(200))).toMatchObject([
      'fail',
      { code: 'music-not-heard', fields: { party: 'alice', call: 'A', pool: 'primary', heard: 'carol' } },
    ]);
  });

  test('is missed where that of the other pool was played', () => {
    const other = (told: HistoryBuilder, leg: string): void =>
      void told.unhear('alice', leg).hear('alice', leg, 'music:backup').wait(500);
    expect(handedOn(other)[0]).toBe('fail');
  });
});
