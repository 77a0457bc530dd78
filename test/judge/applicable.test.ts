import { describe, expect, test } from '@jest/globals';
import type { Capability } from '../../src/candidate/candidate.ts';
import { notApplicableTo } from '../../src/judge/situation/applicable.ts';
import type { Deed, Expectation } from '../../src/suite/cell.ts';
import { CANDIDATE } from './cells.ts';

const transfer = (how: 'blind' | 'attended'): Deed => ({ verb: 'transfer', call: 'A', by: 'bob', to: 'dave', how });
const call: Deed = { verb: 'call', call: 'A', by: 'alice', to: 'bob' };
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
