/** A phone that stays with its pool while it is in a call has no part in some checks; the candidate is not to blame for it. */
import { describe, expect, test } from '@jest/globals';
import type { PhoneProfile } from '../../src/candidate/phone-policy.ts';
import type { Expectation, Party, Trial } from '../../src/suite/cell.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { inShort, type InShort, verdictOf } from './verdict-of.ts';

const STAYS: PhoneProfile = { move: 'after-calls' };
const RULE = { pool: 'primary', rule: 'move: after-calls' };
const register = (by: Party): Trial => ({ verb: 'register', by });
const park: Trial = { verb: 'park', call: 'A', by: 'bob' };
const transfer: Trial = { verb: 'transfer', call: 'A', by: 'bob', to: 'dave', how: 'blind' };

interface Story {
  readonly phones: PhoneProfile;
  readonly phase?: 'outage' | 'failover';
  /** Before the check begins. */
  readonly before?: (told: HistoryBuilder) => void;
  readonly staged?: (told: HistoryBuilder, of: string) => void;
}

function said(expectation: Expectation, { phones, phase = 'failover', before, staged }: Story): InShort {
  const call = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
  const told = history(cellOf('P', { normal: [call], [phase]: [check('it', expectation)] }), { phones });
  told.phase('normal').register('alice').register('bob').call('A', 'alice', 'bob').phase('outage');
  if (phase === 'failover') told.phase('failover');
  before?.(told);
  told.check('it', (of) => staged?.(told, of)).aftermath();
  return inShort(verdictOf(told, 'it'));
}

describe('a phone in a call that does not move', () => {
  const checks: readonly Expectation[] = [
    { kind: 'can', deed: register('alice') },
    { kind: 'cannot', deed: register('alice') },
    { kind: 'announces', mode: 'resiliency', by: 'alice' },
  ];

  test.each(checks)('is not asked to register: %j', (expectation) => {
    const fields = { party: 'alice', ...RULE };
    expect(said(expectation, { phones: STAYS })).toMatchObject(['not-applicable', { code: 'phone-stays', fields }]);
  });

  test.each<[Trial, Party]>([
    [park, 'bob'],
    [transfer, 'alice'],
  ])('asks nobody where its pool is gone: %j', (deed, party) => {
    const fields = { party, ...RULE };
    const found = ['not-applicable', { code: 'phone-asks-nobody', fields }];
    expect(said({ kind: 'can', deed }, { phones: STAYS })).toMatchObject(found);
    expect(said({ kind: 'cannot', deed }, { phones: STAYS })).toMatchObject(found);
  });

  test('asks the backup where the file says so, and is judged by the answer', () => {
    const phones: PhoneProfile = { ...STAYS, invite: 'backup' };
    const staged = (told: HistoryBuilder, of: string): void => void told.park('A', 'bob', { answer: 202, of });
    expect(said({ kind: 'cannot', deed: park }, { phones, staged })[0]).toBe('fail');
  });

  test('is judged as any other in an outage, in which nobody has moved', () => {
    const staged = (told: HistoryBuilder, of: string): void => void told.park('A', 'bob', { answer: 'none', of });
    const found = said({ kind: 'cannot', deed: park }, { phones: STAYS, phase: 'outage', staged });
    expect(found[1].code).not.toBe('phone-asks-nobody');
  });
});

describe('is judged by what it does', () => {
  const canRegister: Expectation = { kind: 'can', deed: register('alice') };
  const refused = (told: HistoryBuilder, of: string): void => void told.register('alice', { of, status: 503 });

  test('a phone that moves at once', () => {
    for (const phones of [{}, { return: 'after-calls' }] satisfies PhoneProfile[]) {
      expect(said(canRegister, { phones, staged: refused })).toMatchObject(['fail', { code: 'registration-failed' }]);
    }
  });

  test('a phone whose call has ended', () => {
    const before = (told: HistoryBuilder): void => void told.hangup('A', 'alice');
    const found = said(canRegister, { phones: STAYS, before, staged: refused });
    expect(found).toMatchObject(['fail', { code: 'registration-failed' }]);
  });

  test('a phone that is at the pool already', () => {
    const before = (told: HistoryBuilder): void => void told.register('alice');
    const found = said(canRegister, { phones: STAYS, before, staged: refused });
    expect(found).toMatchObject(['fail', { code: 'registration-failed' }]);
  });
});
