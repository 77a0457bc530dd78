import { describe, expect, test } from '@jest/globals';
import { registrations } from '../../src/judge/outcome/registered.ts';
import { verdictUnder } from './bad-network.ts';
import { CANDIDATE } from './cells.ts';
import { cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { excerptOf } from './excerpt-of.ts';
import { contactOf, request, response } from './sip-text.ts';
import { cited, inShort, type InShort, verdictOf } from './verdict-of.ts';

type Register = Parameters<HistoryBuilder['register']>[1];

function registering(
  kind: 'can' | 'cannot' | 'resiliency' | 'full-service',
  options: Register | 'none' = {},
  phase: 'outage' | 'failover' = 'failover',
): HistoryBuilder {
  const deed = { verb: 'register', by: 'alice' } as const;
  const expectation =
    kind === 'can' || kind === 'cannot'
      ? ({ kind, deed } as const)
      : ({ kind: 'announces', mode: kind, by: 'alice' } as const);
  const told = history(cellOf('S', { [phase]: [check('it', expectation)] })).phases('normal', 'outage');
  if (phase === 'failover') told.phase('failover');
  return told.check('it', (of) => options !== 'none' && told.register('alice', { ...options, of })).aftermath();
}

const canRegister = cellOf('S', {
  normal: [check('it', { kind: 'can', deed: { verb: 'register', by: 'alice' } })],
});

function said(...story: Parameters<typeof registering>): InShort {
  return inShort(verdictOf(registering(...story), 'it'));
}

test('registrations of a party are the REGISTERs that it sent in the excerpt', () => {
  const told = history(cellOf('S', { normal: [] }))
    .phase('normal')
    .register('alice');
  const other = { uri: 'sip:park.example', from: 'alice', fromTag: 'o', to: 'alice', callId: 'other', seq: 1 };
  told.check('it', (of) => {
    told.register('alice', { of }).register('bob', { of });
    const theirs = request({ ...other, method: 'REGISTER' });
    told.sip('alice', 'in', 'primary', theirs);
    told.sip('alice', 'out', 'primary', response(theirs, 501));
    told.sip('alice', 'out', 'primary', request({ ...other, method: 'OPTIONS' }));
  });
  const found = registrations(excerptOf(told.register('alice'), 'it'), 'alice');
  expect(found.map(({ request: sent, final }) => [sent.tap, sent.method, final?.message.status])).toEqual([
    ['alice', 'REGISTER', 200],
  ]);
});

describe('can register', () => {
  test('passes when the home pool of the phase lists the phone', () => {
    const told = registering('can');
    const verdict = verdictOf(told, 'it');
    expect(verdict).toMatchObject({
      verdict: 'pass',
      code: 'registered',
      fields: { party: 'alice', pool: 'backup', took: 1 },
      figures: { registeredAfterMs: 1 },
    });
    expect(cited(told, verdict)).toEqual(['alice out REGISTER', 'alice in SIP/2.0 200 OK']);
  });

  test('passes after a redirect, counting from the first try', () => {
    const told = registering('can', { redirect: 'primary' });
    const verdict = verdictOf(told, 'it');
    expect(verdict.verdict).toBe('inconclusive');
    expect(verdict).toMatchObject({
      code: 'pool-still-answered',
      fields: { pool: 'primary', fault: 'kill', method: 'REGISTER' },
    });
    const normal = history(canRegister).phase('normal');
    normal.check('it', (of) => normal.register('alice', { of, redirect: 'backup' })).aftermath();
    expect(verdictOf(normal, 'it')).toMatchObject({ verdict: 'pass', figures: { registeredAfterMs: 3 } });
  });

  test.each([
    [
      { status: 503 },
      {
        code: 'registration-failed',
        fields: { party: 'alice', pool: 'backup', reply: 'the answer was 503 Service Unavailable' },
      },
    ],
    [
      { status: 'none' },
      { code: 'registration-failed', fields: { party: 'alice', pool: 'backup', reply: 'there was no answer' } },
    ],
    [{ contact: 'none' }, { code: 'binding-not-listed', fields: { party: 'alice', pool: 'backup', status: '200 OK' } }],
    [
      { contact: 'sip:bob@127.0.0.1:41002' },
      { code: 'binding-not-listed', fields: { party: 'alice', pool: 'backup', status: '200 OK' } },
    ],
    [{ expires: '0' }, { code: 'binding-not-listed', fields: { party: 'alice', pool: 'backup', status: '200 OK' } }],
    ['none', { code: 'register-not-sent', fields: { party: 'alice' } }],
  ] as const satisfies ReadonlyArray<readonly [Register | 'none', InShort[1]]>)('fails for %j', (options, reason) => {
    expect(said('can', options)).toMatchObject(['fail', reason]);
  });

  test('fails by the answer that has put the phone off, as long as that counts', () => {
    const expectation = { kind: 'can', deed: { verb: 'register', by: 'alice' } } as const;
    const cell = cellOf('S', {
      failover: [check('it', expectation), check('told', { kind: 'announces', mode: 'resiliency', by: 'alice' })],
    });
    const told = (after: string, wait: number): HistoryBuilder => {
      const story = history(cell).phases('normal', 'outage').phase('failover');
      story.register('alice', { status: 503, headers: [`Retry-After: ${after}`] }).wait(wait);
      story.check('it', () => undefined).check('told', () => undefined);
      return story.aftermath();
    };
    const said503 = { status: '503 Service Unavailable', retryAfter: 60 };
    const putOff = ['fail', { code: 'registration-put-off', fields: { party: 'alice', pool: 'backup', ...said503 } }];
    expect(inShort(verdictOf(told('60 (busy)', 59_000), 'it'))).toMatchObject(putOff);
    expect(inShort(verdictOf(told('60', 0), 'told'))).toMatchObject(putOff);
    expect(inShort(verdictOf(told('60', 61_000), 'it'))).toMatchObject(['fail', { code: 'register-not-sent' }]);
    expect(inShort(verdictOf(told('soon', 0), 'it'))).toMatchObject(['fail', { code: 'register-not-sent' }]);
  });

  test('passes whatever time above nothing the binding is granted', () => {
    expect(said('can', { expires: '10' })[0]).toBe('pass');
  });

  test.each(['0x10', '0 seconds'])('does not take a time that cannot be read for no time: %s', (expires) => {
    expect(said('can', { expires })[0]).toBe('pass');
  });

  const mine = `<${contactOf('alice')}>`;
  const granted = (...headers: readonly string[]): string => said('can', { contact: 'none', headers })[0];

  test('goes by what the Contact says of its own before the header', () => {
    expect(granted(`Contact: ${mine};expires=00`, 'Expires: 3600')).toBe('fail');
    expect(granted(`Contact: ${mine};expires=60`, 'Expires: 0')).toBe('pass');
  });

  test('goes by the one Contact that is the phone’s, whatever others are listed', () => {
    expect(granted('Contact: tel:+4930123')).toBe('fail');
    expect(granted('Contact: *')).toBe('fail');
    expect(granted('Contact: <tel:+4930123>', `Contact: ${mine}`)).toBe('pass');
    expect(granted('Contact: *', `Contact: ${mine}`)).toBe('pass');
  });

  test('names the last answer when none was good', () => {
    const told = history(canRegister).phase('normal');
    told.check('it', (of) => {
      for (const status of [503, 480, 404]) told.register('alice', { of, status });
    });
    expect(verdictOf(told.aftermath(), 'it')).toMatchObject({
      code: 'registration-failed',
      fields: { party: 'alice', pool: 'primary', reply: 'the answer was 404 Not Found' },
    });
  });

  test('fails by a refusal also when the harness was late, since nothing was missed', () => {
    const told = history(canRegister).phase('normal');
    told.check('it', (of) => told.register('alice', { of, status: 503 }), { load: 400 }).aftermath();
    expect(verdictOf(told, 'it').verdict).toBe('fail');
  });

  test('goes by the last pool that took the phone', () => {
    const told = history(canRegister).phase('normal');
    told.check('it', (of) => told.register('alice', { of, pool: 'backup' }).register('alice', { of })).aftermath();
    expect(verdictOf(told, 'it').verdict).toBe('pass');
  });

  test('fails when another pool took the phone', () => {
    const told = history(canRegister).phase('normal');
    told.check('it', (of) => told.register('alice', { of, pool: 'backup' })).aftermath();
    expect(verdictOf(told, 'it')).toMatchObject({
      code: 'registered-elsewhere',
      fields: { party: 'alice', address: 'udp:127.0.0.1:5070', pool: 'primary', expected: 'udp:127.0.0.1:5060' },
    });
  });
});

describe('a phone that another pool took', () => {
  const firstRequest = { tap: 'alice', direction: 'out', start: 'REGISTER', which: 0 } as const;
  const firstAnswer = { tap: 'alice', direction: 'in', start: 'SIP/2.0', which: 0 } as const;

  function astray(first: Register, waited = 0): HistoryBuilder {
    const told = history(canRegister).phase('normal');
    told.check('it', (of) => {
      told
        .register('alice', { ...first, of })
        .wait(waited)
        .register('alice', { of, pool: 'backup' });
    });
    return told.aftermath();
  }

  test('proves nothing when our own network lost the answer of its home', () => {
    expect(verdictUnder(astray({}), 'it', firstAnswer)).toMatchObject({
      code: 'answer-lost-on-network',
      fields: { method: 'REGISTER', party: 'alice', answer: '200' },
    });
  });

  test('fails when its home had refused it, however long our network took', () => {
    expect(verdictUnder(astray({ status: 503 }), 'it', { ...firstRequest, late: 300 }).verdict).toBe('fail');
  });

  test('fails when our network lost no answer but one of the other pool', () => {
    expect(verdictUnder(astray({ pool: 'backup' }), 'it', firstAnswer).verdict).toBe('fail');
  });

  test('fails when its home was silent on a good network, or had time enough on a bad one', () => {
    expect(verdictOf(astray({ status: 'none' }), 'it').verdict).toBe('fail');
    const held = { ...firstRequest, late: 300 };
    expect(verdictUnder(astray({ status: 'none' }, 2000), 'it', held).verdict).toBe('fail');
    expect(verdictUnder(astray({ status: 'none' }, 1000), 'it', held).verdict).toBe('inconclusive');
  });
});

describe('cannot register', () => {
  test('passes when it is refused', () => {
    expect(said('cannot', { status: 503 })).toMatchObject([
      'pass',
      { code: 'refused-in-time', fields: { deed: "alice's registration", took: 1, answer: '503 Service Unavailable' } },
    ]);
  });

  test('passes by silence in the outage only', () => {
    expect(said('cannot', { status: 'none' }, 'outage')).toMatchObject([
      'pass',
      { code: 'unanswered-in-outage', fields: { deed: "alice's registration" } },
    ]);
    expect(said('cannot', { status: 'none' })[0]).toBe('fail');
  });

  test('fails when it works', () => {
    expect(said('cannot', {})).toMatchObject([
      'fail',
      { code: 'accepted-not-refused', fields: { deed: "alice's registration", answer: '200 OK', after: 1 } },
    ]);
  });

  test('is inconclusive when it was not tried', () => {
    expect(said('cannot', 'none')).toMatchObject([
      'inconclusive',
      { code: 'not-tried', fields: { deed: "alice's registration", why: 'nothing was sent' } },
    ]);
  });
});

describe('announces', () => {
  const limited = 'register-action="added";is-connected-to-primary="no";user-services-state=unavailable';
  const full = 'register-action="added";is-connected-to-primary="no"';

  test.each([
    ['resiliency', limited],
    ['resiliency', 'USER-SERVICES-STATE = "unavailable"; register-action="added"'],
    ['full-service', full],
    ['full-service', 'user-services-state=unavailable-soon'],
    ['full-service', 'my-user-services-state=unavailable'],
  ] as const)('%s passes for Presence-State: %s', (mode, state) => {
    const told = registering(mode, { state });
    const verdict = verdictOf(told, 'it');
    expect(inShort(verdict)).toMatchObject(['pass', { code: 'mode-announced', fields: { party: 'alice', mode } }]);
    expect(cited(told, verdict)).toEqual(['alice in SIP/2.0 200 OK']);
  });

  test.each([
    [
      'resiliency',
      { state: full },
      {
        code: 'wrong-mode-announced',
        fields: { party: 'alice', told: 'full-service', mode: 'resiliency', header: full },
      },
    ],
    [
      'full-service',
      { state: limited },
      {
        code: 'wrong-mode-announced',
        fields: { party: 'alice', told: 'resiliency', mode: 'full-service', header: limited },
      },
    ],
    [
      'full-service',
      {},
      { code: 'mode-not-announced', fields: { party: 'alice', mode: 'full-service', status: '200 OK' } },
    ],
    [
      'resiliency',
      { status: 503 },
      {
        code: 'mode-query-failed',
        fields: { party: 'alice', mode: 'resiliency', reply: 'the answer was 503 Service Unavailable' },
      },
    ],
    [
      'resiliency',
      { status: 'none' },
      { code: 'mode-query-failed', fields: { party: 'alice', reply: 'there was no answer' } },
    ],
    ['resiliency', 'none', { code: 'register-not-sent', fields: { party: 'alice' } }],
  ] as const)('%s fails for %j', (mode, options, reason) => {
    expect(said(mode, options)).toMatchObject(['fail', reason]);
  });

  test('is what the pool said that accepted, though the other one was asked too and is not there', () => {
    const cell = cellOf('S', { failover: [check('it', { kind: 'announces', mode: 'resiliency', by: 'alice' })] });
    const told = history(cell).phases('normal', 'outage', 'failover');
    told.check('it', (of) => {
      told.register('alice', { state: limited, of }).register('alice', { pool: 'primary', status: 'none', of });
    });
    expect(verdictOf(told.aftermath(), 'it')).toMatchObject({
      verdict: 'pass',
      code: 'mode-announced',
      fields: { party: 'alice', mode: 'resiliency' },
    });
  });

  test('is not applicable where it is not declared', () => {
    const capabilities = CANDIDATE.capabilities.filter((each) => each !== 'resiliency-announcement');
    const cell = cellOf('S', { normal: [check('it', { kind: 'announces', mode: 'resiliency', by: 'alice' })] });
    expect(verdictOf(history(cell, { capabilities }), 'it')).toMatchObject({
      code: 'capability-not-declared',
      fields: { candidate: 'Sample park server', capability: 'resiliency-announcement' },
    });
  });
});
