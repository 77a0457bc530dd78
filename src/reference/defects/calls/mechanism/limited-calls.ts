import type { SipRequest } from '../../../../sip/message/message.ts';
import type { Behaviour } from '../../../behaviour.ts';
import { serviceIn } from '../../../mode.ts';
import type { Changes } from '../../../request-relay.ts';
import { type Habits, pathProxy } from './path-proxy.ts';

/** Pools that stay in the path of calls, and do `inside` to what comes by while they are in resiliency mode. */
export function limitsCalls(
  inside: (request: SipRequest) => 'pass' | 'swallow' | number,
  changes: (request: SipRequest) => Changes = () => ({}),
): Partial<Behaviour> {
  return {
    companion: ({ pool }) => {
      const isLimited = (): boolean => serviceIn(pool.mode()) === 'resiliency';
      return pathProxy(pool, {
        // Not those of the primary: what goes through a dead pool fails anyway.
        staysIn: () => pool.settings.pool === 'backup',
        inside: (request) => (isLimited() ? inside(request) : 'pass'),
        changesInside: (request) => (isLimited() ? changes(request) : {}),
      });
    },
  };
}

/** Pools that treat calls in resiliency mode in their own way. */
export function inResiliency(habits: Pick<Habits, 'refuses'>): Partial<Behaviour> {
  return {
    companion: ({ pool }) =>
      pathProxy(pool, {
        refuses: (invite) => (serviceIn(pool.mode()) === 'resiliency' ? habits.refuses?.(invite) : undefined),
      }),
  };
}
