import type { Defect } from '../defect.ts';

/** The location service is read from its database when failback ends, and users who came back before are not in there. */
export const losesUsersAfterFailback: Defect = {
  id: 'loses-users-after-failback',
  title: 'When failback is complete, calls to users end with 480',
  turnsRed: ['DR-S3/callable-after-failback'],
  behaviour: () => {
    let givenBack = false;
    return {
      takesUp: (next) => {
        givenBack ||= next === 'failback-resiliency';
        return next;
      },
      deliversCalls: (mode) => !(givenBack && mode === 'home'),
    };
  },
};
