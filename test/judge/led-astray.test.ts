/** A phone that the candidate led outside of its cell: a failure says so, what was left open fails, and a pass is advised of it. */
import { describe, expect, test } from '@jest/globals';
import type { AstrayEvent } from '../../src/history/event.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { cited, verdictOf } from './verdict-of.ts';

const cell = cellOf('C', {
  normal: [act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' })],
  outage: [
    check('connected', { kind: 'is', outcome: 'connected', call: 'A' }),
    check('later', { kind: 'is', outcome: 'connected', call: 'A' }),
  ],
});
const PLACE = 'udp:192.0.2.9:4000';

/** The answer to the INVITE names the place for its audio, and in its Contact. */
function calling(of = cell): HistoryBuilder {
  const told = history(of).phase('normal').call('A', 'alice', 'bob');
  for (const [index, event] of told.events.entries()) {
    if (event.kind !== 'sip' || event.direction !== 'in' || !/^SIP\/2\.0 200 [^]*^CSeq: 1 INVITE/m.test(event.text))
      continue;
    told.events[index] = { ...event, text: event.text.replace(/(?<=^c=IN IP4 )127\.0\.0\.1/m, '192.0.2.9') };
  }
  return told;
}

function led(told: HistoryBuilder, event: Partial<Omit<AstrayEvent, 'kind'>> = {}): void {
  const { callId } = told.side('A', 'alice');
  told.add({ kind: 'astray', tap: 'alice', channel: 'rtp', direction: 'out', remote: PLACE, callId, ...event });
}

/** One check after the other; in `where` something happens that `what` adds. */
function checked(
  told: HistoryBuilder,
  where: 'before' | 'during',
  what: (told: HistoryBuilder) => void,
): HistoryBuilder {
  told.phase('outage').wait(1000);
  if (where === 'before') what(told);
  return told
    .check('connected', (of) => {
      if (where === 'during') what(told);
      told.listen('A', 'alice', 'bob', { of });
    })
    .check('later', (of) => told.listen('A', 'alice', 'bob', { of }))
    .aftermath();
}

const deaf = (told: HistoryBuilder): void => {
  led(told);
  told.unhear('bob', told.side('A', 'bob').callId, 'alice');
};

describe('a phone that was led outside', () => {
  test('is told beside a failure, with the message that named the place', () => {
    const told = checked(calling(), 'during', deaf);
    const verdict = verdictOf(told, 'connected');
    expect(verdict).toMatchObject({ verdict: 'fail', code: 'led-astray' });
    expect(verdict.because).toBeDefined();
    expect(verdict.reason).toMatch(
      /^the 200 OK to INVITE from \S+ names udp:192\.0\.2\.9:4000 for the audio of alice; .*`addresses`.* parkspec sent nothing there; hence: bob /,
    );
    expect(cited(told, verdict)).toContain('astray');
  });

  test('is told beside a failure that comes later, too', () => {
    const told = checked(calling(), 'before', deaf);
    for (const name of ['connected', 'later']) {
      expect(verdictOf(told, name)).toMatchObject({ verdict: 'fail', code: 'led-astray-too' });
    }
  });

  test('is an advisory of a check that passes, and of no later one', () => {
    const told = checked(calling(), 'during', led);
    expect(verdictOf(told, 'connected')).toMatchObject({
      verdict: 'pass',
      advisories: [{ text: expect.stringContaining(`names ${PLACE}`), source: 'docs/candidates.md#addresses' }],
    });
    expect(verdictOf(told, 'later')).toMatchObject({ verdict: 'pass', advisories: [] });
    expect(verdictOf(told, 'connected', { strict: true })).toMatchObject({ verdict: 'fail', code: 'advisory-counts' });
  });

  test('makes a failure of what was left open because of it', () => {
    const one = cellOf('H', {
      normal: [
        act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' }),
        check('it', { kind: 'can', deed: { verb: 'transfer', call: 'A', by: 'bob', to: 'dave', how: 'blind' } }),
      ],
    });
    const transferred = (astray: boolean): HistoryBuilder => {
      const told = calling(one);
      const { callId } = told.side('A', 'bob');
      told.check('it', (of) => {
        const deed = told.asked({ verb: 'transfer', by: 'bob', to: 'dave', call: 'A', callId, within: 2000, of });
        if (astray) led(told, { tap: 'bob', channel: 'sip', callId, line: 'REFER sip:alice@192.0.2.9 SIP/2.0' });
        deed.end('unreachable: nothing is sent to 192.0.2.9');
      });
      return told.aftermath();
    };
    expect(verdictOf(transferred(false), 'it').verdict).toBe('inconclusive');
    expect(verdictOf(transferred(true), 'it')).toMatchObject({
      verdict: 'fail',
      code: 'led-astray',
      reason: expect.stringMatching(/^bob had to send `REFER sip:alice@192\.0\.2\.9` to udp:.*; hence: /),
    });
  });

  test('hears nothing of what comes from there, and is told so', () => {
    const told = checked(calling(), 'during', (at) => {
      led(at, { direction: 'in' });
      at.unhear('alice', at.side('A', 'alice').callId, 'bob');
    });
    expect(verdictOf(told, 'connected').reason).toMatch(
      /^audio for alice came from udp:192\.0\.2\.9:4000; .* parkspec did not listen to it; besides: alice /,
    );
  });
});
