import { describe, expect, test } from '@jest/globals';
import type { Candidate } from '../../src/candidate/candidate.ts';
import { CANDIDATE } from './cells.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import type { ParkOptions } from './parking.ts';
import { cited, inShort, type InShort, verdictOf } from './verdict-of.ts';

const noStatus = CANDIDATE.capabilities.filter((each) => each !== 'orbit-status');

interface Story {
  readonly phase?: 'outage' | 'failover';
  readonly park?: ParkOptions;
  readonly candidate?: Partial<Candidate>;
  /** Before the park is tried. */
  readonly before?: (told: HistoryBuilder) => void;
  /** Between the park and the last look. */
  readonly next?: (told: HistoryBuilder, of: string) => void;
  readonly lookup?: Parameters<HistoryBuilder['lookup']>[3] | 'none';
  readonly load?: number;
}

function refusing({
  phase = 'failover',
  park = { answer: 503 },
  candidate = {},
  before,
  next,
  lookup = {},
  load = 1,
}: Story = {}): HistoryBuilder {
  const steps = [check('refused', { kind: 'cannot', deed: { verb: 'park', call: 'A', by: 'bob' } })];
  const told = history(
    cellOf('R', { normal: [act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' })], [phase]: steps }),
    candidate,
  );
  told.phase('normal').call('A', 'alice', 'bob').phase('outage');
  if (phase === 'failover') told.phase('failover');
  before?.(told);
  told.check(
    'refused',
    (of) => {
      told.park('A', 'bob', { ...park, of });
      next?.(told, of);
      const status = (candidate.capabilities ?? CANDIDATE.capabilities).includes('orbit-status');
      if (phase === 'failover' && status && lookup !== 'none')
        told.lookup('bob', 'backup', undefined, { ...lookup, of });
    },
    { load },
  );
  return told.aftermath();
}

function said(story: Story): InShort {
  return inShort(verdictOf(refusing(story), 'refused'));
}

const goneDeaf = (told: HistoryBuilder): void => void told.unhear('bob', told.side('A', 'bob').callId).wait(200);
const droppedByBackup: Story['next'] = (told) => told.fromPeer({ ...told.side('A', 'alice'), peer: 'backup' }, 'BYE');

const GHOST = { orbit: '207', pool: 'backup', callId: 'x', localTag: 'l', remoteTag: 'r', parkee: 'alice' } as const;

describe('a park that is refused', () => {
  test('passes with the time it took, citing the refusal, the look-up and both voices', () => {
    const told = refusing({ park: { answer: 503, after: 12 } });
    const verdict = verdictOf(told, 'refused');
    expect(verdict).toMatchObject({
      verdict: 'pass',
      code: 'park-refused',
      because: 'refused-in-time',
      fields: { deed: "bob's park of call A", took: 13, answer: '503 Service Unavailable', call: 'A' },
      figures: { refusedAfterMs: 13 },
    });
    expect(cited(told, verdict)).toEqual([
      'bob out SIP/2.0 200 OK',
      'alice in SIP/2.0 200 OK',
      'bob in SIP/2.0 503 Service Unavailable',
      'bob in NOTIFY',
      'alice sample bob',
      'bob sample alice',
    ]);
  });

  test.each([400, 404, 480, 486, 500, 503, 600, 603])('by a final %d passes', (answer) => {
    expect(said({ park: { answer } })[0]).toBe('pass');
  });

  test.each([
    ['SIP/2.0 503 Service Unavailable', 'pass'],
    ['SIP/2.0 302 Moved Temporarily', 'pass'],
    ['SIP/2.0 299 Nearly', 'fail'],
  ])('by a final sipfrag "%s" is a %s', (final, verdict) => {
    expect(said({ park: { final, takeover: false } })[0]).toBe(verdict);
  });

  test('by a closed port passes', () => {
    const verdict = verdictOf(refusing({ park: { answer: 'none', why: 'unreachable: ECONNREFUSED' } }), 'refused');
    expect(verdict).toMatchObject({ verdict: 'pass', figures: { refusedAfterMs: 1 } });
    expect(verdict).toMatchObject({
      code: 'park-refused',
      because: 'refused-in-time',
      fields: { deed: "bob's park of call A", took: 1, answer: 'unreachable: ECONNREFUSED', call: 'A' },
    });
  });

  test('by silence passes in the outage, where nobody is left to answer', () => {
    const verdict = verdictOf(refusing({ phase: 'outage', park: { answer: 'none' } }), 'refused');
    expect(verdict).toMatchObject({
      verdict: 'pass',
      code: 'park-refused',
      because: 'unanswered-in-outage',
      fields: { deed: "bob's park of call A", call: 'A' },
      figures: {},
    });
  });

  test('needs no look-up where the profile offers none', () => {
    expect(said({ candidate: { capabilities: noStatus } })[0]).toBe('pass');
  });

  test('may be refused the look-up too', () => {
    expect(said({ lookup: { status: 503 } })[0]).toBe('pass');
  });

  test('may show orbits that earlier calls were given', () => {
    const cell = cellOf('R', {
      normal: [
        act({ verb: 'call', call: 'B', by: 'carol', to: 'dave' }),
        act({ verb: 'park', call: 'B', by: 'dave' }),
        act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' }),
        check('refused', { kind: 'cannot', deed: { verb: 'park', call: 'A', by: 'bob' } }),
      ],
    });
    const told = history(cell).phase('normal').call('B', 'carol', 'dave').park('B', 'dave').call('A', 'alice', 'bob');
    told.check('refused', (of) =>
      told.park('A', 'bob', { of, answer: 486 }).lookup('bob', 'primary', undefined, { of }),
    );
    expect(verdictOf(told.aftermath(), 'refused').verdict).toBe('pass');
  });
});

describe('a park that should be refused', () => {
  test('fails when it succeeds', () => {
    const told = refusing({ park: { after: 5 } });
    const verdict = verdictOf(told, 'refused');
    expect(verdict.verdict).toBe('fail');
    expect(verdict).toMatchObject({
      code: 'parked-although-forbidden',
      fields: {
        parker: 'bob',
        call: 'A',
        at: 'at orbit 201 of backup',
        phase: 'failover',
        answer: 'final sipfrag "200 OK"',
      },
    });
    expect(cited(told, verdict)).toEqual(['bob in NOTIFY']);
  });

  test('fails when somebody parks at the address of the pool that is gone', () => {
    const [verdict, reason] = said({ phase: 'outage', park: { pool: 'primary' } });
    expect(verdict).toBe('fail');
    expect(reason).toMatchObject({ code: 'parked-although-forbidden', fields: { phase: 'outage' } });
  });

  test('proves nothing when the pool that should be gone refuses', () => {
    expect(said({ phase: 'outage', park: { pool: 'primary', answer: 503 } })).toMatchObject([
      'inconclusive',
      { code: 'pool-still-answered', fields: { pool: 'primary', fault: 'kill', method: 'REFER' } },
    ]);
  });

  test('fails when it succeeds in the outage', () => {
    expect(said({ phase: 'outage', park: { pool: 'backup' } })[1]).toMatchObject({
      code: 'parked-although-forbidden',
      fields: { parker: 'bob', call: 'A', phase: 'outage', answer: 'final sipfrag "200 OK"' },
    });
  });

  test('fails when it is refused in words but done', () => {
    const [verdict, reason] = said({ park: { answer: 503, takeover: true, parkerFreed: false } });
    expect([verdict, reason]).toEqual([
      'fail',
      {
        code: 'parkee-taken-although-forbidden',
        fields: { parker: 'bob', call: 'A', at: 'on backup', phase: 'failover', parkee: 'alice' },
      },
    ]);
  });

  test.each([
    [
      { answer: 'none' },
      { code: 'unanswered-not-refused', fields: { deed: "bob's park of call A", phase: 'failover' } },
    ],
    [
      { answer: 202, final: 'none', takeover: false },
      {
        code: 'neither-done-nor-refused',
        fields: { deed: "bob's park of call A", answer: '202 Accepted, and no final NOTIFY came' },
      },
    ],
    [
      { answer: 302 },
      { code: 'neither-done-nor-refused', fields: { deed: "bob's park of call A", answer: '302 Moved Temporarily' } },
    ],
    [
      { answer: 401 },
      { code: 'neither-done-nor-refused', fields: { deed: "bob's park of call A", answer: '401 Unauthorized' } },
    ],
    [
      { answer: 407 },
      { code: 'neither-done-nor-refused', fields: { deed: "bob's park of call A", answer: '407 Whatever' } },
    ],
  ] as const satisfies ReadonlyArray<readonly [ParkOptions, InShort[1]]>)('fails for %j', (park, reason) => {
    expect(said({ park })).toMatchObject(['fail', reason]);
  });

  test('fails in the outage too when it is taken and nothing follows', () => {
    expect(said({ phase: 'outage', park: { pool: 'backup', answer: 202, final: 'none', takeover: false } })[0]).toBe(
      'fail',
    );
  });

  test.each([
    [995, 'pass'],
    [1005, 'fail'],
  ])('after %d ms of at most 1000 is a %s', (after, verdict) => {
    expect(said({ park: { answer: 503, after } })[0]).toBe(verdict);
  });

  test('says how late it was, unless the harness was', () => {
    const late: Story = { park: { answer: 503, after: 1500 } };
    expect(said(late)).toMatchObject([
      'fail',
      {
        code: 'refused-late',
        fields: { deed: "bob's park of call A", took: 1501, answer: '503 Service Unavailable', bound: 1000 },
      },
    ]);
    expect(verdictOf(refusing(late), 'refused').figures).toEqual({ refusedAfterMs: 1501 });
    expect(said({ ...late, load: 200 })[0]).toBe('inconclusive');
  });

  test('fails when the call was dropped with the refusal', () => {
    const [verdict, reason] = said({
      next: (told) => told.fromPeer({ ...told.side('A', 'alice'), peer: 'backup' }, 'BYE'),
    });
    expect(verdict).toBe('fail');
    expect(reason).toMatchObject({
      code: 'call-lost-by-refusal',
      because: 'call-lost',
      fields: { party: 'alice', since: 'the attempt' },
    });
  });

  test('fails when the call went silent with the refusal', () => {
    const [verdict, reason] = said({ next: (told) => void told.unhear('bob', told.side('A', 'bob').callId).wait(200) });
    expect(verdict).toBe('fail');
    expect(reason).toMatchObject({
      code: 'call-lost-by-refusal',
      because: 'not-heard',
      fields: { listener: 'bob', speaker: 'alice' },
    });
  });

  test('fails when it was carried out after all, which is then no stray call', () => {
    const told = refusing({ park: { answer: 503, takeover: true } });
    expect(verdictOf(told, 'refused').verdict).toBe('fail');
    expect(verdictOf(told, 'aftermath').code).not.toBe('unsolicited-call');
  });

  test('leaves it to the aftermath when it was carried out long after that', () => {
    const steps = [check('refused', { kind: 'cannot', deed: { verb: 'park', call: 'A', by: 'bob' } })];
    const told = history(cellOf('R', { normal: [act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' }), ...steps] }));
    told.phase('normal').call('A', 'alice', 'bob');
    told.check('refused', (of) => {
      told.park('A', 'bob', { of, answer: 503 }).lookup('bob', 'primary', undefined, { of });
    });
    const how = { pool: 'primary', orbit: '101', parkerFreed: true, music: 'none', callId: 'late' } as const;
    told.takeOver('A', told.side('A', 'bob'), told.side('A', 'alice'), how);
    told.aftermath();
    expect(verdictOf(told, 'refused').verdict).toBe('pass');
    expect(verdictOf(told, 'aftermath')).toMatchObject({ code: 'unsolicited-call', fields: { party: 'alice' } });
  });

  test('calls no takeover stray that comes too late, as long as nobody had refused it', () => {
    const told = history(cellOf('R', { normal: [act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' })] }));
    told.phase('normal').call('A', 'alice', 'bob').park('A', 'bob', { answer: 'none' });
    const how = { pool: 'primary', orbit: '101', parkerFreed: true, music: 'none', callId: 'late' } as const;
    told.takeOver('A', told.side('A', 'bob'), told.side('A', 'alice'), how);
    expect(verdictOf(told.aftermath(), 'aftermath').code).not.toBe('unsolicited-call');
  });

  describe('of a call that was silent before', () => {
    test('proves nothing by the silence', () => {
      const [verdict, reason] = said({ before: goneDeaf });
      expect(verdict).toBe('inconclusive');
      expect(reason).toMatchObject({ code: 'silent-before', fields: { listener: 'bob', speaker: 'alice', call: 'A' } });
    });

    test('fails when it succeeds', () => {
      expect(said({ before: goneDeaf, park: {} })[0]).toBe('fail');
    });

    test('fails when an orbit was used up', () => {
      expect(said({ before: goneDeaf, lookup: { shows: [GHOST] } })[0]).toBe('fail');
    });

    test('fails when the call was dropped with the refusal', () => {
      expect(said({ before: goneDeaf, next: droppedByBackup })[0]).toBe('fail');
    });
  });

  test('is inconclusive when a dialog of the document cannot be read', () => {
    const shows = [
      { ...GHOST, state: 'held' },
      { ...GHOST, orbit: '208', state: '' },
    ];
    expect(said({ lookup: { shows } })).toMatchObject([
      'inconclusive',
      {
        code: 'orbits-unread',
        fields: { call: 'A', pool: 'backup', unread: '2 dialogs of the NOTIFY could not be read' },
      },
    ]);
  });

  test('fails when an orbit was used up', () => {
    const verdict = verdictOf(refusing({ lookup: { shows: [GHOST] } }), 'refused');
    expect(inShort(verdict)).toMatchObject([
      'fail',
      { code: 'orbit-used-by-refused-park', fields: { call: 'A', orbit: '207', pool: 'backup' } },
    ]);
  });

  test('fails when an orbit was used up that only the other pool has given', () => {
    const cell = cellOf('R', {
      normal: [
        act({ verb: 'call', call: 'B', by: 'carol', to: 'dave' }),
        act({ verb: 'park', call: 'B', by: 'dave' }),
        act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' }),
        check('refused', { kind: 'cannot', deed: { verb: 'park', call: 'A', by: 'bob' } }),
      ],
    });
    const told = history(cell)
      .phase('normal')
      .call('B', 'carol', 'dave')
      .park('B', 'dave', { pool: 'backup', orbit: '207' });
    told.call('A', 'alice', 'bob').check('refused', (of) => {
      told
        .park('A', 'bob', { of, answer: 486 })
        .lookup('bob', 'primary', undefined, { of, shows: [{ ...GHOST, pool: 'primary' }] });
    });
    expect(verdictOf(told.aftermath(), 'refused')).toMatchObject({
      code: 'orbit-used-by-refused-park',
      fields: { call: 'A', orbit: '207', pool: 'primary' },
    });
  });

  test('is inconclusive when the pool does not say whether an orbit was used', () => {
    const words = { code: 'orbits-not-told', fields: { call: 'A', pool: 'backup' } };
    expect(said({ lookup: { status: 'none' } })).toMatchObject(['inconclusive', words]);
    expect(said({ lookup: 'none' })).toMatchObject(['inconclusive', words]);
  });

  test('is no refusal when the pool had died by itself', () => {
    const park = { answer: 'none', why: 'unreachable: ECONNREFUSED' } as const;
    expect(said({ park, next: (told) => void told.process('backup', 'exited') })).toMatchObject([
      'fail',
      { code: 'pool-died-instead-of-refusing', fields: { deed: "bob's park of call A", pool: 'backup' } },
    ]);
  });

  test('is inconclusive when it was not even tried', () => {
    const steps = [check('refused', { kind: 'cannot', deed: { verb: 'park', call: 'A', by: 'bob' } })];
    const told = history(cellOf('R', { normal: [act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' }), ...steps] }));
    told.phase('normal').call('A', 'alice', 'bob');
    told
      .check('refused', (of) =>
        told.asked({ verb: 'park', by: 'bob', call: 'A', callId: 'x', of }).end('bob has no leg in call A'),
      )
      .aftermath();
    expect(verdictOf(told, 'refused')).toMatchObject({
      verdict: 'inconclusive',
      code: 'not-tried',
      fields: { deed: "bob's park of call A", why: 'nothing was sent' },
    });
  });
});
