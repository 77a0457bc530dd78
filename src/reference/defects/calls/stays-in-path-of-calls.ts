import type { Defect } from '../defect.ts';
import { kindOf } from './mechanism/known-call.ts';
import { pathProxy } from './mechanism/path-proxy.ts';

/** Record-Route for billing or topology hiding: what the parties say to each other later goes to a pool that is dead. */
export const staysInPathOfCalls: Defect = {
  id: 'stays-in-path-of-calls',
  title: 'Calls are routed through the pool in which they began, so that nothing can be done with them when it is dead',
  turnsRed: ['DR-12/holdable', 'DR-12/transferable'],
  behaviour: { companion: ({ pool }) => pathProxy(pool, { staysIn: (invite) => kindOf(invite) === 'plain' }) },
};
