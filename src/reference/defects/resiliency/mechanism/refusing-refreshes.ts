import { type Behaviour, conforming } from '../../../behaviour.ts';

/** Refuses, in resiliency mode on the backup, who is registered already and belongs to one of two front ends. */
export function refusingRefreshes(frontEnd: 0 | 1): Behaviour['registration'] {
  return (mode, peerAlive, who) =>
    mode === 'failover-resiliency' && who.known && frontEndOf(who.user) === frontEnd
      ? 'refuse'
      : conforming.registration(mode, peerAlive, who);
}

function frontEndOf(user = ''): number {
  return (user.codePointAt(0) ?? 0) % 2;
}
