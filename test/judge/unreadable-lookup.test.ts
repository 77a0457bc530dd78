/** A pool that is asked for its orbits and answers what cannot be read: that is no silence, in any check that asks. */
import { describe, expect, test } from '@jest/globals';
import type { Step } from '../../src/suite/cell.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { inShort, type InShort, verdictOf } from './verdict-of.ts';

const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const parkA = { verb: 'park', call: 'A', by: 'bob' } as const;
const retrieveA = { verb: 'retrieve', call: 'A', by: 'carol' } as const;

/** One way to spoil what the pool says, and why it cannot be read then. */
type Spoilt = readonly [what: string, of: RegExp, from: RegExp | string, to: string, why: string];

const NOTIFY = /^NOTIFY /;
const SUBSCRIBED = /^SIP\/2\.0 200[^]*^CSeq: \d+ SUBSCRIBE\r$/m;
const MALFORMED = 'To: the tag is given twice';
const WAYS: readonly Spoilt[] = [
  ['a NOTIFY with two tags', NOTIFY, /^To: .*(?=\r$)/m, '$&;tag=x;tag=y', MALFORMED],
  ['a NOTIFY of another type', NOTIFY, 'application/dialog-info+xml', 'text/xml', 'it holds no dialog-info'],
  ['a NOTIFY with broken XML', NOTIFY, '</dialog-info>', '</dialog-inf0>', 'its dialog-info is malformed'],
];

/** Every look-up is answered like that from the event `since` on. */
function spoil(told: HistoryBuilder, [, of, from, to]: Spoilt, since = 0): HistoryBuilder {
  for (const [index, event] of told.events.entries()) {
    if (event.kind !== 'sip' || event.direction !== 'in' || event.n < since || !of.test(event.text)) continue;
    if (event.text.includes('Event: refer')) continue;
    told.events[index] = { ...event, text: event.text.replace(from, to) };
  }
  return told;
}

function calling(step: Step, acts: readonly Step[] = []): HistoryBuilder {
  return history(cellOf('U', { normal: [callA, ...acts, step] }))
    .phase('normal')
    .call('A', 'alice', 'bob');
}

function judged(told: HistoryBuilder, way: Spoilt): InShort {
  return inShort(verdictOf(spoil(told.aftermath(), way), 'it'));
}

describe('a look-up that is answered by', () => {
  test.each(WAYS)('%s shows no parked call, and no silence', (...way) => {
    const told = calling(check('it', { kind: 'is', outcome: 'parked', call: 'A' }), [act(parkA)]).park('A', 'bob');
    told.check('it', (of) => told.lookup('carol', 'primary', '101', { of }));
    const fields = { orbit: '101', pool: 'primary', why: way[4] };
    expect(judged(told, way)).toMatchObject(['fail', { code: 'orbit-lookup-unreadable', fields }]);
  });

  test.each(WAYS)('%s leads no retriever to the call', (...way) => {
    const told = calling(check('it', { kind: 'can', deed: retrieveA }), [act(parkA)]).park('A', 'bob');
    told.check('it', (of) => {
      told.lookup('carol', 'primary', '101', { of });
      told.asked({ verb: 'retrieve', by: 'carol', call: 'A', pool: 'primary', orbit: '101', of }).end('not tried');
    });
    const fields = { deed: "carol's retrieval of call A from orbit 101 of primary", pool: 'primary', why: way[4] };
    expect(judged(told, way)).toMatchObject(['fail', { code: 'retrieval-lookup-unreadable', fields }]);
  });

  test.each(WAYS)('%s does not tell whether a refused park has used an orbit', (...way) => {
    const told = calling(check('it', { kind: 'cannot', deed: parkA }));
    told.check('it', (of) => {
      told.park('A', 'bob', { of, answer: 503 }).listen('A', 'alice', 'bob', { of });
      told.lookup('bob', 'primary', undefined, { of });
    });
    const fields = { deed: "bob's look-up of the orbits of primary", why: way[4] };
    expect(judged(told, way)).toMatchObject(['inconclusive', { code: 'answer-unreadable', fields }]);
  });

  test.each(WAYS)('%s does not tell whether an orbit is still in use', (...way) => {
    const told = calling(act(parkA)).park('A', 'bob').aftermath();
    const fields = { deed: "frank's look-up of orbit 101 of primary", why: way[4] };
    const since = told.events.findLast((event) => event.kind === 'action' && event.verb === 'hangup')?.n ?? 0;
    expect(inShort(verdictOf(spoil(told, way, since), 'aftermath'))).toMatchObject([
      'inconclusive',
      { code: 'answer-unreadable', fields },
    ]);
  });

  test('a 200 that cannot be read, and by no NOTIFY', () => {
    const told = calling(check('it', { kind: 'is', outcome: 'parked', call: 'A' }), [act(parkA)]).park('A', 'bob');
    told.check('it', (of) => told.lookup('carol', 'primary', '101', { of, notify: false }));
    const way = ['', SUBSCRIBED, /^To: .*(?=\r$)/m, '$&;tag=x;tag=y', MALFORMED] as const;
    const fields = { orbit: '101', pool: 'primary', why: MALFORMED };
    expect(judged(told, way)).toMatchObject(['fail', { code: 'orbit-lookup-unreadable', fields }]);
  });

  test('a NOTIFY that the phone refuses is told of with the answer of the phone', () => {
    const told = calling(check('it', { kind: 'is', outcome: 'parked', call: 'A' }), [act(parkA)]).park('A', 'bob');
    told.check('it', (of) => told.lookup('carol', 'primary', '101', { of }));
    const refused = /^SIP\/2\.0 200[^]*^CSeq: \d+ NOTIFY\r$/m;
    for (const [index, event] of told.aftermath().events.entries()) {
      if (event.kind !== 'sip' || event.direction === 'in' || event.tap !== 'carol' || !refused.test(event.text))
        continue;
      told.events[index] = { ...event, text: event.text.replace('SIP/2.0 200 OK', 'SIP/2.0 489 Bad Event') };
    }
    const fields = { orbit: '101', pool: 'primary', why: 'the phone answered it 489 Bad Event' };
    expect(inShort(verdictOf(told, 'it'))).toMatchObject(['fail', { code: 'orbit-lookup-unreadable', fields }]);
  });
});

describe('a request that cannot be read', () => {
  const spoilBye = (text: string): string => text.replace(/^To: .*(?=\r$)/m, '$&;tag=x;tag=y');

  test('is told of beside the failure that it may explain', () => {
    const over = check('it', { kind: 'is', outcome: 'disconnected', call: 'A' });
    const told = history(cellOf('U', { normal: [callA, act(parkA)], outage: [over] }));
    told.phase('normal').call('A', 'alice', 'bob').park('A', 'bob').phase('outage').wait(30);
    told.check('it', () => {
      const side = told.side('A', 'alice');
      const { callId, localTag: toTag, remoteTag: fromTag } = side;
      const parts = { uri: 'sip:alice@192.0.2.1', from: 'park', fromTag, to: 'alice', toTag, callId, seq: 9 };
      told.ask('primary', 'alice', { ...parts, method: 'BYE' }, 'none');
    });
    for (const [index, event] of told.aftermath().events.entries()) {
      if (event.kind !== 'sip' || event.tap !== 'alice' || event.direction !== 'in' || !event.text.startsWith('BYE'))
        continue;
      told.events[index] = { ...event, text: spoilBye(event.text) };
    }
    const [verdict, finding] = inShort(verdictOf(told, 'it'));
    expect([verdict, finding.code]).toEqual(['fail', 'unreadable-request-too']);
    expect(finding.fields).toMatchObject({ party: 'alice', method: 'BYE', why: MALFORMED });
  });

  test('is not told of where nothing failed', () => {
    const told = calling(check('it', { kind: 'is', outcome: 'connected', call: 'A' }));
    told.check('it', (of) => told.listen('A', 'alice', 'bob', { of }).ring('primary', 'carol', 'why'));
    for (const [index, event] of told.aftermath().events.entries()) {
      if (event.kind !== 'sip' || event.tap !== 'carol' || !event.text.startsWith('INVITE')) continue;
      told.events[index] = { ...event, text: spoilBye(event.text) };
    }
    expect(verdictOf(told, 'it').verdict).toBe('pass');
  });
});

test('a phase that was missed names the answer on the way to it that cannot be read', () => {
  const failover = [check('it', { kind: 'is', outcome: 'connected', call: 'A' })];
  const cell = cellOf('U', { normal: [callA], outage: [], failover }, { demands: ['failover'] });
  const told = history(cell).phase('normal').call('A', 'alice', 'bob').phase('outage');
  told.add({ kind: 'phase', phase: 'failover', state: 'entering' });
  told.register('alice', { pool: 'backup' });
  told.add({ kind: 'phase', phase: 'failover', state: 'missed', why: 'alice: no answer' });
  const registered = /^SIP\/2\.0 200[^]*^CSeq: \d+ REGISTER\r$/m;
  const way = ['', registered, /^To: .*(?=\r$)/m, '$&;tag=x;tag=y', MALFORMED] as const;
  const why = `alice: no answer; the REGISTER of alice was answered, but unreadable: ${MALFORMED}`;
  expect(judged(told, way)).toMatchObject(['fail', { code: 'demanded-phase-missed', fields: { why } }]);
});
