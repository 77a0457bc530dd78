import { expect, test } from '@jest/globals';
import { presenceState } from '../../src/reference/presence-state.ts';

test.each([
  ['home', 'yes', false],
  ['failover-resiliency', 'no', true],
  ['failed-over', 'no', false],
  ['failback-resiliency', 'yes', true],
] as const)(
  'In mode %s a phone is told connected to primary: %s, user services unavailable: %s',
  (mode, primary, limited) => {
    const text = presenceState(mode, 'added');
    expect(text).toContain(`is-connected-to-primary="${primary}"`);
    expect(text.includes('user-services-state=unavailable')).toBe(limited);
  },
);

test('A refresh is announced as one, because phones give up their dialogs on anything else', () => {
  expect(presenceState('home', 'refreshed')).toBe(
    'register-action="refreshed";primary-cluster-type="central";is-connected-to-primary="yes"',
  );
});
