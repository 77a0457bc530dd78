import { describe, expect, test } from '@jest/globals';
import type { Candidate } from '../../src/candidate/candidate.ts';
import type { VoiceName } from '../../src/history/event.ts';
import { CANDIDATE } from './cells.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { cited, inShort, verdictOf } from './verdict-of.ts';

const cell = cellOf('P', {
  normal: [act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' }), act({ verb: 'park', call: 'A', by: 'bob' })],
  outage: [],
  failover: [check('parked', { kind: 'is', outcome: 'parked', call: 'A' })],
});

/** Parked on the backup, which the outage does not touch. */
function parked(more: Partial<Candidate> = {}, music: VoiceName = 'music:backup'): HistoryBuilder {
  const told = history(cell, { homes: { ...CANDIDATE.homes, normal: 'backup' }, ...more });
  return told.phase('normal').call('A', 'alice', 'bob').park('A', 'bob', { music }).phases('outage', 'failover');
}

/** The music is away for as long, in ms, and is heard again, as some pool's or another sound. */
function pause(told: HistoryBuilder, ms: number, then: VoiceName = 'music:backup'): HistoryBuilder {
  const { callId } = told.side('A', 'alice');
  // A phone says so 120 ms after the last of it; each event is 1 ms after the one before.
  told.wait(119).unhear('alice', callId);
  return told.wait(ms - 121).hear('alice', callId, then);
}

function judged(told: HistoryBuilder, during?: () => void): HistoryBuilder {
  return told
    .check('parked', (of) => {
      during?.();
      told.lookup('bob', 'backup', '201', { of });
    })
    .aftermath();
}

describe('the music of a parked call', () => {
  test.each([
    [300, 'pass'],
    [301, 'fail'],
  ])('may pause for %d ms of at most 300: %s', (ms, expected) => {
    const told = parked();
    judged(told, () => pause(told, ms));
    const verdict = verdictOf(told, 'parked');
    expect(verdict).toMatchObject({ verdict: expected, figures: { musicGapMs: ms } });
  });

  test('goes on before the check too, since the phase was entered', () => {
    const told = parked();
    pause(told, 1000);
    judged(told);
    const verdict = verdictOf(told, 'parked');
    expect(inShort(verdict)).toEqual([
      'fail',
      { code: 'music-gap-too-long', fields: { party: 'alice', call: 'A', gap: 1000, bound: 300 } },
    ]);
    expect(cited(told, verdict)).toEqual(['alice stops music:backup', 'alice starts music:backup']);
  });

  test('is that of the phase: what paused before it was entered belongs to the one before', () => {
    const told = history(cell, { homes: { ...CANDIDATE.homes, normal: 'backup' } });
    told.phase('normal').call('A', 'alice', 'bob').park('A', 'bob').phase('outage');
    pause(told, 1000).phase('failover');
    expect(verdictOf(judged(told), 'parked').verdict).toBe('pass');
  });

  test('goes on where another pool plays on', () => {
    const told = parked();
    const { callId } = told.side('A', 'alice');
    told.hear('alice', callId, 'music:primary').wait(1000).unhear('alice', callId, 'music:backup');
    told.wait(1000).hear('alice', callId, 'music:backup').unhear('alice', callId, 'music:primary');
    expect(verdictOf(judged(told), 'parked').verdict).toBe('pass');
  });

  test('may have rests where it is no declared tone', () => {
    const settings = { ...CANDIDATE.settings, backup: { ...CANDIDATE.settings.backup, musicOnHold: undefined } };
    const told = parked({ settings }, 'other');
    pause(told, 1000, 'other');
    expect(verdictOf(judged(told), 'parked').verdict).toBe('pass');
  });

  test('may have rests where it is a recording', () => {
    const settings = { ...CANDIDATE.settings, backup: { ...CANDIDATE.settings.backup, musicOnHold: '/music.wav' } };
    const told = parked({ settings });
    pause(told, 1000);
    expect(verdictOf(judged(told), 'parked').verdict).toBe('pass');
  });

  test('is of no interest where the pool does not claim it', () => {
    const capabilities = CANDIDATE.capabilities.filter((each) => each !== 'music-on-hold');
    const told = parked({ capabilities });
    pause(told, 1000);
    expect(verdictOf(judged(told), 'parked').verdict).toBe('pass');
  });

  test('proves nothing where the harness was late for as long', () => {
    const told = parked();
    pause(told, 500).check('parked', (of) => told.lookup('bob', 'backup', '201', { of }), {
      load: { maxDelayMs: 200, lateMs: 200 },
    });
    expect(verdictOf(told.aftermath(), 'parked').verdict).toBe('inconclusive');
  });
});
