import { describe, expect, test } from '@jest/globals';
import type { Capability } from '../../src/candidate/candidate.ts';
import { judge } from '../../src/judge/judge.ts';
import { cellNotApplicableTo, notApplicableTo } from '../../src/judge/situation/applicable.ts';
import type { Expectation, Trial } from '../../src/suite/cell.ts';
import { act, CANDIDATE, cellOf, check } from './cells.ts';
import { history } from './history-builder.ts';

const transfer = (how: 'blind' | 'attended'): Trial => ({ verb: 'transfer', call: 'A', by: 'bob', to: 'dave', how });
const call: Trial = { verb: 'call', call: 'A', by: 'alice', to: 'bob' };
const of = 'backup';

const NEEDS: ReadonlyArray<readonly [Expectation, Capability]> = [
  [{ kind: 'is', outcome: 'held', call: 'A' }, 'hold'],
  [{ kind: 'can', deed: { verb: 'hold', call: 'A', by: 'bob' } }, 'hold'],
  [{ kind: 'can', deed: { verb: 'resume', call: 'A', by: 'bob' } }, 'hold'],
  [{ kind: 'cannot', deed: { verb: 'hold', call: 'A', by: 'bob' } }, 'hold'],
  [{ kind: 'can', deed: transfer('blind') }, 'blind-transfer'],
  [{ kind: 'can', deed: transfer('attended') }, 'attended-transfer'],
  [{ kind: 'cannot', deed: transfer('blind') }, 'blind-transfer'],
  [{ kind: 'announces', mode: 'resiliency', by: 'alice' }, 'resiliency-announcement'],
  [{ kind: 'setting', setting: 'music-on-hold', call: 'A', of }, 'music-on-hold'],
  [{ kind: 'setting', setting: 'pickup-timeout', call: 'A', of }, 'ringback'],
  [{ kind: 'setting', setting: 'pickup-attempts', call: 'A', of }, 'ringback'],
  [{ kind: 'setting', setting: 'timeout-target', call: 'A', of }, 'ringback'],
];

const NEEDS_NOTHING: readonly Expectation[] = [
  { kind: 'is', outcome: 'connected', call: 'A' },
  { kind: 'is', outcome: 'parked', call: 'A' },
  { kind: 'can', deed: call },
  { kind: 'cannot', deed: call },
  { kind: 'can', deed: { verb: 'register', by: 'alice' } },
  { kind: 'setting', setting: 'orbits', call: 'A', of },
];

/** Any pool that declares a pickup timeout has the timer. */
const TIMER = { kind: 'outlives', timer: 'pickup-timeout', call: 'A' } as const;

describe('a check', () => {
  test.each(NEEDS)('%j needs %s and nothing else', (expectation, capability) => {
    expect(notApplicableTo({ ...CANDIDATE, capabilities: [capability] }, expectation)).toBeUndefined();
    const others = CANDIDATE.capabilities.filter((each) => each !== capability);
    expect(notApplicableTo({ ...CANDIDATE, capabilities: others }, expectation)).toMatchObject({
      verdict: 'not-applicable',
      code: 'capability-not-declared',
      fields: { candidate: 'Sample park server', capability },
    });
  });

  test.each(NEEDS_NOTHING)('%j applies to every candidate', (expectation) => {
    const settings = { primary: {}, backup: {} } as typeof CANDIDATE.settings;
    expect(notApplicableTo({ ...CANDIDATE, capabilities: [], settings }, expectation)).toBeUndefined();
  });

  test('of a timer needs a pool that declares it, and no capability', () => {
    const settings = { ...CANDIDATE.settings, backup: {} } as typeof CANDIDATE.settings;
    const candidate = { ...CANDIDATE, capabilities: [], settings };
    expect(notApplicableTo(candidate, { ...TIMER, of: 'primary' })).toBeUndefined();
    expect(notApplicableTo(candidate, { ...TIMER, of })).toMatchObject({
      verdict: 'not-applicable',
      code: 'setting-not-declared',
      fields: { candidate: 'Sample park server', setting: 'pickup-timeout', pool: 'backup' },
    });
  });

  test.each(['music-on-hold', 'pickup-timeout', 'pickup-attempts', 'timeout-target'] as const)(
    'of %s needs a pool that declares it',
    (setting) => {
      const settings = { ...CANDIDATE.settings, backup: {} } as typeof CANDIDATE.settings;
      const expectation = { kind: 'setting', setting, call: 'A' } as const;
      expect(notApplicableTo({ ...CANDIDATE, settings }, { ...expectation, of: 'primary' })).toBeUndefined();
      expect(notApplicableTo({ ...CANDIDATE, settings }, { ...expectation, of })).toMatchObject({
        verdict: 'not-applicable',
        code: 'setting-not-declared',
        fields: { candidate: 'Sample park server', setting, pool: 'backup' },
      });
    },
  );
});

describe('a cell that fills a range', () => {
  const steps = { normal: [act({ verb: 'register', by: 'alice' }), check('it', { kind: 'can', deed: call })] };
  const cell = cellOf('F', steps, { fills: { pool: 'backup', orbits: 2 } });
  const withRange = (first: number, last: number): typeof CANDIDATE => ({
    ...CANDIDATE,
    pools: { ...CANDIDATE.pools, backup: { ...CANDIDATE.pools.backup, orbits: { first, last } } },
  });

  test('applies to a range of that size', () => {
    expect(cellNotApplicableTo(withRange(200, 201), cell)).toBeUndefined();
    expect(cellNotApplicableTo(withRange(200, 299), cellOf('F', steps))).toBeUndefined();
  });

  test.each([
    [200, 200, 1],
    [200, 202, 3],
  ])('says nothing about the range %i to %i, with its aftermath', (first, last, orbits) => {
    expect(cellNotApplicableTo(withRange(first, last), cell)).toMatchObject({
      verdict: 'not-applicable',
      code: 'other-range',
      fields: { pool: 'backup', orbits, needed: 2 },
    });
    const verdict = judge(history(cell, { pools: withRange(first, last).pools }).events);
    expect(verdict.verdict).toBe('not-applicable');
    expect(verdict.checks.map(({ id, code }) => [id, code])).toEqual([
      ['F/it', 'other-range'],
      ['F/aftermath', 'other-range'],
    ]);
  });
});
