import { describe, expect, test } from '@jest/globals';
import type { Candidate } from '../../src/candidate/candidate.ts';
import { CANDIDATE } from './cells.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { cited, inShort, type InShort, verdictOf } from './verdict-of.ts';

const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const parkA = act({ verb: 'park', call: 'A', by: 'bob' });
const disconnected = check('over', { kind: 'is', outcome: 'disconnected', call: 'A' });
const cell = cellOf('D', { normal: [callA, parkA], outage: [disconnected] });

function parked(candidate: Partial<Candidate> = {}): HistoryBuilder {
  return history(cell, candidate).phase('normal').call('A', 'alice', 'bob').park('A', 'bob');
}

/** From the fault on, in ms. */
function sinceOutage(told: HistoryBuilder): number {
  return told.t - (told.events.find((event) => event.kind === 'fault')?.t ?? 0);
}

function byBye(wait: number, load = 1): HistoryBuilder {
  const told = parked().phase('outage');
  const leg = told.side('A', 'alice');
  return told
    .check(
      'over',
      () => {
        told.wait(wait - sinceOutage(told) - 1).fromPeer(leg, 'BYE');
        told.unhear('alice', leg.callId).sides.delete('A');
      },
      { load },
    )
    .aftermath();
}

function bySilence(
  probe: Parameters<HistoryBuilder['probe']>[2] = { status: 'none' },
  options: { music?: boolean; wait?: number; candidate?: Partial<Candidate> } = {},
): HistoryBuilder {
  const told = parked(options.candidate)
    .phase('outage')
    .wait(options.wait ?? 30);
  if (options.music !== false) told.unhear('alice', told.side('A', 'alice').callId);
  told.check('over', (of) => told.probe('A', 'alice', { ...probe, of }));
  return told.aftermath();
}

function said(told: HistoryBuilder): InShort {
  return inShort(verdictOf(told, 'over'));
}

describe('is disconnected', () => {
  test('passes by a BYE from the pool, with the time since the fault', () => {
    const told = byBye(500);
    const verdict = verdictOf(told, 'over');
    expect(verdict).toMatchObject({
      verdict: 'pass',
      code: 'disconnected',
      fields: { party: 'alice', call: 'A', took: 500, since: 'the outage', end: 'BYE from udp:127.0.0.1:5060' },
      figures: { disconnectedAfterMs: 500 },
    });
    expect(cited(told, verdict)).toEqual(['alice out SIP/2.0 200 OK', 'alice in BYE']);
  });

  test.each([
    [2000, 'pass'],
    [2001, 'fail'],
  ])('%d ms after the outage, of at most 2000, is a %s', (wait, verdict) => {
    expect(verdictOf(byBye(wait), 'over')).toMatchObject({ verdict, figures: { disconnectedAfterMs: wait } });
  });

  test('says how late a late BYE was, unless the harness was', () => {
    expect(said(byBye(2600))).toMatchObject([
      'fail',
      {
        code: 'disconnected-late',
        fields: {
          party: 'alice',
          call: 'A',
          took: 2600,
          since: 'the outage',
          end: 'BYE from udp:127.0.0.1:5060',
          bound: 2000,
        },
      },
    ]);
    expect(said(byBye(2600, 250))[0]).toBe('inconclusive');
  });

  test.each([481, 408, 404])('passes when the music stopped and a re-INVITE is answered %d', (status) => {
    const told = bySilence({ status });
    const verdict = verdictOf(told, 'over');
    expect(verdict.verdict).toBe('pass');
    expect(verdict.reason).toMatch(
      new RegExp(
        `^alice was disconnected from call A 3\\d ms after the outage: its media stopped 0 ms after the outage and a re-INVITE was answered ${status} `,
      ),
    );
    expect(cited(told, verdict).slice(0, 3)).toEqual([
      'alice out SIP/2.0 200 OK',
      'alice stops music:primary',
      'alice out INVITE',
    ]);
    expect(cited(told, verdict)).toHaveLength(4);
  });

  test('passes when the music stopped and a re-INVITE is not answered', () => {
    const told = bySilence();
    const verdict = verdictOf(told, 'over');
    expect(inShort(verdict)).toMatchObject([
      'pass',
      {
        code: 'disconnected',
        fields: {
          party: 'alice',
          call: 'A',
          took: 37,
          since: 'the outage',
          end: 'its media stopped 0 ms after the outage and a re-INVITE was not answered',
        },
      },
    ]);
    expect(cited(told, verdict)).toEqual(['alice out SIP/2.0 200 OK', 'alice stops music:primary', 'alice out INVITE']);
    expect(verdict.figures['disconnectedAfterMs']).toBeLessThan(60);
  });

  test('counts a re-INVITE that crossed another from when it was first sent', () => {
    const told = parked().phase('outage').wait(30);
    const alice = told.side('A', 'alice');
    told.unhear('alice', alice.callId);
    told.check('over', (of) => {
      const probe = told.asked({ verb: 'probe', by: 'alice', call: 'A', callId: alice.callId, of });
      told.inDialog(alice, 'INVITE', {}, 491);
      told.wait(4_000).inDialog(alice, 'INVITE', {}, 'none');
      told.wait(500);
      probe.end('no answer');
    });
    told.aftermath();
    expect(verdictOf(told, 'over')).toMatchObject({
      verdict: 'pass',
      figures: { disconnectedAfterMs: expect.any(Number) },
    });
    expect(verdictOf(told, 'over').figures['disconnectedAfterMs']).toBeLessThan(60);
  });

  test.each([0, 60])('fails when it was heard until %d ms before its phone gave the leg up', (before) => {
    const told = parked().phase('outage').wait(30);
    const { callId } = told.side('A', 'alice');
    told.check('over', (of) => {
      told.probe('A', 'alice', { status: 'none', of }).unhear('alice', callId);
    });
    const heard = told.events.map((event) =>
      event.kind === 'media' && event.event === 'stops' ? { ...event, at: event.t - before } : event,
    );
    told.events.splice(0, told.events.length, ...heard);
    expect(said(told.aftermath())).toMatchObject([
      'fail',
      {
        code: 'heard-until-given-up',
        fields: { party: 'alice', voice: 'music:primary', probe: 'a re-INVITE was not answered' },
      },
    ]);
  });

  test('passes when the re-INVITE could not be delivered', () => {
    expect(said(bySilence({ status: 'none', why: 'unreachable: ECONNREFUSED' }))[1]).toMatchObject({
      code: 'disconnected',
      fields: {
        party: 'alice',
        call: 'A',
        took: 37,
        since: 'the outage',
        end: 'its media stopped 0 ms after the outage and a re-INVITE could not be delivered',
      },
    });
  });

  test('needs only the re-INVITE where there is no music', () => {
    const capabilities = CANDIDATE.capabilities.filter((each) => each !== 'music-on-hold');
    const told = parked({ capabilities });
    const { callId } = told.side('A', 'alice');
    told.events.splice(
      0,
      told.events.length,
      ...told.events.filter((event) => event.kind !== 'media' || event.leg !== callId),
    );
    told.unhear('alice', callId);
    told.events.splice(
      0,
      told.events.length,
      ...told.events.filter((event) => event.kind !== 'media' || event.leg !== callId),
    );
    told
      .phase('outage')
      .check('over', (of) => told.probe('A', 'alice', { of, status: 'none' }))
      .aftermath();
    const verdict = verdictOf(told, 'over');
    expect(verdict.verdict).toBe('pass');
    expect(verdict).toMatchObject({
      code: 'disconnected',
      fields: { party: 'alice', call: 'A', took: 6, since: 'the outage', end: 'a re-INVITE was not answered' },
    });
  });

  test.each([
    [1900, 'pass', 'disconnected'],
    [2100, 'inconclusive', 'probed-too-late'],
  ])('music that stopped in time, and a check that began after %d ms: %s', (begun, verdict, code) => {
    const told = parked().phase('outage');
    told.unhear('alice', told.side('A', 'alice').callId).wait(begun - sinceOutage(told));
    told.check('over', (of) => told.probe('A', 'alice', { of, status: 481 })).aftermath();
    expect(said(told)).toMatchObject([verdict, { code }]);
  });

  test('music that was not heard for a while when the outage came stopped before it', () => {
    const told = parked();
    told.unhear('alice', told.side('A', 'alice').callId).wait(400).phase('outage');
    told.check('over', (of) => told.probe('A', 'alice', { of, status: 481 })).aftermath();
    expect(verdictOf(told, 'over').reason).toMatch(/: its media stopped 5\d\d ms before the outage and a re-INVITE/);
  });

  test('a dialog that is asked in time and too late dead is a failure', () => {
    const told = parked().phase('outage');
    told.unhear('alice', told.side('A', 'alice').callId);
    told.check('over', (of) => told.wait(2100).probe('A', 'alice', { of, status: 481 })).aftermath();
    expect(said(told)[0]).toBe('fail');
  });

  test('measures to the probe when that comes later than the end of the music', () => {
    const told = parked().phase('outage');
    told.unhear('alice', told.side('A', 'alice').callId).wait(1500);
    told.check('over', (of) => told.probe('A', 'alice', { of, status: 481 })).aftermath();
    const { figures } = verdictOf(told, 'over');
    expect(figures['disconnectedAfterMs']).toBeGreaterThan(1500);
    expect(figures['disconnectedAfterMs']).toBeLessThan(1520);
  });

  test.each([
    [
      'the re-INVITE is accepted',
      { status: 200 },
      {},
      { code: 'still-in-call', fields: { party: 'alice', call: 'A', signs: 'a re-INVITE was answered 200 OK' } },
    ],
    [
      'the re-INVITE is refused without ending the dialog',
      { status: 503 },
      {},
      { code: 'end-not-seen', fields: { party: 'alice', call: 'A' } },
    ],
    [
      'both sound and dialog go on',
      { status: 200 },
      { music: false },
      {
        code: 'still-in-call',
        fields: {
          party: 'alice',
          call: 'A',
          signs: 'a re-INVITE was answered 200 OK and it still heard music:primary',
        },
      },
    ],
    [
      'the music of a zombie goes on',
      { status: 'none' },
      { music: false },
      {
        code: 'heard-after-failed-probe',
        fields: { party: 'alice', voice: 'music:primary', probe: 'a re-INVITE was not answered' },
      },
    ],
  ] as const)('fails when %s', (_, probe, options, reason) => {
    expect(said(bySilence(probe, options))).toMatchObject(['fail', reason]);
  });

  test('fails when only the music stopped and nobody probed', () => {
    const told = parked().phase('outage').unhear('alice', 'nothing');
    told.unhear('alice', told.side('A', 'alice').callId);
    told.check('over').aftermath();
    expect(said(told)).toMatchObject(['fail', { code: 'end-not-seen', fields: { party: 'alice', call: 'A' } }]);
  });

  test('does not take the BYE of its own phone for the end', () => {
    const told = parked().phase('outage');
    const leg = told.side('A', 'alice');
    told
      .check('over', () => told.inDialog(leg, 'BYE'))
      .unhear('alice', leg.callId)
      .sides.delete('A');
    expect(said(told.aftermath())[0]).toBe('fail');
  });

  test('does not hear of an answer that comes after the check', () => {
    const told = parked().phase('outage').wait(30);
    const leg = told.side('A', 'alice');
    told.unhear('alice', leg.callId);
    told.check('over', (of) => told.probe('A', 'alice', { of, status: 'none' }));
    const invite = told.events.findLast((event) => event.kind === 'sip' && event.text.startsWith('INVITE'));
    if (invite?.kind === 'sip') {
      const late = invite.text
        .replace(/^INVITE .*\r\n/, 'SIP/2.0 200 OK\r\n')
        .replace(/\r\n\r\n[^]*$/, '\r\n\r\n')
        .replace(/Content-(Type|Length).*\r\n/g, '');
      told.sip('alice', 'in', 'primary', late.replace(/\r\n\r\n$/, '\r\nContent-Length: 0\r\n\r\n'));
    }
    expect(said(told.aftermath())[0]).toBe('pass');
  });

  test('is inconclusive when the call was over before the outage', () => {
    const told = parked();
    told.fromPeer(told.side('A', 'alice'), 'BYE');
    told.unhear('alice', told.side('A', 'alice').callId).wait(300).phase('outage').check('over').sides.delete('A');
    const [verdict, reason] = said(told.aftermath());
    expect(verdict).toBe('inconclusive');
    expect(reason).toMatchObject({
      code: 'call-over-before-outage',
      fields: { party: 'alice', call: 'A', end: 'its leg was ended by a BYE from udp:127.0.0.1:5060' },
    });
  });

  test('measures from the phase where the bench causes no fault itself', () => {
    const outage = { ...CANDIDATE.transitions.outage, actions: [] };
    const told = parked({ transitions: { ...CANDIDATE.transitions, outage } }).phase('outage', { fault: 'none' });
    const entering = told.events.find((event) => event.kind === 'phase' && event.phase === 'outage')?.t ?? 0;
    const leg = told.side('A', 'alice');
    told.check('over', () => told.wait(400 - (told.t - entering) - 1).fromPeer(leg, 'BYE'));
    told.unhear('alice', leg.callId).sides.delete('A');
    expect(verdictOf(told.aftermath(), 'over').figures).toEqual({ disconnectedAfterMs: 400 });
  });
});

describe('a connected call that is disconnected', () => {
  const hungUp = cellOf('D', { normal: [callA, act({ verb: 'hangup', call: 'A', by: 'bob' })] });
  const both = cellOf('D', { normal: [callA], outage: [disconnected] });

  test('passes when both legs got a BYE', () => {
    const told = history(both).phase('normal').call('A', 'alice', 'bob').phase('outage');
    told.check('over', () => {
      for (const party of ['alice', 'bob'] as const) {
        told.fromPeer({ ...told.side('A', party), peer: 'backup' }, 'BYE');
        told.unhear(party, told.side('A', party).callId);
      }
      told.sides.delete('A');
    });
    expect(said(told.aftermath())[0]).toBe('pass');
  });

  test('fails when only one did', () => {
    const told = history(both).phase('normal').call('A', 'alice', 'bob').phase('outage');
    told.check('over', () => told.fromPeer({ ...told.side('A', 'alice'), peer: 'backup' }, 'BYE'));
    expect(said(told.aftermath())).toMatchObject([
      'fail',
      { code: 'still-in-call', fields: { party: 'bob', call: 'A', signs: 'it still heard alice' } },
    ]);
  });

  test('is not what a cell asks whose call is over by plan', () => {
    const planned = cellOf('D', { normal: [...(hungUp.scenario[0]?.steps ?? []), disconnected] });
    const told = history(planned)
      .phase('normal')
      .call('A', 'alice', 'bob')
      .hangup('A', 'bob')
      .check('over')
      .aftermath();
    expect(said(told)).toMatchObject([
      'inconclusive',
      { code: 'state-not-planned', fields: { call: 'A', outcome: 'disconnected' } },
    ]);
  });
});
