import { describe, expect, test } from '@jest/globals';
import type { LoadEvent } from '../../src/history/event.ts';
import { CANDIDATE } from './cells.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { inShort, type InShort, verdictOf } from './verdict-of.ts';

const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const parkA = act({ verb: 'park', call: 'A', by: 'bob' });
const LATE = 151;

type Stage = (told: HistoryBuilder, of: string) => void;
const noMusic = CANDIDATE.capabilities.filter((each) => each !== 'music-on-hold');

/** What a starved harness may have missed: each fails when the harness was in time and proves nothing when it was late. */
const MISSED: ReadonlyArray<readonly [string, ReturnType<typeof cellOf>, Stage]> = [
  [
    'no answer to a call',
    cellOf('L', { normal: [check('it', { kind: 'can', deed: { verb: 'call', call: 'A', by: 'alice', to: 'bob' } })] }),
    (told, of) => told.call('A', 'alice', 'bob', { of, status: 'none' }),
  ],
  [
    'no answer to a REGISTER',
    cellOf('L', { normal: [check('it', { kind: 'can', deed: { verb: 'register', by: 'alice' } })] }),
    (told, of) => told.register('alice', { of, status: 'none' }),
  ],
  [
    'no answer that announces',
    cellOf('L', { normal: [check('it', { kind: 'announces', mode: 'full-service', by: 'alice' })] }),
    (told, of) => told.register('alice', { of, status: 'none' }),
  ],
];

const canPark = cellOf('L', {
  normal: [callA, check('it', { kind: 'can', deed: { verb: 'park', call: 'A', by: 'bob' } })],
});
const cannotPark = cellOf('L', {
  normal: [callA, check('it', { kind: 'cannot', deed: { verb: 'park', call: 'A', by: 'bob' } })],
});
const canHold = cellOf('L', {
  normal: [callA, check('it', { kind: 'can', deed: { verb: 'hold', call: 'A', by: 'bob' } })],
});
const canTransfer = cellOf('L', {
  normal: [
    callA,
    check('it', { kind: 'can', deed: { verb: 'transfer', call: 'A', by: 'bob', to: 'dave', how: 'blind' } }),
  ],
});
const isHeld = cellOf('L', {
  normal: [callA, act({ verb: 'hold', call: 'A', by: 'bob' }), check('it', { kind: 'is', outcome: 'held', call: 'A' })],
});

const IN_CALL: ReadonlyArray<readonly [string, ReturnType<typeof cellOf>, Stage]> = [
  ['no answer to a park', canPark, (told, of) => told.park('A', 'bob', { of, answer: 'none' })],
  ['no final NOTIFY of a park', canPark, (told, of) => told.park('A', 'bob', { of, final: 'none', takeover: false })],
  ['a parker who is not free', canPark, (told, of) => told.park('A', 'bob', { of, parkerFreed: false })],
  ['no music', canPark, (told, of) => told.park('A', 'bob', { of, music: 'none' })],
  [
    'the end of a voice that fades',
    canPark,
    (told, of) => {
      told.park('A', 'bob', { of, music: 'none' }).wait(150);
      const { callId } = told.side('A', 'alice');
      return told.hear('alice', callId, 'bob').hear('alice', callId, 'music:primary');
    },
  ],
  ['no refusal', cannotPark, (told, of) => told.park('A', 'bob', { of, answer: 'none' })],
  [
    'no result of a park to refuse',
    cannotPark,
    (told, of) => told.park('A', 'bob', { of, answer: 202, final: 'none', takeover: false }),
  ],
  ['no answer to a hold', canHold, (told, of) => told.hold('A', 'bob', { of, status: 'none' })],
  [
    'a held party that is not quiet',
    canHold,
    (told, of) => told.hold('A', 'bob', { of, quiet: false }).resume('A', 'bob', { of }),
  ],
  ['no answer to a transfer', canTransfer, (told, of) => told.transfer('A', 'bob', 'dave', { of, answer: 'none' })],
  ['a transferor who is not free', canTransfer, (told, of) => told.transfer('A', 'bob', 'dave', { of, freed: false })],
];

const isParked = cellOf('L', { normal: [callA, parkA, check('it', { kind: 'is', outcome: 'parked', call: 'A' })] });
const canRetrieve = cellOf('L', {
  normal: [callA, parkA, check('it', { kind: 'can', deed: { verb: 'retrieve', call: 'A', by: 'carol' } })],
});
const setting = (name: 'music-on-hold' | 'pickup-timeout' | 'timeout-target') =>
  cellOf('L', { normal: [callA, parkA, check('it', { kind: 'setting', setting: name, call: 'A', of: 'primary' })] });

const WHILE_PARKED: ReadonlyArray<readonly [string, ReturnType<typeof cellOf>, Stage]> = [
  ['no answer to a look-up', isParked, (told, of) => told.lookup('bob', 'primary', '101', { of, status: 'none' })],
  [
    'no answer to a re-INVITE, after which the phone hangs up',
    isParked,
    (told, of) => told.probe('A', 'alice', { of, status: 'none' }).inDialog(told.side('A', 'alice'), 'BYE', {}, 200),
  ],
  ['no answer to a retrieval', canRetrieve, (told, of) => told.retrieve('A', 'carol', { of, status: 'none' })],
  ['a park that does not end', canRetrieve, (told, of) => told.retrieve('A', 'carol', { of, parkFreed: false })],
  ['no ringback', setting('pickup-timeout'), () => {}],
  ['no call to the timeout target', setting('timeout-target'), () => {}],
  [
    'no music of the pool',
    setting('music-on-hold'),
    (told) => told.unhear('alice', told.side('A', 'alice').callId).wait(200),
  ],
];

function verdicts(tell: () => HistoryBuilder, stage: Stage): readonly string[] {
  return [1, LATE].map((load) => {
    const told = tell();
    return verdictOf(told.check('it', (of) => stage(told, of), { load, watched: false }).aftermath(), 'it').verdict;
  });
}

const parked = (cell: ReturnType<typeof cellOf>) => (): HistoryBuilder =>
  history(cell).phase('normal').call('A', 'alice', 'bob').park('A', 'bob');
const calling = (cell: ReturnType<typeof cellOf>) => (): HistoryBuilder =>
  history(cell).phase('normal').call('A', 'alice', 'bob');

const holding = (): HistoryBuilder =>
  history(isHeld).phase('normal').call('A', 'alice', 'bob').hold('A', 'bob', { quiet: false });

const parkedInSilence = (): HistoryBuilder =>
  history(isParked, { capabilities: noMusic })
    .phase('normal')
    .call('A', 'alice', 'bob')
    .park('A', 'bob', { music: 'none' });

const lost = (): HistoryBuilder => {
  const cell = cellOf('L', {
    normal: [callA, parkA],
    outage: [check('it', { kind: 'is', outcome: 'disconnected', call: 'A' })],
  });
  return history(cell).phase('normal').call('A', 'alice', 'bob').park('A', 'bob').phase('outage');
};

const askInVain: Stage = (told, of) =>
  told.lookup('bob', 'primary', '101', { of }).probe('A', 'alice', { of, status: 'none' });

describe('a harness that was late may have missed', () => {
  test.each(MISSED)('%s', (_, cell, stage) => {
    expect(verdicts(() => history(cell).phase('normal'), stage)).toEqual(['fail', 'inconclusive']);
  });

  test.each(IN_CALL)('%s', (_, cell, stage) => {
    expect(verdicts(calling(cell), stage)).toEqual(['fail', 'inconclusive']);
  });

  test.each(WHILE_PARKED)('%s', (_, cell, stage) => {
    expect(verdicts(parked(cell), stage)).toEqual(['fail', 'inconclusive']);
  });

  test('that the holder went quiet', () => {
    expect(verdicts(holding, () => {})).toEqual(['fail', 'inconclusive']);
  });

  test('the end of a parked call', () => {
    expect(verdicts(lost, (told) => told.unhear('alice', told.side('A', 'alice').callId))).toEqual([
      'fail',
      'inconclusive',
    ]);
  });

  test('an answer to a re-INVITE', () => {
    expect(verdicts(parkedInSilence, askInVain)).toEqual(['fail', 'inconclusive']);
  });
});

describe('a harness that was late cannot have made up', () => {
  test.each([
    [
      'a refused park',
      calling(canPark),
      (told: HistoryBuilder, of: string) => told.park('A', 'bob', { of, answer: 503 }),
    ],
    ['a park', calling(cannotPark), (told: HistoryBuilder, of: string) => told.park('A', 'bob', { of })],
    [
      'a wrong orbit',
      calling(canPark),
      (told: HistoryBuilder, of: string) => told.park('A', 'bob', { of, orbit: '300' }),
    ],
    [
      'a refused hold',
      calling(canHold),
      (told: HistoryBuilder, of: string) => told.hold('A', 'bob', { of, status: 503 }),
    ],
    [
      'a refused transfer',
      calling(canTransfer),
      (told: HistoryBuilder, of: string) => told.transfer('A', 'bob', 'dave', { of, answer: 503 }),
    ],
    [
      'a refused retrieval',
      parked(canRetrieve),
      (told: HistoryBuilder, of: string) => told.retrieve('A', 'carol', { of, status: 404 }),
    ],
    [
      'a challenge',
      calling(cannotPark),
      (told: HistoryBuilder, of: string) => told.park('A', 'bob', { of, answer: 401 }),
    ],
    [
      'another call at the orbit',
      parked(isParked),
      (told: HistoryBuilder, of: string) => told.lookup('bob', 'primary', '101', { of, shows: [] }),
    ],
  ] as const)('%s', (_, tell, stage) => {
    expect(verdicts(tell, (told, of) => void stage(told, of))).toEqual(['fail', 'fail']);
  });
});

const unanswered: Stage = (told, of) => told.retrieve('A', 'carol', { of, status: 'none' });
const refused: Stage = (told, of) => told.retrieve('A', 'carol', { of, status: 408 });

function afterWait(stage: Stage, poolDelayMs: number): InShort {
  const told = parked(canRetrieve)();
  told.add({ kind: 'load', maxDelayMs: 1, poolDelayMs });
  return inShort(verdictOf(told.check('it', (of) => stage(told, of)).aftermath(), 'it'));
}

describe('a pool that got no processor', () => {
  test('may be late through no fault of its own', () => {
    expect(afterWait(unanswered, 150)[0]).toBe('fail');
    expect(afterWait(unanswered, 151)).toMatchObject([
      'inconclusive',
      { code: 'pool-starved', fields: { late: 151, delays: 'one' } },
    ]);
  });

  test('has refused what it refused', () => {
    expect(afterWait(refused, 9000)[0]).toBe('fail');
  });
});

test('a harness that was deaf for longer than any retransmission may have brought about what it saw', () => {
  const judged = [4000, 4001].map((load) => {
    const told = parked(canRetrieve)();
    return verdictOf(told.check('it', (of) => refused(told, of), { load }).aftermath(), 'it').verdict;
  });
  expect(judged).toEqual(['fail', 'inconclusive']);
});

const failover = {
  ...cellOf('L', {
    normal: [callA],
    outage: [],
    failover: [check('it', { kind: 'is', outcome: 'connected', call: 'A' })],
  }),
  demands: ['failover'] as const,
};

/** The harness was late by `load` ms in the phase before the one that was missed, or in that phase. */
function missed(load: number, when: 'before' | 'meanwhile'): InShort {
  const told = calling(failover)().phase('outage');
  told.add({ kind: 'load', maxDelayMs: when === 'before' ? load : 1 });
  told.phase('failover', { missed: 'silence' });
  told.add({ kind: 'load', maxDelayMs: when === 'before' ? 1 : load });
  return inShort(verdictOf(told.aftermath(), 'it'));
}

describe('a phase that the table demands and that was missed', () => {
  test('proves nothing when the harness was late for half of the time meanwhile', () => {
    const late = CANDIDATE.transitions.failover.within / 2;
    // Pools that are not measured count as late as the harness.
    expect(missed(late / 2 - LATE / 2 - 10, 'meanwhile')[0]).toBe('fail');
    expect(missed(late, 'meanwhile')).toMatchObject([
      'inconclusive',
      {
        code: 'harness-late',
        because: 'demanded-phase-missed',
        fields: { phase: 'failover', why: 'silence', late, delays: 'one' },
      },
    ]);
  });

  test('is missed also where the harness was late before', () => {
    expect(missed(9000, 'before')[0]).toBe('fail');
  });
});

describe('a phase that was missed', () => {
  const loads = (load: Omit<LoadEvent, 'kind'>, phase: 'normal' | 'failed-over'): readonly InShort[] => {
    const cell = {
      ...failover,
      demands: [],
      scenario: cellOf('L', { normal: [callA], 'failed-over': [isUp] }).scenario,
    };
    const told = history(cell);
    if (phase !== 'normal') told.phase('normal').call('A', 'alice', 'bob').phases('outage', 'failover');
    told.add({ kind: 'phase', phase, state: 'entering' });
    told.add({ kind: 'load', ...load });
    told.add({ kind: 'phase', phase, state: 'missed', why: 'silence' });
    told.aftermath();
    return [verdictOf(told, 'it'), verdictOf(told, 'aftermath')].map((each) => inShort(each));
  };
  const isUp = check('it', { kind: 'is', outcome: 'connected', call: 'A' });
  const { start } = CANDIDATE.bounds;

  test('for the start of pools that had no processor for half of it, is the fault of the machine', () => {
    const starved = { maxDelayMs: 100, lateMs: 100, poolDelayMs: 200, poolLateMs: start / 2 };
    expect(loads(starved, 'normal')).toMatchObject([
      ['inconclusive', { code: 'pool-starved', because: 'phase-missed', fields: { late: start / 2 } }],
      ['inconclusive', { code: 'pool-starved', because: 'never-ready' }],
    ]);
    expect(loads({ ...starved, poolLateMs: start / 2 - 1 }, 'normal')).toMatchObject([
      ['inconclusive', { code: 'phase-missed' }],
      ['inconclusive', { code: 'never-ready' }],
    ]);
  });

  test('while the harness was late for half of its time, is the fault of the machine', () => {
    const lateMs = CANDIDATE.transitions['failed-over'].within / 2;
    expect(loads({ maxDelayMs: 100, lateMs, poolDelayMs: 0, poolLateMs: 0 }, 'failed-over')).toMatchObject([
      ['inconclusive', { code: 'harness-late', because: 'transition-missed', fields: { late: lateMs } }],
      ['inconclusive', { code: 'harness-late', because: 'cell-incomplete' }],
    ]);
  });
});

describe('a call that seems to come without any reason', () => {
  /** @param after  so many ms after the party was called in vain */
  function rung(party: 'dave' | 'erin', load: number, after = 0): string {
    const told = parked(
      cellOf('L', { normal: [callA, parkA, act({ verb: 'call', call: 'B', by: 'frank', to: 'dave' })] }),
    )();
    told.call('B', 'frank', 'dave', { status: 'none' });
    told.add({ kind: 'load', maxDelayMs: load });
    told.wait(after).aftermath(() => void told.ring('backup', party, 'why'));
    return verdictOf(told, 'aftermath').verdict;
  }

  test('may be for what a harness that was late has given up', () => {
    expect([rung('dave', 150), rung('dave', 151)]).toEqual(['fail', 'inconclusive']);
  });

  test('comes too late for that after more than the delay', () => {
    expect(rung('dave', 400, 5000)).toBe('fail');
  });

  test('has no reason where its party was never called', () => {
    expect(rung('erin', 400)).toBe('fail');
  });
});

describe('an excuse is as long as the delay', () => {
  /** The music is away for so long at the end of the check; the bound is 300 ms. */
  function silent(ms: number, load: Omit<LoadEvent, 'kind'>): string {
    const told = parked(setting('music-on-hold'))();
    told.unhear('alice', told.side('A', 'alice').callId).wait(ms);
    return verdictOf(told.check('it', () => {}, { load }).aftermath(), 'it').verdict;
  }

  test('a harness that was late for less than half a second does not excuse seconds without music', () => {
    expect(silent(7400, { maxDelayMs: 400 })).toBe('fail');
    expect(silent(400, { maxDelayMs: 400 })).toBe('inconclusive');
  });

  test('what the harness and the pools were late counts together', () => {
    expect(silent(1500, { maxDelayMs: 400, poolDelayMs: 100 })).toBe('fail');
    expect(silent(1500, { maxDelayMs: 400, poolDelayMs: 900 })).toBe('inconclusive');
    expect(silent(1500, { maxDelayMs: 400, lateMs: 1200, poolDelayMs: 100 })).toBe('inconclusive');
  });

  test('pools of which nothing is known may have been as late as the harness', () => {
    expect(silent(1000, { maxDelayMs: 400 })).toBe('inconclusive');
    expect(silent(1000, { maxDelayMs: 400, poolDelayMs: 0 })).toBe('fail');
  });

  /** More than any bound of the candidate, and than the pickup timeout. */
  const LONG = 20_000;
  const overdue = (tell: () => HistoryBuilder, stage: Stage): string => {
    const told = tell();
    const waiting = (of: string): void => {
      stage(told, of);
      told.wait(LONG);
    };
    return verdictOf(told.check('it', waiting, { load: 400 }).aftermath(), 'it').verdict;
  };

  test('a call that was answered too late by more than the harness was late, after it was given up', () => {
    const deed = { verb: 'call', call: 'A', by: 'alice', to: 'bob' } as const;
    const told = (after: number): string => {
      const story = history(cellOf('L', { normal: [check('it', { kind: 'can', deed })] })).phase('normal');
      const stage = (of: string): HistoryBuilder => story.call('A', 'alice', 'bob', { of, after, givenUp: true });
      return verdictOf(story.check('it', stage, { load: 400 }).aftermath(), 'it').verdict;
    };
    expect([told(2100), told(3000)]).toEqual(['inconclusive', 'fail']);
  });

  test.each(MISSED)('seconds of waiting show %s', (_, cell, stage) => {
    expect(overdue(() => history(cell).phase('normal'), stage)).toBe('fail');
  });

  test.each(IN_CALL.filter(([what]) => what !== 'a held party that is not quiet'))(
    'seconds of waiting show %s',
    (_, cell, stage) => {
      expect(overdue(calling(cell), stage)).toBe('fail');
    },
  );

  test.each(WHILE_PARKED)('seconds of waiting show %s, too', (_, cell, stage) => {
    expect(overdue(parked(cell), stage)).toBe('fail');
  });

  test.each([
    [200, 'inconclusive'],
    [2000, 'fail'],
  ] as const)('a held party that was heard on for %i ms', (heard, verdict) => {
    const told = calling(canHold)();
    const stage = (of: string): void => {
      told.hold('A', 'bob', { of, quiet: false }).wait(heard);
      told.resume('A', 'bob', { of }).wait(LONG);
    };
    expect(verdictOf(told.check('it', stage, { load: 400 }).aftermath(), 'it').verdict).toBe(verdict);
  });

  test.each([
    ['short delays that add up to it', 200, { maxDelayMs: 100, lateMs: 400 }, 'inconclusive'],
    ['short delays that add up to less', 200, { maxDelayMs: 100, lateMs: 140 }, 'fail'],
    ['short delays, where it lasts for longer', 2000, { maxDelayMs: 100, lateMs: 400 }, 'fail'],
  ] as const)('%s: a held party is heard on for %i ms', (_what, heard, load, verdict) => {
    const told = calling(canHold)();
    const stage = (of: string): void => {
      told.hold('A', 'bob', { of, quiet: false }).wait(heard);
      told.resume('A', 'bob', { of });
    };
    expect(verdictOf(told.check('it', stage, { load: { poolDelayMs: 0, ...load } }).aftermath(), 'it').verdict).toBe(
      verdict,
    );
  });

  test('seconds of waiting show that the holder is not quiet, that a parked call does not end, and that a re-INVITE has no answer', () => {
    expect(overdue(holding, () => {})).toBe('fail');
    expect(overdue(lost, (told) => told.unhear('alice', told.side('A', 'alice').callId))).toBe('fail');
    expect(overdue(lost, () => {})).toBe('fail');
    expect(overdue(parkedInSilence, askInVain)).toBe('fail');
  });

  test('a bound that was missed by more is missed anyhow', () => {
    const late = (after: number): string => {
      const told = calling(canPark)();
      told.check('it', (of) => told.park('A', 'bob', { of, after }), { load: 400 });
      return verdictOf(told.aftermath(), 'it').verdict;
    };
    // At most 1000 ms are allowed.
    expect([late(1500), late(4000)]).toEqual(['inconclusive', 'fail']);
  });
});
