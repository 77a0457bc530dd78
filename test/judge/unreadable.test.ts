/** An answer that came and cannot be read: it is no silence, and why it cannot be read is told. */
import { describe, expect, test } from '@jest/globals';
import type { Cell, Step } from '../../src/suite/cell.ts';
import { readWire } from '../../src/judge/evidence/seen-messages.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { cited, inShort, type InShort, verdictOf } from './verdict-of.ts';

const REASON = 'To: the tag is given twice';
const UNREADABLE = `it was answered, but unreadable: ${REASON}`;
const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const transferA = { verb: 'transfer', call: 'A', by: 'bob', to: 'dave', how: 'blind' } as const;
const parkA = { verb: 'park', call: 'A', by: 'bob' } as const;
const holdA = { verb: 'hold', call: 'A', by: 'bob' } as const;

/** Gives the last final answer to a method that came in two tags more. */
function damaged(told: HistoryBuilder, method: string, by = (text: string) => text): HistoryBuilder {
  const answer = new RegExp(`^SIP/2\\.0 [2-6][^]*^CSeq: \\d+ ${method}\\r$`, 'm');
  const index = told.events.findLastIndex(
    (event) => event.kind === 'sip' && event.direction === 'in' && answer.test(event.text),
  );
  const event = told.events[index];
  if (event?.kind !== 'sip') throw new Error(`no answer to ${method}`);
  told.events[index] = { ...event, text: by(event.text.replace(/^To: .*(?=\r$)/m, '$&;tag=x;tag=y')) };
  return told;
}

function cell(step: Step): Cell {
  return cellOf('U', { normal: [callA, step] });
}

function calling(step: Step): HistoryBuilder {
  return history(cell(step)).phase('normal').call('A', 'alice', 'bob');
}

function said(told: HistoryBuilder, method: string): InShort {
  return inShort(verdictOf(damaged(told.aftermath(), method), 'it'));
}

describe('an answer that cannot be read', () => {
  test('to an INVITE', () => {
    const deed = { verb: 'call', call: 'A', by: 'alice', to: 'bob' } as const;
    const told = history(cellOf('U', { normal: [check('it', { kind: 'can', deed })] })).phase('normal');
    told.check('it', (of) => told.call('A', 'alice', 'bob', { of, status: 486 }));
    expect(said(told, 'INVITE')).toMatchObject(['fail', { code: 'call-not-answered', fields: { reply: UNREADABLE } }]);
  });

  test('to a REFER, and is what the verdict rests on', () => {
    const told = calling(check('it', { kind: 'can', deed: transferA }));
    told.check('it', (of) => told.transfer('A', 'bob', 'dave', { of, answer: 503 }));
    const verdict = verdictOf(damaged(told.aftermath(), 'REFER'), 'it');
    expect(inShort(verdict)).toMatchObject(['fail', { code: 'transfer-failed', fields: { reply: UNREADABLE } }]);
    expect(cited(told, verdict)).toEqual(['bob in SIP/2.0 503 Service Unavailable']);
  });

  test('to a re-INVITE', () => {
    const told = calling(check('it', { kind: 'can', deed: holdA }));
    told.check('it', (of) => told.hold('A', 'bob', { of, status: 503 }));
    expect(said(told, 'INVITE')).toMatchObject(['fail', { code: 'reinvite-failed', fields: { reply: UNREADABLE } }]);
  });

  test('to a REGISTER', () => {
    const deed = { verb: 'register', by: 'alice' } as const;
    const told = history(cellOf('U', { normal: [check('it', { kind: 'can', deed })] })).phase('normal');
    told.check('it', (of) => told.register('alice', { of }));
    expect(said(told, 'REGISTER')).toMatchObject([
      'fail',
      { code: 'registration-failed', fields: { reply: UNREADABLE } },
    ]);
  });

  test('is no refusal', () => {
    const told = calling(check('it', { kind: 'cannot', deed: parkA }));
    told.check('it', (of) => told.park('A', 'bob', { of, answer: 503 }));
    expect(said(told, 'REFER')).toMatchObject([
      'fail',
      { code: 'neither-done-nor-refused', fields: { answer: `unreadable: ${REASON}` } },
    ]);
  });

  test('does not show that a dialog is gone', () => {
    const over = check('it', { kind: 'is', outcome: 'disconnected', call: 'A' });
    const told = history(cellOf('U', { normal: [callA, act(parkA)], outage: [over] }));
    told.phase('normal').call('A', 'alice', 'bob').park('A', 'bob').phase('outage').wait(30);
    told.unhear('alice', told.side('A', 'alice').callId);
    told.check('it', (of) => told.probe('A', 'alice', { of, status: 481 }));
    expect(said(told, 'INVITE')).toMatchObject([
      'inconclusive',
      { code: 'answer-unreadable', fields: { deed: 'a re-INVITE of alice', why: REASON } },
    ]);
  });
});

describe('what cannot be read', () => {
  const told = () => {
    const each = calling(check('it', { kind: 'can', deed: transferA }));
    each.check('it', (of) => each.transfer('A', 'bob', 'dave', { of, answer: 503 }));
    return each.aftermath();
  };
  const unreadable = (by: (text: string) => string) => readWire(damaged(told(), 'REFER', by).events).unreadable;

  test.each<[string, (text: string) => string]>([
    ['with an odd status', (text) => text.replace('SIP/2.0 503', 'SIP/2.0 5O3')],
    ['with a body cut off', (text) => text.replace(/Content-Length: \d+/, 'Content-Length: 99')],
    ['after empty lines', (text) => `\r\n\r\n${text}`],
  ])('is an answer %s', (_, by) => {
    expect(unreadable(by)).toMatchObject([{ kind: 'answer', tap: 'bob', method: 'REFER' }]);
  });

  test.each<[string, (text: string) => string]>([
    ['when it is provisional', (text) => text.replace('SIP/2.0 503', 'SIP/2.0 180')],
    ['when it does not tell its call', (text) => text.replace(/^Call-ID: .*\r\n/m, '')],
    ['when it does not tell its request', (text) => text.replace(/^CSeq: .*(?=\r$)/m, 'CSeq: many REFER')],
  ])('is no answer %s', (_, by) => {
    expect(unreadable(by)).toEqual([]);
  });

  test('is a request when it begins like one', () => {
    const request = (text: string) => text.replace(/^SIP\/2.0 503.*(?=\r$)/m, 'REFER sip:bob SIP/2.0');
    expect(unreadable(request)).toMatchObject([{ kind: 'request', method: 'REFER' }]);
  });
});

describe('the final NOTIFY of a transfer', () => {
  function transferring(from: string | RegExp, to: string): InShort {
    const told = calling(check('it', { kind: 'can', deed: transferA }));
    told.check('it', (of) => told.transfer('A', 'bob', 'dave', { of }));
    for (const [index, event] of told.aftermath().events.entries()) {
      if (event.kind !== 'sip' || !event.text.startsWith('NOTIFY')) continue;
      told.events[index] = { ...event, text: event.text.replace(from, to) };
    }
    return inShort(verdictOf(told, 'it'));
  }

  test.each([
    ['one bad parameter of its state', /^Subscription-State: .*(?=\r$)/m, '$&;expires=-;x="'],
    ['no type of its body', /^Content-Type: .*\r\n/m, ''],
    ['an odd parameter of its type', 'message/sipfrag;version=2.0', 'message/sipfrag;version="'],
  ])('counts with %s, as it does for the phone', (_, from, to) => {
    expect(transferring(from, to)).toMatchObject(['pass', { code: 'transferred' }]);
  });

  test.each([
    ['a body of another type', 'message/sipfrag', 'text/plain', 'its state or its body is no report of a REFER'],
    [
      'a state that cannot be read',
      /^Subscription-State: .*(?=\r$)/m,
      'Subscription-State: over and out',
      'its state or its body is no report of a REFER',
    ],
    ['a body that is no sipfrag', '\r\n\r\nSIP/2.0', '\r\n\r\nSOP/2.0', 'its body is no sipfrag'],
  ])('does not count with %s, and is told of', (_, from, to, why) => {
    const reply = `the answer was 200 OK, and a NOTIFY came, but unreadable: ${why}`;
    expect(transferring(from, to)).toMatchObject(['fail', { code: 'transfer-failed', fields: { reply } }]);
  });

  test('does not count, and is nothing of the transfer, with another event', () => {
    const reply = 'the answer was 200 OK, and no final NOTIFY came';
    const [from, to] = ['Event: refer', 'Event: dialog'] as const;
    expect(transferring(from, to)).toMatchObject(['fail', { code: 'transfer-failed', fields: { reply } }]);
  });

  test.each([
    [400, 'fail'],
    [415, 'fail'],
    [500, 'fail'],
    [481, 'pass'],
  ] as const)('that the phone answers %i is a %s', (status, verdict) => {
    const told = calling(check('it', { kind: 'can', deed: transferA }));
    told.check('it', (of) => told.transfer('A', 'bob', 'dave', { of }));
    for (const [index, event] of told.aftermath().events.entries()) {
      if (event.kind !== 'sip' || !/^SIP\/2\.0 200[^]*^CSeq: \d+ NOTIFY\r$/m.test(event.text)) continue;
      told.events[index] = { ...event, text: event.text.replace('SIP/2.0 200 OK', `SIP/2.0 ${status} No`) };
    }
    const found = verdictOf(told, 'it');
    expect(found.verdict).toBe(verdict);
    const why = `a NOTIFY came, but unreadable: the phone answered it ${status} No`;
    expect(found.reason.includes(why)).toBe(verdict === 'fail');
  });

  test('is told of when it cannot be read', () => {
    const reply = `the answer was 200 OK, and a NOTIFY came, but unreadable: ${REASON}`;
    const found = transferring(/^To: .*(?=\r$)/m, '$&;tag=x;tag=y');
    expect(found).toMatchObject(['fail', { code: 'transfer-failed', fields: { reply } }]);
  });
});

describe('a message that breaks the grammar and was taken', () => {
  const answered = (by: (text: string) => string, options = {}) => {
    const told = calling(check('it', { kind: 'can', deed: transferA }));
    told.check('it', (of) => told.transfer('A', 'bob', 'dave', { of }));
    for (const [index, event] of told.aftermath().events.entries()) {
      if (event.kind === 'sip' && event.direction === 'in') told.events[index] = { ...event, text: by(event.text) };
    }
    return verdictOf(told, 'it', options);
  };
  const empty = (text: string) => (text.startsWith('NOTIFY') ? text.replace(/^To: .*(?=\r$)/m, '$&;') : text);

  test('gives the verdict that it gives otherwise, and an advisory where it is cited', () => {
    const verdict = answered(empty);
    expect(verdict).toMatchObject({
      verdict: 'pass',
      advisories: [{ text: 'To has an empty parameter, in NOTIFY', source: 'RFC 3261 section 25.1' }],
    });
    expect(verdict.evidence).toEqual(expect.arrayContaining([...(verdict.advisories[0]?.evidence ?? [0])]));
    expect(answered((text) => text).advisories).toEqual([]);
  });

  test('counts when advisories do', () => {
    expect(answered(empty, { strict: true })).toMatchObject({ verdict: 'fail', code: 'advisory-counts' });
  });
});

describe('what an orbit shows', () => {
  function parking(by: (text: string) => string): InShort {
    const told = calling(check('it', { kind: 'can', deed: parkA }));
    told.check('it', (of) => {
      told.park('A', 'bob', { of, orbit: 'none' });
      const [shown] = told.orbits.values();
      if (shown !== undefined) told.lookup('bob', 'primary', undefined, { of, shows: [{ ...shown, orbit: '107' }] });
    });
    for (const [index, event] of told.aftermath().events.entries()) {
      if (event.kind !== 'sip' || !event.text.includes('<dialog-info')) continue;
      told.events[index] = { ...event, text: by(event.text) };
    }
    return inShort(verdictOf(told, 'it'));
  }

  function inParts(text: string): string {
    const [head = '', body = ''] = text.split('\r\n\r\n');
    const parts = `--b\r\nContent-Type: application/dialog-info+xml\r\n\r\n${body}\r\n--b--\r\n`;
    const type = head.replace(/^Content-Type: .*(?=\r$)/m, 'Content-Type: multipart/mixed;boundary=b');
    return `${type.replace(/^Content-Length: \d+/m, `Content-Length: ${parts.length}`)}\r\n\r\n${parts}`;
  }

  test('is read in a part of the body as well', () => {
    expect(parking(inParts)).toEqual(parking((text) => text));
    expect(parking(inParts)[0]).toBe('pass');
  });

  test('is not read in a document of another type, which the phone refuses', () => {
    const other = (text: string) => text.replace('application/dialog-info+xml', 'text/xml');
    expect(parking(other)[0]).not.toBe('pass');
  });
});
