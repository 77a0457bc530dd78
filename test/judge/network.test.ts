import { describe, expect, test } from '@jest/globals';
import { judge } from '../../src/judge/judge.ts';
import type { Phase } from '../../src/suite/cell.ts';
import { behindNetwork, verdictUnder } from './bad-network.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import type { ParkOptions } from './parking.ts';
import { referNotify } from './recording.ts';
import { addressOf, contactOf, response } from './sip-text.ts';

const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const parkA = act({ verb: 'park', call: 'A', by: 'bob' });

function refusing(park: ParkOptions, phase: 'outage' | 'failover' = 'failover', watched = 0): HistoryBuilder {
  const steps = [check('refused', { kind: 'cannot', deed: { verb: 'park', call: 'A', by: 'bob' } })];
  const told = history(cellOf('R', { normal: [callA], [phase]: steps }));
  told.phase('normal').call('A', 'alice', 'bob').phase('outage');
  if (phase === 'failover') told.phase('failover');
  told.check('refused', (of) => {
    told.park('A', 'bob', { ...park, of });
    const watching = told.asked({ verb: 'watch', by: 'bob', call: 'A', within: watched, of });
    told.wait(watched);
    watching.end();
    if (phase === 'failover') told.lookup('bob', 'backup', undefined, { of });
  });
  return told.aftermath();
}

function parking(park: ParkOptions = {}, stage: (told: HistoryBuilder, of: string) => void = () => {}): HistoryBuilder {
  const told = history(
    cellOf('P', { normal: [callA, check('parked', { kind: 'can', deed: { verb: 'park', call: 'A', by: 'bob' } })] }),
  );
  told.phase('normal').call('A', 'alice', 'bob');
  told.check('parked', (of) => {
    told.park('A', 'bob', { ...park, of });
    stage(told, of);
    told.lookup('bob', 'primary', park.orbit ?? '101', { of });
  });
  return told.aftermath();
}

const refer = { tap: 'bob', direction: 'out', start: 'REFER' } as const;

describe('a time that our own network made longer', () => {
  test('is counted without what the request took to get through', () => {
    const verdict = verdictUnder(refusing({ answer: 503, after: 12 }), 'refused', { ...refer, late: 1500 });
    expect(verdict).toMatchObject({ verdict: 'pass', figures: { refusedAfterMs: 13, networkMs: 1500 } });
  });

  test('is counted without what the answer took to get through', () => {
    const answer = { tap: 'bob', direction: 'in', start: 'SIP/2.0 503', late: 3500 } as const;
    expect(verdictUnder(refusing({ answer: 503 }), 'refused', answer)).toMatchObject({
      verdict: 'pass',
      figures: { refusedAfterMs: 1, networkMs: 3500 },
    });
  });

  test('is counted without what an INVITE on the way took, which the candidate has to wait for', () => {
    const invite = { tap: 'alice', direction: 'in', start: 'INVITE', late: 1500 } as const;
    expect(verdictUnder(parking(), 'parked', invite)).toMatchObject({
      verdict: 'pass',
      figures: { networkMs: 1500 },
    });
  });

  test('is the candidate’s fault all the same when it was slow beside that', () => {
    const slow = refusing({ answer: 503, after: 1100 });
    expect(verdictUnder(slow, 'refused').verdict).toBe('fail');
    expect(verdictUnder(slow, 'refused', { ...refer, late: 500 })).toMatchObject({
      verdict: 'fail',
      figures: { refusedAfterMs: 1101 },
    });
  });

  test('is the candidate’s fault when our network lost something else, before', () => {
    const ack = { tap: 'alice', direction: 'out', start: 'ACK', late: 900, which: 0 } as const;
    expect(verdictUnder(refusing({ answer: 503, after: 1100 }), 'refused', ack).verdict).toBe('fail');
  });

  test('decides nothing when the candidate need not have waited for what was lost', () => {
    const trying = { tap: 'bob', direction: 'in', start: 'NOTIFY', which: 0, late: 500 } as const;
    const verdict = verdictUnder(parking({ after: 700 }), 'parked', trying);
    expect(verdict.code).toBe('time-taken-by-network');
    expect(verdict.verdict).toBe('inconclusive');
    expect(verdictUnder(parking({ after: 1100 }), 'parked', trying).verdict).toBe('fail');
  });
});

describe('a silence that matters', () => {
  const silent = refusing({ answer: 'none', after: 1100 }, 'outage');

  test('is refusal in the outage when the request got through', () => {
    expect(verdictUnder(silent, 'refused').verdict).toBe('pass');
    // The driver waits longer on a bad network: here as long as the second copy needs.
    expect(verdictUnder(silent, 'refused', { ...refer, late: 500 }).verdict).toBe('pass');
  });

  test('proves nothing when our network lost every copy of the request', () => {
    const verdict = verdictUnder(silent, 'refused', refer);
    expect(verdict.verdict).toBe('inconclusive');
    expect(verdict).toMatchObject({ code: 'request-lost-on-network', fields: { method: 'REFER', party: 'bob' } });
  });

  test('proves nothing when the request got through too late', () => {
    const late = { ...refer, late: 500, others: 'go on' } as const;
    expect(verdictUnder(silent, 'refused', late)).toMatchObject({
      verdict: 'inconclusive',
      code: 'request-late-on-network',
      fields: { method: 'REFER', party: 'bob', delay: 500 },
    });
  });

  test('does not go on when the phone has given up, however long the check does', () => {
    const late = { ...refer, late: 500, others: 'go on' } as const;
    const watched = refusing({ answer: 'none', after: 1100 }, 'outage', 3000);
    expect(verdictUnder(watched, 'refused').verdict).toBe('pass');
    expect(verdictUnder(watched, 'refused', late)).toMatchObject({
      verdict: 'inconclusive',
      code: 'request-late-on-network',
    });
  });

  test('is none when our network lost the answer', () => {
    const answer = { tap: 'bob', direction: 'in', start: 'SIP/2.0 503' } as const;
    for (const phase of ['outage', 'failover'] as const) {
      const verdict = verdictUnder(refusing({ answer: 503, after: 1100, why: 'no answer' }, phase), 'refused', answer);
      expect(verdict.verdict).toBe('inconclusive');
      expect(verdict).toMatchObject({
        code: 'answer-lost-on-network',
        fields: { method: 'REFER', party: 'bob', answer: '503' },
      });
    }
  });

  test('is a failure in resiliency mode when the request got through, and none when it did not', () => {
    const failing = refusing({ answer: 'none', after: 1100 });
    expect(verdictUnder(failing, 'refused').verdict).toBe('fail');
    expect(verdictUnder(failing, 'refused', { ...refer, late: 500 }).verdict).toBe('fail');
    expect(verdictUnder(failing, 'refused', refer).verdict).toBe('inconclusive');
  });

  test('is no excuse for what was seen to be wrong', () => {
    const parked = refusing({ answer: 202 });
    expect(verdictUnder(parked, 'refused', { ...refer, late: 500 }).verdict).toBe('fail');
  });
});

/** Alice's BYE to the pool, and the look-ups of the aftermath right after it. */
function stillInUse(): HistoryBuilder {
  const cell = cellOf('B', { normal: [callA, parkA] });
  const story = history(cell);
  story.phase('normal').call('A', 'alice', 'bob').park('A', 'bob');
  const side = story.side('A', 'alice');
  story.check('aftermath', (of) => {
    story.asked({ verb: 'hangup', by: 'alice', call: 'A', callId: side.callId, of }).end();
    story.inDialog(side, 'BYE', {});
    story.unhear('alice', side.callId);
    story.lookup('frank', 'primary', '101', { of });
  });
  return story.end();
}

describe('an orbit that is still shown in use', () => {
  test('is a failure of a pool that was told', () => {
    expect(verdictUnder(stillInUse(), 'aftermath')).toMatchObject({
      verdict: 'fail',
      reason: expect.stringContaining('still shown in use'),
    });
  });

  test('proves nothing when our network had not yet let the BYE through', () => {
    const bye = { tap: 'alice', direction: 'out', start: 'BYE', late: 400, others: 'go on' } as const;
    const verdict = verdictUnder(stillInUse(), 'aftermath', bye);
    expect(verdict.verdict).toBe('inconclusive');
    expect(verdict).toMatchObject({
      code: 'pool-not-told-yet',
      fields: { remote: 'udp:127.0.0.1:5060', pending: 'BYE', party: 'alice' },
    });
  });
});

function lateBye(after: number): HistoryBuilder {
  const story = history(cellOf('L', { normal: [callA, parkA] }));
  story.phase('normal').call('A', 'alice', 'bob').park('A', 'bob');
  const side = story.side('A', 'alice');
  return story.aftermath(() => story.wait(after).fromPeer(side, 'BYE', {}, 481));
}

describe('a BYE of the candidate that comes late', () => {
  const bye = { tap: 'alice', direction: 'in', start: 'BYE' } as const;

  test('counts from when it reached our network', () => {
    expect(verdictUnder(lateBye(20), 'aftermath', { ...bye, late: 500 }).verdict).toBe('pass');
  });

  test('is a failure when the candidate sent it late', () => {
    expect(verdictUnder(lateBye(200), 'aftermath').verdict).toBe('fail');
    expect(verdictUnder(lateBye(200), 'aftermath', { ...bye, late: 500 }).verdict).toBe('fail');
  });
});

function missed(after: number): HistoryBuilder {
  const steps = [check('redirected', { kind: 'can', deed: { verb: 'register', by: 'alice' } })];
  const story = history(cellOf('M', { failover: steps }, { demands: ['failover'] as readonly Phase[] }));
  story.phases('normal', 'outage');
  story.add({ kind: 'phase', phase: 'failover', state: 'entering' });
  story.register('alice', { pool: 'backup', status: 'none' });
  story.wait(after).add({ kind: 'phase', phase: 'failover', state: 'missed', why: 'alice is not registered' });
  return story.aftermath();
}

describe('a phase that the table demands and that was missed', () => {
  const register = { tap: 'alice', direction: 'out', start: 'REGISTER' } as const;

  test('is a failure when the candidate had its time', () => {
    expect(verdictUnder(missed(1000), 'redirected').verdict).toBe('fail');
    expect(verdictUnder(missed(1000), 'redirected', { ...register, late: 500 }).verdict).toBe('fail');
  });

  test('proves nothing when our network took that time', () => {
    const verdict = verdictUnder(missed(1000), 'redirected', register);
    expect(verdict.verdict).toBe('inconclusive');
    expect(verdict).toMatchObject({
      code: 'wait-cut-by-network',
      because: 'demanded-phase-missed',
      fields: { phase: 'failover', why: 'alice is not registered', took: 1002, waited: 1004 },
    });
  });
});

function ringing(after: number): HistoryBuilder {
  const expectation = { kind: 'setting', setting: 'pickup-timeout', call: 'A', of: 'primary' } as const;
  const story = history(cellOf('T', { normal: [callA, parkA, check('timeout', expectation)] }));
  story.phase('normal').call('A', 'alice', 'bob').park('A', 'bob');
  story.check('timeout', () => story.wait(after).ring('primary', 'bob', 'ringback@pool'));
  return story.aftermath();
}

describe('a pickup timeout', () => {
  const notify = { tap: 'bob', direction: 'in', start: 'NOTIFY', late: 1500 } as const;
  const invite = { tap: 'bob', direction: 'in', start: 'INVITE', late: 1500 } as const;

  test('is measured between what the pool sent, not between what got through', () => {
    expect(verdictUnder(ringing(6000), 'timeout', invite)).toMatchObject({ verdict: 'pass' });
    // The NOTIFY came later than it was sent, and the ringback as it should.
    expect(verdictUnder(ringing(4500), 'timeout', notify)).toMatchObject({ verdict: 'pass' });
  });

  test('is wrong when the pool has it wrong', () => {
    expect(verdictUnder(ringing(4500), 'timeout').verdict).toBe('fail');
    expect(verdictUnder(ringing(4500), 'timeout', invite).verdict).toBe('fail');
  });
});

function talking(gapMs: number, longestLoss: number): HistoryBuilder {
  const connected = { kind: 'is', outcome: 'connected', call: 'A' } as const;
  const story = history(cellOf('G', { normal: [callA, check('talk', connected)] }));
  story.phase('normal').call('A', 'alice', 'bob');
  const { callId } = story.side('A', 'alice');
  const counts = { passed: 90, lost: 10, longestLoss, duplicated: 0, held: 0 } as const;
  story.add({ kind: 'network', channel: 'rtp', tap: 'alice', leg: callId, direction: 'in', ...counts });
  story.wait(1000).check('talk', (of) => story.listen('A', 'alice', 'bob', { of }), { gapMs });
  return story.aftermath();
}

describe('a gap in what is heard', () => {
  test('proves nothing as far as our network may have made it', () => {
    expect(verdictUnder(talking(390, 5), 'talk').verdict).toBe('inconclusive');
    expect(verdictUnder(talking(280, 5), 'talk').verdict).toBe('pass');
  });

  test('is a failure beyond that, however much was lost', () => {
    expect(verdictUnder(talking(410, 5), 'talk').verdict).toBe('fail');
    expect(verdictUnder(talking(310, 0), 'talk').verdict).toBe('fail');
  });
});

function stuck(waited: number): HistoryBuilder {
  const story = history(
    cellOf('W', { normal: [callA, check('parked', { kind: 'can', deed: { verb: 'park', call: 'A', by: 'bob' } })] }),
  );
  story.phase('normal').call('A', 'alice', 'bob');
  const { callId } = story.side('A', 'bob');
  story.check('parked', (of) => {
    story.park('A', 'bob', { of, parkerFreed: false });
    const watch = story.asked({ verb: 'watch', by: 'bob', call: 'A', callId, within: 1000, of });
    story.wait(waited);
    watch.end('the leg of bob is still up');
    story.lookup('bob', 'primary', '101', { of });
  });
  return story.aftermath();
}

/** A BYE to bob, lost as the wait begins. */
function lost({ events }: HistoryBuilder): ReturnType<typeof judge> {
  const watch = events.findLast((event) => event.kind === 'action' && event.within === 1000 && event.by === 'bob');
  const begun = events.findLast(
    (event) => event.kind === 'action' && watch?.kind === 'action' && event.id === watch.id && event.state === 'asked',
  );
  const callId = watch?.kind === 'action' ? (watch.callId ?? '') : '';
  const mishap = { kind: 'network', channel: 'sip', tap: 'bob', direction: 'in', what: 'lost' } as const;
  const about = { remote: 'udp:127.0.0.1:41001', line: 'BYE sip:bob@127.0.0.1:41002 SIP/2.0', callId, cseq: '2 BYE' };
  const all = [...events, { n: 0, t: (begun?.t ?? 0) + 1, ...mishap, ...about }].toSorted((a, b) => a.t - b.t);
  return judge(behindNetwork(all.map((event, index) => ({ ...event, n: index + 1 }))));
}

describe('something that was waited for in vain', () => {
  test('is a failure when nothing was lost', () => {
    expect(verdictUnder(stuck(1000), 'parked').verdict).toBe('fail');
  });

  test('proves nothing when it was lost all the time', () => {
    const [verdict] = lost(stuck(1000)).checks;
    expect(verdict?.verdict).toBe('inconclusive');
    expect(verdict?.code).toBe('wait-cut-by-network');
  });
});

function crossing(order: 'before' | 'after'): HistoryBuilder {
  const told = history(cellOf('C', { normal: [callA, parkA] }));
  told.phase('normal').call('A', 'alice', 'bob').park('A', 'bob');
  const side = told.side('A', 'alice');
  told.inDialog(side, 'BYE', {}, 'none');
  told.unhear('alice', side.callId);
  told.orbits.clear();
  const bye = told.events.at(-2);
  const answer = response(bye?.kind === 'sip' ? bye.text : '', 200);
  if (order === 'before') told.ring('primary', 'bob', 'ringback@pool');
  told.deliver('primary', 'alice', answer);
  if (order === 'after') told.ring('primary', 'bob', 'ringback@pool');
  return told.aftermath(() => {}, { tidy: false });
}

test('a call of the pool to the parker that crosses the end of the park is the ringback, not a stranger’s', () => {
  expect(verdictUnder(crossing('before'), 'aftermath')).toMatchObject({ verdict: 'pass' });
  expect(verdictUnder(crossing('after'), 'aftermath')).toMatchObject({
    verdict: 'fail',
    code: 'unsolicited-call',
    fields: { party: 'bob' },
  });
});

describe('a NOTIFY that comes out of turn', () => {
  /** The pool tells the end of a transfer, ends the leg of the transferor, and repeats what had no answer. */
  function overtaken(isLost: boolean): ReturnType<typeof verdictUnder> {
    const cell = cellOf('T', {
      normal: [
        callA,
        check('it', { kind: 'can', deed: { verb: 'transfer', how: 'blind', call: 'A', by: 'bob', to: 'dave' } }),
      ],
    });
    const told = history(cell).phase('normal').call('A', 'alice', 'bob');
    told.check('it', (of) => {
      const { callId, localTag, remoteTag, peer } = told.side('A', 'bob');
      const asked = told.asked({ verb: 'transfer', by: 'bob', to: 'dave', call: 'A', callId, of });
      told.inDialog(told.side('A', 'bob'), 'REFER', { headers: ['Refer-To: <sip:dave@park.example>'] }, 200);
      const dialog = {
        uri: contactOf('bob'),
        from: peer,
        fromTag: remoteTag,
        to: 'bob',
        toTag: localTag,
        callId,
      } as const;
      const mishap = { kind: 'network', channel: 'sip', tap: 'bob', direction: 'in', what: 'lost' } as const;
      const notify = { callId, cseq: '3 NOTIFY', remote: addressOf(peer), line: 'NOTIFY sip:bob SIP/2.0' };
      if (isLost) told.add({ ...mishap, ...notify });
      told.wait(1_000).ask(peer, 'bob', { ...dialog, method: 'BYE', seq: 4 });
      told.wait(500).ask(peer, 'bob', { ...dialog, ...referNotify('SIP/2.0 200 OK'), method: 'NOTIFY', seq: 3 }, 500);
      asked.end('no final NOTIFY');
    });
    return verdictUnder(told.aftermath(), 'it');
  }

  test('since our own network held it back proves nothing', () => {
    expect(overtaken(true)).toMatchObject({
      verdict: 'inconclusive',
      code: 'request-held-out-of-turn',
      because: 'transfer-failed',
      fields: { method: 'NOTIFY', party: 'bob', took: 1_506 },
    });
  });

  test('as the candidate sends it is none', () => {
    expect(overtaken(false)).toMatchObject({ verdict: 'fail', code: 'transfer-failed' });
  });
});
