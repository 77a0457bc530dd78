import { describe, expect, test } from '@jest/globals';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { verdictOf } from './verdict-of.ts';

const hold = { verb: 'hold', call: 'A', by: 'bob' } as const;
const cell = cellOf('C', {
  normal: [act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' })],
  outage: [
    act(hold),
    act({ ...hold, verb: 'resume' }),
    check('connected', { kind: 'is', outcome: 'connected', call: 'A' }),
  ],
});

function inOutage(): HistoryBuilder {
  return history(cell).phase('normal').call('A', 'alice', 'bob').phase('outage').wait(1_000);
}

function verdict(told: HistoryBuilder) {
  const checked = told.check('connected', (of) => told.listen('A', 'alice', 'bob', { of })).aftermath();
  return verdictOf(checked, 'connected');
}

describe('a call that was on hold', () => {
  test('has no gap while it is held', () => {
    const told = inOutage().hold('A', 'bob').wait(2_000).resume('A', 'bob').wait(500);
    expect(verdict(told)).toMatchObject({ verdict: 'pass', figures: { gapMs: 20 } });
  });

  test('has no gap although the next sample tells how long nobody was heard', () => {
    const told = inOutage().hold('A', 'bob').wait(2_000).resume('A', 'bob').wait(500);
    told.check('connected', (of) => told.listen('A', 'alice', 'bob', { of })).aftermath();
    const media = told.events.filter((event) => event.kind === 'media');
    const withGaps = told.events.map((event) => {
      if (event.kind !== 'media' || event.event !== 'sample') return event;
      const mine = media.filter(({ tap, voice, n }) => tap === event.tap && voice === event.voice && n < event.n);
      const [stop, start] = [
        mine.find((each) => each.event === 'stops'),
        mine.findLast((each) => each.event === 'starts'),
      ];
      return stop === undefined || start === undefined ? event : { ...event, gapMs: start.at - stop.at };
    });
    told.events.splice(0, told.events.length, ...withGaps);
    expect(withGaps.some((event) => event.kind === 'media' && (event.gapMs ?? 0) > 2_000)).toBe(true);
    expect(verdictOf(told, 'connected')).toMatchObject({ verdict: 'pass', figures: { gapMs: 0 } });
  });

  test('answers for a gap before it was held', () => {
    const told = inOutage();
    const { callId } = told.side('A', 'alice');
    told.unhear('alice', callId, 'bob').wait(500).hear('alice', callId, 'bob').wait(200);
    told.hold('A', 'bob').wait(2_000).resume('A', 'bob').wait(500);
    expect(verdict(told)).toMatchObject({ verdict: 'fail', figures: { gapMs: 621 } });
  });

  test('answers for a gap after it was resumed', () => {
    const told = inOutage().hold('A', 'bob').wait(2_000).resume('A', 'bob').wait(500);
    const { callId } = told.side('A', 'alice');
    told.unhear('alice', callId, 'bob').wait(500).hear('alice', callId, 'bob').wait(200);
    expect(verdict(told)).toMatchObject({ verdict: 'fail', figures: { gapMs: 621 } });
  });

  test('is held since the phase before: that is no gap either', () => {
    const held = cellOf('C', {
      normal: [act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' }), act(hold)],
      outage: [act({ ...hold, verb: 'resume' }), check('connected', { kind: 'is', outcome: 'connected', call: 'A' })],
    });
    const told = history(held).phase('normal').call('A', 'alice', 'bob').hold('A', 'bob').phase('outage').wait(2_000);
    told.resume('A', 'bob').wait(500);
    expect(verdict(told)).toMatchObject({ verdict: 'pass', figures: { gapMs: 20 } });
  });

  test('has a gap where the hold was refused and nobody was heard', () => {
    const refused = cellOf('C', {
      normal: [act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' })],
      outage: [
        check('refused', { kind: 'cannot', deed: hold }),
        check('connected', { kind: 'is', outcome: 'connected', call: 'A' }),
      ],
    });
    const told = history(refused).phase('normal').call('A', 'alice', 'bob').phase('outage').wait(1_000);
    told.check('refused', (of) => told.hold('A', 'bob', { status: 503, quiet: false, of }));
    const { callId } = told.side('A', 'alice');
    told.unhear('alice', callId, 'bob').wait(500).hear('alice', callId, 'bob').wait(200);
    expect(verdict(told)).toMatchObject({ verdict: 'fail', figures: { gapMs: 621 } });
  });
});
