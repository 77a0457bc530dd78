import { describe, expect, test } from '@jest/globals';
import { CANDIDATE } from './cells.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { cited, inShort, type InShort, verdictOf } from './verdict-of.ts';

const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const deed = { verb: 'transfer', call: 'A', by: 'bob', to: 'dave', how: 'blind' } as const;
const cell = cellOf('T', {
  normal: [
    callA,
    check('transfer', { kind: 'can', deed }),
    check('after', { kind: 'is', outcome: 'connected', call: 'A' }),
  ],
});

type Transfer = Parameters<HistoryBuilder['transfer']>[3];

function transferring(
  options: Transfer = {},
  then: (told: HistoryBuilder, of: string) => void = () => {},
): HistoryBuilder {
  const told = history(cell).phase('normal').call('A', 'alice', 'bob');
  told.check('transfer', (of) => {
    told.transfer('A', 'bob', 'dave', { ...options, of });
    then(told, of);
  });
  return told.check('after').aftermath();
}

describe('can transfer', () => {
  test('passes when transferee and target hear each other and the transferor is free', () => {
    const told = transferring();
    const verdict = verdictOf(told, 'transfer');
    const took = verdict.figures['transferredAfterMs'];
    expect(verdict).toMatchObject({
      verdict: 'pass',
      code: 'transferred',
      fields: { by: 'bob', to: 'dave', call: 'A', transferee: 'alice', took },
      advisories: [],
    });
    expect(cited(told, verdict)).toEqual([
      'bob out REFER',
      'dave out SIP/2.0 200 OK',
      'alice in SIP/2.0 200 OK',
      'bob in NOTIFY',
      'bob out BYE',
      'alice sample dave',
      'dave sample alice',
    ]);
    expect(verdictOf(told, 'after')).toMatchObject({
      code: 'connected',
      fields: { party: 'alice', other: 'dave', call: 'A', gap: 20 },
    });
  });

  test('counts from the REFER to the final NOTIFY', () => {
    const told = transferring();
    const [refer, , , notify] = verdictOf(told, 'transfer').evidence.map((n) => told.events[n - 1]?.t ?? 0);
    expect(verdictOf(told, 'transfer').figures).toEqual({ transferredAfterMs: (notify ?? 0) - (refer ?? 0) });
  });

  test('cites the end of the leg that was transferred, and not of an earlier one', () => {
    const acts = [act({ verb: 'park', call: 'A', by: 'bob' }), act({ verb: 'retrieve', call: 'A', by: 'bob' })];
    const told = history(cellOf('T', { normal: [callA, ...acts, check('transfer', { kind: 'can', deed })] }));
    told.phase('normal').call('A', 'alice', 'bob').park('A', 'bob').retrieve('A', 'bob');
    told.check('transfer', (of) => told.transfer('A', 'bob', 'dave', { of }));
    const verdict = verdictOf(told.aftermath(), 'transfer');
    expect(verdict.verdict).toBe('pass');
    expect(cited(told, verdict).filter((each) => each.includes('BYE'))).toEqual(['bob out BYE']);
  });

  test.each([
    ['the phone is busy', (told: HistoryBuilder, of: string) => told.asked({ verb: 'transfer', by: 'bob', of })],
    ['nothing was sent', () => undefined],
  ] as const)('is inconclusive when nobody tried: %s', (why, ask) => {
    const told = history(cell).phase('normal').call('A', 'alice', 'bob');
    told.check('transfer', (of) => ask(told, of)?.end(why));
    expect(verdictOf(told.aftermath(), 'transfer')).toMatchObject({
      verdict: 'inconclusive',
      code: 'not-tried',
      fields: { deed: "bob's transfer of call A to dave", why },
    });
  });

  test('reports a 202 as advisory', () => {
    expect(verdictOf(transferring({ answer: 202 }), 'transfer').advisories).toHaveLength(1);
  });

  test.each([
    [
      { answer: 503 },
      {
        code: 'transfer-failed',
        fields: { by: 'bob', to: 'dave', call: 'A', reply: 'the answer was 503 Service Unavailable' },
      },
    ],
    [
      { answer: 'none' },
      { code: 'transfer-failed', fields: { by: 'bob', to: 'dave', call: 'A', reply: 'there was no answer' } },
    ],
    [
      { final: 'none', freed: false },
      {
        code: 'transfer-failed',
        fields: { by: 'bob', to: 'dave', call: 'A', reply: 'the answer was 200 OK, and no final NOTIFY came' },
      },
    ],
    [
      { final: 'SIP/2.0 486 Busy Here' },
      {
        code: 'transfer-failed',
        fields: { by: 'bob', to: 'dave', call: 'A', reply: 'the answer was final sipfrag "486 Busy Here"' },
      },
    ],
    [
      { deaf: 'dave' },
      { code: 'not-heard', fields: { listener: 'dave', speaker: 'alice', call: 'A', heard: 'nothing' } },
    ],
    [
      { deaf: 'alice' },
      { code: 'not-heard', fields: { listener: 'alice', speaker: 'dave', call: 'A', heard: 'nothing' } },
    ],
    [{ freed: false }, { code: 'transferor-still-up', fields: { by: 'bob', to: 'dave', call: 'A' } }],
  ] as const satisfies ReadonlyArray<readonly [Transfer, InShort[1]]>)('fails for %j', (options, reason) => {
    expect(inShort(verdictOf(transferring(options), 'transfer'))).toMatchObject(['fail', reason]);
  });

  test.each(['dave', 'alice'] as const)('fails when %s is dropped', (party) => {
    const told = transferring({}, (each) => each.fromPeer({ ...each.side('A', party), peer: 'primary' }, 'BYE'));
    const verdict = verdictOf(told, 'transfer');
    expect(inShort(verdict)).toMatchObject([
      'fail',
      {
        code: 'lost-after-transfer',
        fields: { by: 'bob', to: 'dave', call: 'A', party, end: 'its leg was ended by a BYE from udp:127.0.0.1:5060' },
      },
    ]);
    expect(cited(told, verdict)).toEqual([`${party} in BYE`]);
  });

  test('fails when the target never got the call', () => {
    const told = history(cell).phase('normal').call('A', 'alice', 'bob');
    told.check('transfer', (of) => {
      const bob = told.side('A', 'bob');
      const asked = told.asked({ verb: 'transfer', by: 'bob', to: 'dave', call: 'A', callId: bob.callId, of });
      told.inDialog(bob, 'REFER', { headers: ['Refer-To: <sip:dave@park.example>'] }, 200, {
        contact: 'sip:alice@127.0.0.1:41001',
      });
      const body = 'SIP/2.0 200 OK\r\n';
      const headers = ['Event: refer', 'Subscription-State: terminated;reason=noresource'];
      told.inDialog(told.side('A', 'alice'), 'NOTIFY', { headers, type: 'message/sipfrag', body });
      told.inDialog(bob, 'BYE');
      asked.end();
    });
    expect(verdictOf(told.aftermath(), 'transfer')).toMatchObject({
      verdict: 'fail',
      code: 'transferred-without',
      fields: { by: 'bob', to: 'dave', call: 'A', party: 'dave' },
    });
  });

  test('makes what comes after it inconclusive when it fails', () => {
    expect(verdictOf(transferring({ answer: 503 }), 'after')).toMatchObject({
      verdict: 'inconclusive',
      code: 'call-ended-earlier',
      fields: { by: 'bob', to: 'dave', call: 'A', check: 'T/transfer' },
    });
  });

  test('that is not declared is not applicable, and so is what needs it', () => {
    const capabilities = CANDIDATE.capabilities.filter((each) => each !== 'blind-transfer');
    const told = history(cell, { capabilities })
      .phase('normal')
      .call('A', 'alice', 'bob')
      .check('transfer')
      .check('after')
      .aftermath();
    expect(verdictOf(told, 'transfer')).toMatchObject({
      verdict: 'not-applicable',
      code: 'capability-not-declared',
      fields: { candidate: 'Sample park server', capability: 'blind-transfer' },
    });
    expect(verdictOf(told, 'after')).toMatchObject({
      verdict: 'not-applicable',
      code: 'call-not-applicable',
      because: 'capability-not-declared',
      fields: { candidate: 'Sample park server', capability: 'blind-transfer', call: 'A', check: 'T/transfer' },
    });
  });
});

describe('can transfer with a consultation', () => {
  const attended = { ...deed, how: 'attended' } as const;
  const attendedCell = cellOf('T', { normal: [callA, check('transfer', { kind: 'can', deed: attended })] });

  function consulting(): HistoryBuilder {
    const told = history(attendedCell).phase('normal').call('A', 'alice', 'bob');
    told.check('transfer', (of) => {
      told.call('A.consultation', 'bob', 'dave', { of });
      const consult = told.side('A.consultation', 'dave');
      told.transfer('A', 'bob', 'dave', { of, replaces: consult });
      told.inDialog(consult, 'BYE');
      told.unhear('dave', consult.callId).unhear('bob', consult.callId).sides.delete('A.consultation');
    });
    return told.aftermath();
  }

  test('passes, and the leg that replaces the consultation belongs to the call', () => {
    expect(verdictOf(consulting(), 'transfer')).toMatchObject({ verdict: 'pass' });
    expect(verdictOf(consulting(), 'aftermath')).toMatchObject({ verdict: 'pass' });
  });

  test('is not applicable where it is not declared', () => {
    const capabilities = CANDIDATE.capabilities.filter((each) => each !== 'attended-transfer');
    expect(verdictOf(history(attendedCell, { capabilities }), 'transfer')).toMatchObject({
      code: 'capability-not-declared',
      fields: { candidate: 'Sample park server', capability: 'attended-transfer' },
    });
  });
});

describe('cannot transfer', () => {
  const refusedCell = cellOf('T', { normal: [callA, check('refused', { kind: 'cannot', deed })] });

  function refusing(options: Transfer): InShort {
    const told = history(refusedCell).phase('normal').call('A', 'alice', 'bob');
    told.check('refused', (of) => told.transfer('A', 'bob', 'dave', { ...options, of }));
    return inShort(verdictOf(told.aftermath(), 'refused'));
  }

  test('passes when it is refused and both are still connected', () => {
    expect(refusing({ answer: 603 })).toMatchObject([
      'pass',
      { code: 'refused-and-call-unchanged', because: 'refused-in-time', fields: { call: 'A' } },
    ]);
  });

  test('passes when the sipfrag says no', () => {
    expect(refusing({ final: 'SIP/2.0 503 Service Unavailable' })[0]).toBe('pass');
  });

  test('fails when it works, and the target is no stranger for it', () => {
    const [verdict, reason] = refusing({});
    expect(verdict).toBe('fail');
    expect(reason).toMatchObject({ code: 'stranger-heard-too' });
  });

  test('fails when it is taken without a result', () => {
    expect(refusing({ final: 'none', freed: false })[1]).toMatchObject({
      code: 'neither-done-nor-refused',
      fields: { deed: "bob's transfer of call A to dave", answer: '200 OK, and no final NOTIFY came' },
    });
  });
});
