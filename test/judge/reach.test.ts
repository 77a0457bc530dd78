import { describe, expect, test } from '@jest/globals';
import type { EndEvent } from '../../src/history/event.ts';
import { judge } from '../../src/judge/judge.ts';
import type { Code } from '../../src/judge/sentences/sentences.ts';
import type { Verdict } from '../../src/judge/verdict.ts';
import { CANDIDATE } from './cells.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { cited, inShort, type InShort, verdictOf } from './verdict-of.ts';

const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const connected = { kind: 'is', outcome: 'connected', call: 'A' } as const;
const cell = cellOf('R', {
  normal: [callA],
  outage: [check('outage', connected)],
  failover: [check('failover', connected)],
  'failed-over': [check('failed-over', connected)],
});
const demanding = { ...cell, demands: ['failover'] as const };

function calling(of: typeof cell = cell): HistoryBuilder {
  return history(of).phase('normal').call('A', 'alice', 'bob');
}

function said(told: HistoryBuilder, name: string): InShort {
  return inShort(verdictOf(told, name));
}

describe('a phase that was missed', () => {
  test('makes its checks and all later ones inconclusive', () => {
    const told = calling()
      .phase('outage')
      .check('outage')
      .phase('failover', { missed: 'alice is not registered at backup' })
      .aftermath();
    expect(said(told, 'outage')[0]).toBe('pass');
    for (const name of ['failover', 'failed-over']) {
      expect(said(told, name)).toMatchObject([
        'inconclusive',
        { code: 'transition-missed', fields: { phase: 'failover', why: 'alice is not registered at backup' } },
      ]);
    }
    expect(cited(told, verdictOf(told, 'failover'))).toEqual(['phase']);
    expect(said(told, 'aftermath')).toMatchObject([
      'inconclusive',
      { code: 'cell-incomplete', fields: { phase: 'failover' } },
    ]);
  });

  test('fails its own checks and those behind it where the table demands it', () => {
    const told = calling(demanding)
      .phase('outage')
      .check('outage')
      .phase('failover', { missed: 'silence' })
      .aftermath();
    expect(said(told, 'failover')).toMatchObject([
      'fail',
      { code: 'demanded-phase-missed', fields: { phase: 'failover', why: 'silence' } },
    ]);
    expect(said(told, 'failed-over')).toMatchObject([
      'fail',
      { code: 'demanded-phase-missed', fields: { phase: 'failover', why: 'silence' } },
    ]);
    expect(said(told, 'outage')[0]).toBe('pass');
  });

  test('fails nothing where a script of the candidate file took too long, also where the table demands it', () => {
    const told = calling(demanding).phase('outage').check('outage');
    told.add({ kind: 'phase', phase: 'failover', state: 'entering' });
    told.add({ kind: 'phase', phase: 'failover', state: 'missed', why: '`run: x` took too long', overran: true });
    expect(said(told.aftermath(), 'failover')).toMatchObject([
      'inconclusive',
      { code: 'phase-missed', fields: { phase: 'failover', why: '`run: x` took too long' } },
    ]);
  });

  test('that the table does not demand fails nothing on the way to one that it does', () => {
    const told = calling(demanding).phase('outage', { missed: 'it still answers' }).aftermath();
    expect(said(told, 'failover')).toMatchObject([
      'inconclusive',
      { code: 'phase-missed', fields: { phase: 'outage', why: 'it still answers' } },
    ]);
  });

  test('says so when no reason was noted', () => {
    const told = calling();
    told.add({ kind: 'phase', phase: 'outage', state: 'entering' });
    told.add({ kind: 'phase', phase: 'outage', state: 'missed' });
    expect(said(told.aftermath(), 'outage')[1]).toMatchObject({
      code: 'phase-missed',
      fields: { phase: 'outage', why: 'no proof came in time' },
    });
  });

  test('of which nothing is known makes a check inconclusive', () => {
    const told = calling().phase('outage').check('outage').aftermath();
    told.events.splice(
      0,
      told.events.length,
      ...told.events.filter((event) => event.kind !== 'phase' || event.state !== 'reached' || event.phase !== 'outage'),
    );
    expect(said(told, 'outage')).toMatchObject([
      'inconclusive',
      { code: 'phase-unproven', fields: { phase: 'outage' } },
    ]);
  });
});

describe('a fault', () => {
  test('that was not applied makes the checks after it inconclusive', () => {
    const told = calling().phase('outage', { fault: 'not-applied' }).check('outage').aftermath();
    expect(said(told, 'outage')).toMatchObject([
      'inconclusive',
      { code: 'fault-not-applied', fields: { pool: 'primary', fault: 'kill', proof: 'OPTIONS is refused' } },
    ]);
  });

  test('that nobody saw applied does too, when the bench was to cause it', () => {
    const told = calling().phase('outage', { fault: 'none' }).check('outage').aftermath();
    expect(said(told, 'outage')).toMatchObject([
      'inconclusive',
      { code: 'outage-unproven', fields: { pool: 'primary', fault: 'kill' } },
    ]);
  });

  test('of the other pool is not the one that was meant', () => {
    const told = calling();
    told.add({ kind: 'phase', phase: 'outage', state: 'entering' });
    told.add({ kind: 'fault', fault: 'kill', pool: 'backup', state: 'applied' });
    told.add({ kind: 'fault', fault: 'start', pool: 'primary', state: 'applied' });
    told.add({ kind: 'phase', phase: 'outage', state: 'reached' });
    expect(said(told.check('outage').aftermath(), 'outage')[1]).toMatchObject({
      code: 'outage-unproven',
      fields: { pool: 'primary', fault: 'kill' },
    });
  });

  test('is not looked for where no action is said to cause it, as in histories of older versions', () => {
    const outage = { ...CANDIDATE.transitions.outage, actions: [{ kind: 'run', command: ['pull-the-plug'] } as const] };
    const told = history(cell, { transitions: { ...CANDIDATE.transitions, outage } });
    told.phase('normal').call('A', 'alice', 'bob').phase('outage', { fault: 'none' }).check('outage').aftermath();
    expect(said(told, 'outage')[0]).toBe('pass');
  });

  test('may be of another kind than the profile says: the command line can replace it', () => {
    const told = calling();
    told.add({ kind: 'phase', phase: 'outage', state: 'entering' });
    told.add({ kind: 'fault', fault: 'pause', pool: 'primary', state: 'intended' });
    told.add({ kind: 'fault', fault: 'pause', pool: 'primary', state: 'applied' });
    told.add({ kind: 'phase', phase: 'outage', state: 'reached' });
    expect(said(told.check('outage').aftermath(), 'outage')[0]).toBe('pass');
  });

  test('after which the pool still answers new requests is inconclusive', () => {
    const told = calling().phase('outage');
    told.register('carol', { pool: 'primary' });
    expect(said(told.check('outage').aftermath(), 'outage')).toMatchObject([
      'inconclusive',
      { code: 'pool-still-answered', fields: { pool: 'primary', fault: 'kill', method: 'REGISTER' } },
    ]);
  });

  test('may still be answered until it is proven applied', () => {
    const told = calling();
    told.add({ kind: 'phase', phase: 'outage', state: 'entering' });
    told.add({ kind: 'fault', fault: 'stop', pool: 'primary', state: 'intended' });
    told.register('carol', { pool: 'primary' });
    told.add({ kind: 'fault', fault: 'stop', pool: 'primary', state: 'applied' });
    told.add({ kind: 'phase', phase: 'outage', state: 'reached' });
    expect(said(told.check('outage').aftermath(), 'outage')[0]).toBe('pass');
  });

  test('does not keep the other pool from answering', () => {
    const told = calling().phase('outage').register('carol', { pool: 'backup' });
    expect(said(told.check('outage').aftermath(), 'outage')[0]).toBe('pass');
  });

  test('does not mind an answer to what was asked before', () => {
    const told = calling();
    told.asked({ verb: 'register', by: 'carol' });
    const invite = {
      method: 'REGISTER',
      uri: 'sip:park.example',
      from: 'carol',
      fromTag: 'c',
      to: 'carol',
      callId: 'early',
      seq: 1,
    };
    const text = told.ask('carol', 'primary', { ...invite, contact: 'sip:carol@127.0.0.1:41003' }, 'none');
    told.phase('outage').deliver('primary', 'carol', text.replace(/^REGISTER .*\r\n/, 'SIP/2.0 200 OK\r\n'));
    expect(said(told.check('outage').aftermath(), 'outage')[0]).toBe('pass');
  });

  test('does not mind that the pool answers late, once it is back, what it was asked while it was away', () => {
    const back = cellOf('R', { normal: [callA], failback: [check('it', connected)] });
    const told = calling(back).phases('outage', 'failover', 'failed-over');
    const parts = { uri: 'sip:park.example', from: 'carol', fromTag: 'c', to: 'carol', callId: 'waiting', seq: 1 };
    const text = told.ask(
      'carol',
      'primary',
      { ...parts, method: 'REGISTER', contact: 'sip:carol@127.0.0.1:41003' },
      'none',
    );
    told.phase('failback').deliver('primary', 'carol', text.replace(/^REGISTER .*\r\n/, 'SIP/2.0 200 OK\r\n'));
    expect(said(told.check('it').aftermath(), 'it')[0]).toBe('pass');
  });

  test('does not mind that the pool answers again once it is back', () => {
    const back = cellOf('R', { normal: [callA], failback: [check('it', connected)] });
    const told = calling(back)
      .phases('outage', 'failover', 'failed-over', 'failback')
      .register('carol', { pool: 'primary' });
    expect(said(told.check('it').aftermath(), 'it')[0]).toBe('pass');
  });

  test('is preceded by the death of the primary: inconclusive, even if the calls are well', () => {
    const told = calling().process('primary', 'exited').phase('outage').check('outage').aftermath();
    expect(said(told, 'outage')).toMatchObject([
      'inconclusive',
      { code: 'primary-died-early', fields: { how: 'exit code 1', when: 'before the fault' } },
    ]);
    expect(said(told, 'aftermath')[0]).toBe('inconclusive');
  });

  test('that was undone while the pool should be away leaves nothing to judge, also where a phase was demanded', () => {
    const undone = { kind: 'fault', fault: 'kill', pool: 'primary', state: 'undone', proof: 'it answers' } as const;
    const told = calling().phase('outage').check('outage').phase('failover');
    told.add(undone);
    const ended = told.check('failover').phase('failed-over', { missed: 'the port is taken' }).aftermath();
    expect(said(ended, 'outage')[0]).toBe('pass');
    expect(said(ended, 'failover')).toMatchObject([
      'inconclusive',
      {
        code: 'pool-returned',
        fields: { pool: 'primary', fault: 'kill', proof: 'it answers' },
      },
    ]);
    expect(said(ended, 'failed-over')).toMatchObject([
      'inconclusive',
      {
        code: 'pool-returned',
        fields: { pool: 'primary', fault: 'kill', proof: 'it answers' },
      },
    ]);
    expect(said(ended, 'aftermath')[0]).toBe('inconclusive');
    const strict = { ...ended.cell, demands: ['failed-over'] } as const;
    const events = ended.events.map((event) => (event.kind === 'run' ? { ...event, cell: strict } : event));
    expect(judge(events).checks.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
  });

  test('is not to blame for what comes after somebody killed the backup', () => {
    const told = calling().phase('outage').check('outage').phase('failover');
    told.add({ kind: 'process', pool: 'backup', event: 'exited', pid: 1, code: null, signal: 'SIGKILL' });
    const ended = told.check('failover', undefined, { gapMs: 9000 }).aftermath();
    expect(said(ended, 'outage')[0]).toBe('pass');
    expect(said(ended, 'failover')).toMatchObject(['inconclusive', { code: 'pool-killed-from-outside' }]);
    expect(said(ended, 'aftermath')[0]).toBe('inconclusive');
  });

  test('in a phase before any outage says so', () => {
    const early = cellOf('R', { normal: [callA, check('it', connected)] });
    const told = calling(early).process('primary', 'exited').check('it').aftermath();
    expect(said(told, 'it')[1]).toMatchObject({
      code: 'primary-died-early',
      fields: { how: 'exit code 1', when: 'before any outage' },
    });
  });

  test('is not spoilt by the death of the backup, nor by that of a primary that is back', () => {
    expect(said(calling().process('backup', 'exited').phase('outage').check('outage').aftermath(), 'outage')[0]).toBe(
      'pass',
    );
    const told = calling().phase('outage').process('primary', 'exited').check('outage').aftermath();
    expect(said(told, 'outage')[0]).toBe('pass');
  });
});

describe('trouble of the bench', () => {
  test('in or before a check makes it an error with cause and hint', () => {
    const told = calling().phase('outage');
    told.check('outage', () => told.trouble());
    told.phase('failover').check('failover').aftermath();
    const words = {
      code: 'bench-failed',
      fields: { trouble: 'the phone broke', cause: 'EADDRINUSE', hint: 'free the port' },
    };
    expect(said(told, 'outage')).toMatchObject(['error', words]);
    expect(said(told, 'failover')).toMatchObject(['error', words]);
    expect(cited(told, verdictOf(told, 'failover'))).toEqual(['note']);
    expect(judge(told.events).verdict).toBe('error');
  });

  test('of a part of the bench that is known by name is told with that name', () => {
    const told = calling().phase('outage');
    told.check('outage', () =>
      told.add({
        kind: 'note',
        level: 'trouble',
        stage: 'ports',
        text: 'no free block of ports',
        hint: 'see `ss -lunt`',
      }),
    );
    expect(said(told.aftermath(), 'outage')).toMatchObject([
      'error',
      { code: 'bench-failed', fields: { trouble: 'no free block of ports', hint: 'see `ss -lunt`', stage: 'ports' } },
    ]);
  });

  test('after a check does not touch it', () => {
    const told = calling().phase('outage').check('outage').trouble().end('trouble');
    expect(said(told, 'outage')[0]).toBe('pass');
    expect(said(told, 'failover')[0]).toBe('error');
  });

  test('is not what an information is', () => {
    const told = calling().phase('outage');
    told.add({ kind: 'note', level: 'info', text: 'POST 200' });
    expect(said(told.check('outage').aftermath(), 'outage')[0]).toBe('pass');
  });

  test('is told in one line without what was not noted', () => {
    const told = calling();
    told.add({ kind: 'note', level: 'trouble', text: 'boom', cause: 'Error: boom\n    at somewhere' });
    expect(said(told.end('trouble'), 'outage')[1]).toMatchObject({
      code: 'bench-failed',
      fields: { trouble: 'boom', cause: 'Error: boom' },
    });
  });

  test('does not make an error of what is not applicable', () => {
    const capabilities = CANDIDATE.capabilities.filter((each) => each !== 'hold');
    const holding = cellOf('R', {
      normal: [callA, check('it', { kind: 'can', deed: { verb: 'hold', call: 'A', by: 'bob' } })],
    });
    const told = history(holding, { capabilities }).phase('normal').trouble().end('trouble');
    expect(said(told, 'it')[0]).toBe('not-applicable');
  });
});

describe('a check that was not tried to its end', () => {
  const before = { where: 'before the check began' };
  const during = { where: 'during the check' };
  const endings: ReadonlyArray<readonly [EndEvent['why'] | 'torn', Verdict, Code]> = [
    ['deadline', 'inconclusive', 'deadline-reached'],
    ['interrupted', 'inconclusive', 'run-interrupted'],
    ['trouble', 'error', 'bench-failed-meanwhile'],
    ['complete', 'error', 'bench-stopped'],
    ['torn', 'error', 'history-cut-off'],
  ];

  test.each(endings)('is, when the history ends with %s, %s', (why, verdict, code) => {
    const told = calling().phase('outage');
    if (why !== 'torn') told.end(why);
    expect(said(told, 'outage')).toMatchObject([verdict, { code, fields: before }]);
    expect(said(told, 'failed-over')).toMatchObject([verdict, { code, fields: before }]);
    expect(said(told, 'aftermath')).toMatchObject([verdict, { code, fields: before }]);
  });

  test.each(endings)('is, when it was begun and the history ends with %s, %s', (why, verdict, code) => {
    const told = calling().phase('outage');
    told.asked({ verb: 'check', check: 'R/outage' });
    if (why !== 'torn') told.end(why);
    expect(said(told, 'outage')).toMatchObject([verdict, { code, fields: during }]);
  });

  test.each(endings.filter(([why]) => why !== 'complete'))(
    'is, when it was given up and hung up, and the history ends with %s, %s',
    (why, verdict, code) => {
      const told = calling().phase('outage');
      const action = told.asked({ verb: 'check', check: 'R/outage' });
      told.unhear('alice', told.side('A', 'alice').callId).inDialog(told.side('A', 'alice'), 'BYE');
      action.end('the cell was ended');
      if (why !== 'torn') told.end(why);
      expect(said(told, 'outage')).toMatchObject([verdict, { code, fields: during }]);
    },
  );

  test('still fails for a stranger who was heard in it', () => {
    const told = calling().phase('outage');
    told.asked({ verb: 'check', check: 'R/outage' });
    told.hear('alice', told.side('A', 'alice').callId, 'dave').end('deadline');
    expect(said(told, 'outage')).toMatchObject([
      'fail',
      { code: 'stranger-heard', fields: { listener: 'alice', speaker: 'dave' } },
    ]);
  });

  test('is judged when the driver says that it failed', () => {
    const told = calling().phase('outage').check('outage', undefined, { failed: 'somehow' }).aftermath();
    expect(said(told, 'outage')[0]).toBe('pass');
  });
});

describe('the situation', () => {
  const cases = [
    [{ status: 486 }, 'call-not-answered'],
    [{ status: 'none' }, 'call-not-answered'],
    [{ deaf: 'bob' }, 'not-heard'],
    [{ after: 3000 }, 'audio-late'],
  ] as const;

  test.each(cases)('is not there when the call fails by %j', (options, because) => {
    const told = history(cell)
      .phase('normal')
      .call('A', 'alice', 'bob', options)
      .phase('outage')
      .check('outage')
      .aftermath();
    const found = verdictOf(told, 'outage');
    expect(found).toMatchObject({ verdict: 'inconclusive', code: 'situation-not-established', because });
  });

  test('is not there when the callee is not who should be', () => {
    const told = history(cell).phase('normal').call('A', 'alice', 'bob').phase('outage').check('outage').aftermath();
    const events = told.events.filter((event) => event.kind !== 'sip' || event.tap !== 'bob');
    expect(judge(events).checks[0]).toMatchObject({
      code: 'situation-not-established',
      because: 'call-answered-elsewhere',
      fields: { deed: "alice's call to bob (call A)", status: '200 OK', callee: 'bob' },
    });
  });

  test('is not there when nobody tried', () => {
    const told = history(cell).phase('normal').phase('outage').check('outage').aftermath();
    expect(said(told, 'outage')).toMatchObject([
      'inconclusive',
      { code: 'situation-not-established', because: 'act-never-tried', fields: { deed: "alice's call to bob" } },
    ]);
  });

  test('is not there when the park was told but nobody was taken over', () => {
    const parked = cellOf('R', {
      normal: [
        callA,
        act({ verb: 'park', call: 'A', by: 'bob' }),
        check('it', { kind: 'is', outcome: 'parked', call: 'A' }),
      ],
    });
    const told = history(parked)
      .phase('normal')
      .call('A', 'alice', 'bob')
      .park('A', 'bob', { takeover: false })
      .check('it')
      .aftermath();
    expect(said(told, 'it')).toMatchObject([
      'inconclusive',
      { code: 'situation-not-established', because: 'park-without-parkee', fields: { deed: "bob's park of call A" } },
    ]);
  });

  test('is judged act by act: a call that ended in between is not held against the later check', () => {
    const parked = cellOf('R', {
      normal: [
        callA,
        act({ verb: 'park', call: 'A', by: 'bob' }),
        act({ verb: 'retrieve', call: 'A', by: 'carol' }),
        check('it', connected),
      ],
    });
    const told = history(parked)
      .phase('normal')
      .call('A', 'alice', 'bob')
      .park('A', 'bob')
      .retrieve('A', 'carol', { status: 404 })
      .check('it')
      .aftermath();
    expect(said(told, 'it')).toMatchObject(['inconclusive', { code: 'situation-not-established' }]);
  });

  test('names the check that destroyed it by parking', () => {
    const steps = cellOf('R', {
      normal: [
        callA,
        check('refused', { kind: 'cannot', deed: { verb: 'park', call: 'A', by: 'bob' } }),
        check('hold', { kind: 'can', deed: { verb: 'hold', call: 'A', by: 'bob' } }),
        check('again', connected),
      ],
    });
    const told = history(steps).phase('normal').call('A', 'alice', 'bob');
    told
      .check('refused', (of) => told.park('A', 'bob', { of }))
      .check('hold')
      .check('again')
      .aftermath();
    expect(said(told, 'refused')[0]).toBe('fail');
    expect(said(told, 'hold')).toMatchObject([
      'inconclusive',
      { code: 'call-parked-earlier', fields: { call: 'A', check: 'R/refused' } },
    ]);
    expect(said(told, 'again')).toMatchObject([
      'inconclusive',
      { code: 'call-parked-earlier', fields: { call: 'A', check: 'R/refused' } },
    ]);
    expect(verdictOf(told, 'again').evidence).toEqual(verdictOf(told, 'refused').evidence);
  });

  test('names the check that found it ended', () => {
    const told = calling().phase('outage');
    told.fromPeer({ ...told.side('A', 'alice'), peer: 'backup' }, 'BYE');
    told.check('outage').phase('failover').check('failover').phase('failed-over').check('failed-over').aftermath();
    expect(said(told, 'outage')[0]).toBe('fail');
    expect(said(told, 'failover')).toMatchObject([
      'inconclusive',
      {
        code: 'call-ended-earlier',
        because: 'call-lost',
        fields: {
          party: 'alice',
          call: 'A',
          end: 'its leg was ended by a BYE from udp:127.0.0.1:5070',
          after: 5,
          since: 'entering outage',
          check: 'R/outage',
        },
      },
    ]);
    expect(said(told, 'failed-over')).toMatchObject([
      'inconclusive',
      {
        code: 'call-ended-earlier',
        because: 'call-lost',
        fields: {
          party: 'alice',
          call: 'A',
          end: 'its leg was ended by a BYE from udp:127.0.0.1:5070',
          after: 5,
          since: 'entering outage',
          check: 'R/outage',
        },
      },
    ]);
  });

  test('is nobody else to blame for: then the check itself fails', () => {
    const told = calling().phase('outage').check('outage').phase('failover');
    told.fromPeer({ ...told.side('A', 'alice'), peer: 'backup' }, 'BYE');
    expect(said(told.check('failover').aftermath(), 'failover')[0]).toBe('fail');
  });

  test('goes on after a failure that left the call as it was', () => {
    const told = calling().phase('outage').wait(1000).check('outage', undefined, { gapMs: 900 });
    told.phase('failover').wait(1000).check('failover').aftermath();
    expect(said(told, 'outage')[0]).toBe('fail');
    expect(said(told, 'failover')[0]).toBe('pass');
  });

  test('is not there for a retrieval when the park before it failed', () => {
    const steps = cellOf('R', {
      normal: [
        callA,
        check('park', { kind: 'can', deed: { verb: 'park', call: 'A', by: 'bob' } }),
        check('retrieve', { kind: 'can', deed: { verb: 'retrieve', call: 'A', by: 'carol' } }),
      ],
    });
    const told = history(steps).phase('normal').call('A', 'alice', 'bob');
    told
      .check('park', (of) => told.park('A', 'bob', { of, answer: 503 }))
      .check('retrieve')
      .aftermath();
    expect(said(told, 'park')[0]).toBe('fail');
    expect(said(told, 'retrieve')).toMatchObject([
      'inconclusive',
      { code: 'call-not-parked-earlier', fields: { call: 'A', check: 'R/park' } },
    ]);
  });

  test('that was over before the fault is one that the fault missed', () => {
    const told = calling();
    told.fromPeer({ ...told.side('A', 'bob'), peer: 'primary' }, 'BYE');
    told.wait(100).phase('outage').check('outage').aftermath();
    const [verdict, reason] = said(told, 'outage');
    expect(verdict).toBe('inconclusive');
    expect(reason).toMatchObject({
      code: 'call-over-before-outage',
      fields: { party: 'bob', call: 'A', end: 'its leg was ended by a BYE from udp:127.0.0.1:5060' },
    });
  });

  test('counts acts of the same kind one by one', () => {
    const twice = cellOf('R', {
      normal: [callA, act({ verb: 'hangup', call: 'A', by: 'bob' }), callA, check('it', connected)],
    });
    const told = history(twice)
      .phase('normal')
      .call('A', 'alice', 'bob')
      .hangup('A', 'bob')
      .call('A', 'alice', 'bob', { status: 486 });
    expect(said(told.check('it').aftermath(), 'it')[1]).toMatchObject({
      code: 'situation-not-established',
      because: 'call-not-answered',
      fields: { deed: "alice's call to bob (call A)", reply: 'the answer was 486 Busy Here' },
    });
    const fine = history(twice).phase('normal').call('A', 'alice', 'bob').hangup('A', 'bob').call('A', 'alice', 'bob');
    expect(said(fine.check('it').aftermath(), 'it')[0]).toBe('pass');
  });

  test('is not the business of a check that is about no call', () => {
    const steps = cellOf('R', {
      normal: [callA, check('it', { kind: 'can', deed: { verb: 'register', by: 'alice' } })],
    });
    const told = history(steps).phase('normal').call('A', 'alice', 'bob', { status: 486 });
    told.check('it', (of) => told.register('alice', { of })).aftermath();
    expect(said(told, 'it')[0]).toBe('pass');
  });
});

describe('the cell', () => {
  test('takes its worst check and the time from its first event to its last', () => {
    const told = calling().phase('outage').check('outage').end('deadline');
    const verdict = judge(told.events);
    expect(verdict).toMatchObject({
      cell: 'R',
      verdict: 'inconclusive',
      durationMs: (told.events.at(-1)?.t ?? 0) - (told.events[0]?.t ?? 0),
    });
    expect(verdict.checks.map(({ id }) => id)).toEqual(['R/outage', 'R/failover', 'R/failed-over', 'R/aftermath']);
  });

  test('is judged the same from its file', () => {
    const told = calling().phase('outage').check('outage').end('deadline');
    const lines = told.events.map((event) => JSON.stringify(event));
    expect(judge(lines.map((line) => JSON.parse(line)))).toEqual(judge(told.events));
  });

  test('gets errors, not an exception, when the judge itself breaks', () => {
    const told = calling().phase('outage').check('outage').aftermath();
    const run = told.events[0];
    const broken =
      run?.kind === 'run' ? { ...run, candidate: { ...run.candidate, settings: JSON.parse('null') } } : run;
    const verdict = judge([...(broken === undefined ? [] : [broken]), ...told.events.slice(1)]);
    expect(verdict.verdict).toBe('error');
    expect(verdict.checks).toHaveLength(4);
    expect(verdict.checks[0]?.code).toBe('judge-failed');
  });
});
