import type { Defect } from '../defect.ts';

/** The primary compares the host of a contact with its own domain, and none of its users is at home there. */
export const neverFindsUsersAtHome: Defect = {
  id: 'never-finds-users-at-home',
  title: 'On the primary, calls to users end with 480 in normal service',
  turnsRed: ['DR-S3/callable-before', 'DR-S3/callable-after-failback'],
  behaviour: { deliversCalls: (mode) => mode !== 'home' },
};
