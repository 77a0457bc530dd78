import { describe, expect, test } from '@jest/globals';
import type { Candidate } from '../../src/candidate/candidate.ts';
import { CANDIDATE } from './cells.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import type { ParkOptions } from './parking.ts';
import { cited, inShort, type InShort, verdictOf } from './verdict-of.ts';

const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const callB = act({ verb: 'call', call: 'B', by: 'carol', to: 'dave' });
const parkA = act({ verb: 'park', call: 'A', by: 'bob' });

const canPark = cellOf('P', {
  normal: [callA, check('park', { kind: 'can', deed: { verb: 'park', call: 'A', by: 'bob' } })],
});
const isParked = cellOf('P', {
  normal: [callA, parkA],
  outage: [],
  failover: [check('parked', { kind: 'is', outcome: 'parked', call: 'A' })],
});

const noStatus = CANDIDATE.capabilities.filter((each) => each !== 'orbit-status');
const noMusic = CANDIDATE.capabilities.filter((each) => each !== 'music-on-hold');
/** A park on the backup is not touched by the outage. */
const onBackup: Partial<Candidate> = { homes: { ...CANDIDATE.homes, normal: 'backup' } };

function parking(options: ParkOptions = {}, candidate: Partial<Candidate> = {}): HistoryBuilder {
  const told = history(canPark, candidate).phase('normal').call('A', 'alice', 'bob');
  told.check('park', (of) => {
    told.park('A', 'bob', { ...options, of });
    const status = (candidate.capabilities ?? CANDIDATE.capabilities).includes('orbit-status');
    if (status && told.orbits.size > 0 && options.orbit !== 'none')
      told.lookup('bob', 'primary', options.orbit ?? '101', { of });
  });
  return told.aftermath();
}

describe('can park', () => {
  test('passes with the time it took, citing the takeover, the final NOTIFY, the freed parker, the orbit and the music', () => {
    const told = parking({ after: 40 });
    const verdict = verdictOf(told, 'park');
    expect(verdict).toMatchObject({
      verdict: 'pass',
      code: 'parked-with-music',
      fields: { party: 'alice', call: 'A' },
      advisories: [],
    });
    expect(verdict.figures['parkedAfterMs']).toBeGreaterThan(40);
    expect(verdict.figures['parkedAfterMs']).toBeLessThan(60);
    expect(cited(told, verdict)).toEqual([
      'bob out REFER',
      'alice out SIP/2.0 200 OK',
      'bob in BYE',
      'bob in NOTIFY',
      'bob in NOTIFY',
      'alice sample music:primary',
    ]);
  });

  test('takes 202 for a 200 and says so', () => {
    const told = parking({ answer: 202 });
    expect(verdictOf(told, 'park').advisories).toEqual([
      {
        text: 'REFER was answered 202; it should be 200',
        source: 'RFC 7647 section 5',
        evidence: [expect.any(Number)],
      },
    ]);
    expect(verdictOf(told, 'park').verdict).toBe('pass');
  });

  test('fails for a 202 under strict judgement', () => {
    const verdict = verdictOf(parking({ answer: 202 }), 'park', { strict: true });
    expect(verdict.verdict).toBe('fail');
    expect(verdict).toMatchObject({
      code: 'advisory-counts',
      fields: { advice: 'REFER was answered 202; it should be 200', source: 'RFC 7647 section 5' },
    });
    expect(verdict.evidence).toEqual(verdict.advisories[0]?.evidence);
  });

  test('passes under strict judgement without advisories', () => {
    expect(verdictOf(parking(), 'park', { strict: true }).verdict).toBe('pass');
  });

  test.each([
    [
      { answer: 202, final: 'none', takeover: false },
      {
        code: 'park-failed',
        fields: {
          parker: 'bob',
          call: 'A',
          pool: 'primary',
          reply: 'the answer was 202 Accepted, and no final NOTIFY came',
        },
      },
    ],
    [
      { answer: 503 },
      {
        code: 'park-failed',
        fields: { parker: 'bob', call: 'A', pool: 'primary', reply: 'the answer was 503 Service Unavailable' },
      },
    ],
    [
      { answer: 401 },
      {
        code: 'park-failed',
        fields: { parker: 'bob', call: 'A', pool: 'primary', reply: 'the answer was 401 Unauthorized' },
      },
    ],
    [
      { answer: 'none' },
      { code: 'park-failed', fields: { parker: 'bob', call: 'A', pool: 'primary', reply: 'there was no answer' } },
    ],
    [
      { answer: 'none', why: 'unreachable: ECONNREFUSED' },
      {
        code: 'park-failed',
        fields: { parker: 'bob', call: 'A', pool: 'primary', reply: 'unreachable: ECONNREFUSED' },
      },
    ],
    [
      { final: 'SIP/2.0 503 Service Unavailable' },
      {
        code: 'park-failed',
        fields: {
          parker: 'bob',
          call: 'A',
          pool: 'primary',
          reply: 'the answer was final sipfrag "503 Service Unavailable"',
        },
      },
    ],
    [{ takeover: false }, { code: 'no-party-parked', fields: { parker: 'bob', call: 'A' } }],
    [{ parkerFreed: false }, { code: 'parker-still-up', fields: { call: 'A', parker: 'bob' } }],
    [{ orbit: 'none' }, { code: 'orbit-not-told', fields: { call: 'A' } }],
    [
      { orbit: '200' },
      { code: 'orbit-outside-range', fields: { call: 'A', orbit: '200', pool: 'primary', first: 100, last: 199 } },
    ],
    [
      { orbit: '99' },
      { code: 'orbit-outside-range', fields: { call: 'A', orbit: '99', pool: 'primary', first: 100, last: 199 } },
    ],
    [
      { orbit: '1e2' },
      { code: 'orbit-outside-range', fields: { call: 'A', orbit: '1e2', pool: 'primary', first: 100, last: 199 } },
    ],
    [{ music: 'none' }, { code: 'parked-without-music', fields: { party: 'alice', call: 'A' } }],
    [{ music: 'other' }, { code: 'parked-without-music', fields: { party: 'alice', call: 'A' } }],
  ] as const satisfies ReadonlyArray<readonly [ParkOptions, InShort[1]]>)('fails for %j', (options, reason) => {
    const verdict = verdictOf(parking(options), 'park');
    expect(inShort(verdict)).toMatchObject(['fail', reason]);
  });

  test.each([
    ['100', 'pass'],
    ['199', 'pass'],
  ])('at orbit %s of 100-199 is a %s', (orbit, verdict) => {
    expect(verdictOf(parking({ orbit }), 'park').verdict).toBe(verdict);
  });

  test('accepts the music of either pool; which one it must be is a setting', () => {
    expect(verdictOf(parking({ music: 'music:backup' }), 'park').verdict).toBe('pass');
  });

  test('accepts any sound where a pool plays no tone', () => {
    const settings = { ...CANDIDATE.settings, backup: { ...CANDIDATE.settings.backup, musicOnHold: undefined } };
    expect(verdictOf(parking({ music: 'other' }, { settings }), 'park').verdict).toBe('pass');
  });

  test('needs no music where none is declared', () => {
    const verdict = verdictOf(parking({ music: 'none' }, { capabilities: noMusic }), 'park');
    expect(inShort(verdict)).toMatchObject(['pass', { code: 'parked', fields: { party: 'alice', call: 'A' } }]);
  });

  test.each([
    [900, 'pass', 'parked-with-music'],
    [1100, 'fail', 'park-late'],
  ] as const)('after %d ms of at most 1000 is a %s', (after, expected, code) => {
    const verdict = verdictOf(parking({ after }), 'park');
    expect(verdict.verdict).toBe(expected);
    expect(verdict.figures['parkedAfterMs']).toBeGreaterThan(after);
    expect(verdict.code).toBe(code);
  });

  test('learns the orbit from dialog-info when the sipfrag does not tell it', () => {
    const told = history(canPark).phase('normal').call('A', 'alice', 'bob');
    told.check('park', (of) => {
      told.park('A', 'bob', { of, orbit: 'none' });
      const [shown] = told.orbits.values();
      if (shown !== undefined) told.lookup('bob', 'primary', undefined, { of, shows: [{ ...shown, orbit: '107' }] });
    });
    expect(verdictOf(told.aftermath(), 'park')).toMatchObject({ verdict: 'pass' });
  });

  test('is inconclusive when nobody tried', () => {
    const told = history(canPark).phase('normal').call('A', 'alice', 'bob');
    told.check('park', (of) => told.asked({ verb: 'park', by: 'bob', call: 'A', of }).end('bob has no leg in call A'));
    expect(verdictOf(told.aftermath(), 'park')).toMatchObject({
      verdict: 'inconclusive',
      code: 'not-tried',
      fields: { deed: "bob's park of call A", why: 'nothing was asked of the phone' },
    });
  });

  test('fails when the parkee was moved to another phone instead', () => {
    const told = history(canPark, { capabilities: noStatus }).phase('normal').call('A', 'alice', 'bob');
    told.check('park', (of) => {
      const [parker, parkee] = [told.side('A', 'bob'), told.side('A', 'alice')];
      const { id, end } = told.asked({ verb: 'park', by: 'bob', call: 'A', callId: 'x', pool: 'primary', of });
      expect(id).toBeDefined();
      told.ask('bob', 'primary', {
        method: 'REFER',
        uri: 'sip:park@park.example',
        from: 'bob',
        fromTag: 'f',
        to: 'park',
        callId: 'x',
        seq: 1,
        contact: 'sip:bob@127.0.0.1:41002',
      });
      told.answerReplacing(
        'primary',
        parkee,
        { callId: 'y', localTag: 'l', remoteTag: 'r' },
        'sip:dave@127.0.0.1:41004',
      );
      told.byeBetween(parkee, parker);
      told.register('dave').notify('primary', 'bob', 'x', 'SIP/2.0 200 OK', 1, ['Contact: <sip:101@127.0.0.1:5060>']);
      end();
    });
    expect(verdictOf(told.aftermath(), 'park')).toMatchObject({
      code: 'not-with-park-server',
      fields: { party: 'alice', call: 'A', peer: 'sip:dave@127.0.0.1:41004' },
    });
  });
});

test.each([
  [1000, 'pass'],
  [1001, 'fail'],
])('a park that takes %d ms of at most 1000 is a %s', (took, expected) => {
  const told = history(canPark).phase('normal').call('A', 'alice', 'bob');
  told.check('park', (of) => told.park('A', 'bob', { of }));
  const refer = told.events.find((event) => event.kind === 'sip' && event.text.startsWith('REFER'));
  const final = told.events.findLast(
    (event) => event.kind === 'sip' && event.direction === 'in' && event.text.startsWith('NOTIFY'),
  );
  const late = took - ((final?.t ?? 0) - (refer?.t ?? 0));
  const events = told.aftermath().events;
  events.splice(
    0,
    events.length,
    ...events.map((event) => (event.n < (final?.n ?? 0) ? event : { ...event, t: event.t + late })),
  );
  expect(verdictOf(told, 'park')).toMatchObject({ verdict: expected, figures: { parkedAfterMs: took } });
});

describe('an orbit', () => {
  const both = cellOf('P', {
    normal: [
      callA,
      callB,
      act({ verb: 'park', call: 'B', by: 'dave' }),
      check('park', { kind: 'can', deed: { verb: 'park', call: 'A', by: 'bob' } }),
    ],
  });

  test('that another call is parked at fails the park', () => {
    const told = history(both).phase('normal').call('A', 'alice', 'bob').call('B', 'carol', 'dave').park('B', 'dave');
    told.check('park', (of) => told.park('A', 'bob', { of })).aftermath();
    const verdict = verdictOf(told, 'park');
    expect(inShort(verdict)).toMatchObject([
      'fail',
      { code: 'orbit-occupied', fields: { call: 'A', orbit: '101', pool: 'primary', occupant: 'B' } },
    ]);
    expect(cited(told, verdict)).toEqual(['dave in NOTIFY', 'bob in NOTIFY']);
  });

  test('may be given again when the first call is no longer there', () => {
    const told = history(both).phase('normal').call('A', 'alice', 'bob').call('B', 'carol', 'dave').park('B', 'dave');
    told.hangup('B', 'carol');
    told.check('park', (of) => told.park('A', 'bob', { of })).aftermath();
    expect(verdictOf(told, 'park').verdict).toBe('pass');
  });

  test.each([
    ['kill', 'pass'],
    ['stop', 'pass'],
    ['pause', 'fail'],
  ] as const)('that a call had in a pool which was away since by %s: %s', (fault, expected) => {
    const told = history(both).phase('normal').call('A', 'alice', 'bob').call('B', 'carol', 'dave').park('B', 'dave');
    told.add({ kind: 'fault', fault, pool: 'primary', state: 'intended' });
    told.add({ kind: 'fault', fault, pool: 'primary', state: 'applied', proof: 'it is gone' });
    told.check('park', (of) => told.park('A', 'bob', { of })).aftermath();
    expect(verdictOf(told, 'park').verdict).toBe(expected);
  });

  test('of the same number on the other pool is another one', () => {
    const range = { first: 100, last: 299 };
    const pools = {
      primary: { ...CANDIDATE.pools.primary, orbits: range },
      backup: { ...CANDIDATE.pools.backup, orbits: range },
    };
    const told = history(both, { pools }).phase('normal').call('A', 'alice', 'bob').call('B', 'carol', 'dave');
    told.park('B', 'dave', { pool: 'backup' });
    told.check('park', (of) => told.park('A', 'bob', { of })).aftermath();
    expect(verdictOf(told, 'park').verdict).toBe('pass');
  });
});

function parked(
  stage: (told: HistoryBuilder, of: string) => void,
  candidate: Partial<Candidate> = {},
  before?: (told: HistoryBuilder) => void,
): HistoryBuilder {
  const told = history(isParked, { ...onBackup, ...candidate });
  told.phase('normal').call('A', 'alice', 'bob').park('A', 'bob').phases('outage', 'failover');
  before?.(told);
  return told.check('parked', (of) => stage(told, of)).aftermath();
}
const lookedUp = (told: HistoryBuilder, of: string): void => void told.lookup('bob', 'backup', '201', { of });

const silent: Partial<Candidate> = { capabilities: noMusic };
const quiet = (told: HistoryBuilder): void => void told.unhear('alice', told.side('A', 'alice').callId);
const late = (wait: number) => (told: HistoryBuilder) => {
  told.wait(wait).ring('backup', 'bob', 'ringing');
  told.unhear('alice', told.side('A', 'alice').callId).wait(200);
};

describe('is parked', () => {
  test('passes with the orbit shown and the music heard', () => {
    const told = parked(lookedUp);
    const verdict = verdictOf(told, 'parked');
    expect(verdict).toMatchObject({ verdict: 'pass', figures: {} });
    expect(cited(told, verdict)).toEqual([
      'alice out SIP/2.0 200 OK',
      'bob in BYE',
      'bob in NOTIFY',
      'bob in NOTIFY',
      'alice sample music:backup',
    ]);
  });

  test('fails when the leg ended', () => {
    const verdict = verdictOf(
      parked(lookedUp, {}, (told) => told.fromPeer(told.side('A', 'alice'), 'BYE')),
      'parked',
    );
    expect(inShort(verdict)).toMatchObject([
      'fail',
      {
        code: 'no-longer-parked',
        fields: { party: 'alice', call: 'A', end: 'its leg was ended by a BYE from udp:127.0.0.1:5070' },
      },
    ]);
  });

  test('fails when the orbit shows no call', () => {
    const verdict = verdictOf(
      parked((told, of) => told.lookup('bob', 'backup', '201', { of, shows: [] })),
      'parked',
    );
    expect(inShort(verdict)).toMatchObject([
      'fail',
      { code: 'orbit-showed-no-call', fields: { orbit: '201', pool: 'backup', call: 'A' } },
    ]);
  });

  test('tells of a dialog at the orbit that cannot be read', () => {
    const verdict = verdictOf(
      parked((told, of) =>
        told.lookup('bob', 'backup', '201', { of, shows: [{ ...told.shownFor('A'), state: 'held' }] }),
      ),
      'parked',
    );
    expect(verdict).toMatchObject({
      verdict: 'fail',
      code: 'orbit-showed-no-call',
      fields: { orbit: '201', pool: 'backup', call: 'A', unread: '1 dialog of the NOTIFY could not be read' },
    });
  });

  test('fails when the orbit only shows a terminated dialog', () => {
    const verdict = verdictOf(
      parked((told, of) =>
        told.lookup('bob', 'backup', '201', { of, shows: [{ ...told.shownFor('A'), state: 'terminated' }] }),
      ),
      'parked',
    );
    expect(verdict).toMatchObject({
      code: 'orbit-showed-no-call',
      fields: { orbit: '201', pool: 'backup', call: 'A' },
    });
  });

  test('fails when the orbit shows a dialog that nobody could take over', () => {
    const verdict = verdictOf(
      parked((told, of) =>
        told.lookup('bob', 'backup', '201', { of, shows: [{ ...told.shownFor('A'), state: 'early' }] }),
      ),
      'parked',
    );
    expect(verdict).toMatchObject({
      code: 'orbit-showed-wrong-state',
      fields: { orbit: '201', pool: 'backup', call: 'A', shown: 'early', expected: 'confirmed' },
    });
  });

  test('fails when the orbit shows another call', () => {
    const verdict = verdictOf(
      parked((told, of) =>
        told.lookup('bob', 'backup', '201', { of, shows: [{ ...told.shownFor('A'), callId: 'else' }] }),
      ),
      'parked',
    );
    expect(verdict).toMatchObject({
      code: 'orbit-showed-another-call',
      fields: { orbit: '201', pool: 'backup', call: 'A' },
    });
  });

  test('fails when the call was moved to another orbit', () => {
    const verdict = verdictOf(
      parked((told, of) =>
        told.lookup('bob', 'backup', '201', { of, shows: [{ ...told.shownFor('A'), orbit: '205' }] }),
      ),
      'parked',
    );
    expect(verdict).toMatchObject({
      code: 'call-shown-at-another-orbit',
      fields: { orbit: '201', pool: 'backup', call: 'A', shown: '205' },
    });
  });

  test('fails when the pool says nothing about the orbit', () => {
    const verdict = verdictOf(
      parked((told, of) => told.lookup('bob', 'backup', '201', { of, status: 'none' })),
      'parked',
    );
    expect(verdict).toMatchObject({ code: 'orbit-lookup-unanswered', fields: { orbit: '201', pool: 'backup' } });
  });

  test('fails when the look-up was accepted but nothing came', () => {
    const verdict = verdictOf(
      parked((told, of) => told.lookup('bob', 'backup', '201', { of, notify: false })),
      'parked',
    );
    expect(verdict).toMatchObject({ code: 'orbit-lookup-unanswered', fields: { orbit: '201', pool: 'backup' } });
  });

  test('fails when the look-up is refused', () => {
    const verdict = verdictOf(
      parked((told, of) => told.lookup('bob', 'backup', '201', { of, status: 404 })),
      'parked',
    );
    expect(verdict).toMatchObject({
      code: 'orbit-showed-no-call',
      fields: { orbit: '201', pool: 'backup', call: 'A' },
    });
  });

  test('does not ask for what the profile does not offer', () => {
    expect(
      verdictOf(
        parked(() => {}, { capabilities: noStatus }),
        'parked',
      ).verdict,
    ).toBe('pass');
  });

  test('fails when the music has stopped', () => {
    const verdict = verdictOf(
      parked(lookedUp, {}, (told) => void told.unhear('alice', told.side('A', 'alice').callId)),
      'parked',
    );
    expect(inShort(verdict)).toMatchObject([
      'fail',
      { code: 'parked-without-music', fields: { party: 'alice', call: 'A' } },
    ]);
  });

  describe('with music on hold', () => {
    const asked = (status: number | 'none'): HistoryBuilder =>
      parked((each, of) => {
        each.probe('A', 'alice', { of, status });
        lookedUp(each, of);
      });

    test('cites the answer to a re-INVITE beside the music', () => {
      const told = asked(200);
      expect(cited(told, verdictOf(told, 'parked'))).toContain('alice in SIP/2.0 200 OK');
      expect(verdictOf(told, 'parked').code).toBe('parked-with-music');
    });

    test('fails when a re-INVITE is not answered, whatever is played', () => {
      expect(inShort(verdictOf(asked('none'), 'parked'))).toEqual([
        'fail',
        { code: 'parkee-probe-failed', fields: { party: 'alice', call: 'A' } },
      ]);
    });

    test.each([
      [488, 'pass', 'parked-with-music'],
      [481, 'fail', 'no-longer-parked'],
    ] as const)(
      'a re-INVITE that is answered %d is a %s: only some answers end the dialog',
      (status, expected, code) => {
        expect(verdictOf(asked(status), 'parked')).toMatchObject({ verdict: expected, code });
      },
    );
  });

  describe('without music on hold', () => {
    test('passes when a re-INVITE is accepted', () => {
      const told = parked((each, of) => each.probe('A', 'alice', { of }), silent, quiet);
      const verdict = verdictOf(told, 'parked');
      expect(inShort(verdict)).toMatchObject([
        'pass',
        { code: 'parked-and-alive', fields: { party: 'alice', call: 'A' } },
      ]);
      expect(cited(told, verdict)).toContain('alice in SIP/2.0 200 OK');
    });

    test.each([503, 'none'] as const)('fails when a re-INVITE gets %s', (status) => {
      const verdict = verdictOf(
        parked((each, of) => each.probe('A', 'alice', { of, status }), silent, quiet),
        'parked',
      );
      expect(inShort(verdict)).toMatchObject([
        'fail',
        { code: 'parkee-probe-failed', fields: { party: 'alice', call: 'A' } },
      ]);
    });

    test('is inconclusive when somebody asked only before', () => {
      const told = parked(
        () => {},
        silent,
        (each) => {
          quiet(each);
          each.probe('A', 'alice');
        },
      );
      expect(verdictOf(told, 'parked').verdict).toBe('inconclusive');
    });

    test('is inconclusive when nobody asked', () => {
      const verdict = verdictOf(
        parked(() => {}, silent, quiet),
        'parked',
      );
      expect(inShort(verdict)).toMatchObject([
        'inconclusive',
        { code: 'parkee-not-probed', fields: { party: 'alice', call: 'A' } },
      ]);
    });
  });

  describe('when the pickup timeout is over', () => {
    test('is inconclusive', () => {
      const verdict = verdictOf(parked(lookedUp, {}, late(3900)), 'parked');
      expect(verdict.verdict).toBe('inconclusive');
      expect(verdict).toMatchObject({
        code: 'pickup-timeout-passed',
        fields: { pool: 'backup', declared: 4000, party: 'bob', over: 'was rung back' },
      });
    });

    test('is inconclusive when it was rung back as early as the timeout may be measured', () => {
      expect(verdictOf(parked(lookedUp, {}, late(3250)), 'parked').verdict).toBe('inconclusive');
      expect(verdictOf(parked(lookedUp, {}, late(3100)), 'parked').verdict).toBe('fail');
    });

    test('fails when it was rung back too early', () => {
      expect(verdictOf(parked(lookedUp, {}, late(2000)), 'parked').verdict).toBe('fail');
    });
  });
});
