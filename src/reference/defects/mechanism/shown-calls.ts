import { formatUri, parseUri } from '../../../sip/uri.ts';
import type { ParkEnd } from '../../behaviour.ts';
import type { ShownCall } from '../../orbit-document.ts';
import type { Deviation } from '../defect-table.ts';

/** A pool that shows calls which are not parked beside those that are. */
export function showsAlso(): {
  shows: (calls: readonly ShownCall[]) => readonly ShownCall[];
  add: (call: ShownCall) => void;
} {
  const others: ShownCall[] = [];
  return { shows: (calls) => [...calls, ...others], add: (call) => void others.push(call) };
}

/** A pool that goes on showing the calls that have ended in one of these ways. */
export function showsAfter(...ends: readonly ParkEnd[]): Deviation {
  const { shows, add } = showsAlso();
  return {
    shows,
    companion: ({ service }) => ({ left: (call, how) => (ends.includes(how) ? add(service.show(call)) : undefined) }),
  };
}

/** A call that is shown at an orbit where none is. */
export function shownAt(orbit: number, target: string): ShownCall {
  const callId = `reserved-${orbit}`;
  return { orbit, callId, localTag: 'reserved', remoteTag: 'nobody', localTarget: target, remoteTarget: target };
}

/** The call as it would be shown at another orbit. */
export function movedTo<Call extends ShownCall>(orbit: number, call: Call): Call {
  return { ...call, orbit, localTarget: withUser(call.localTarget, String(orbit)) };
}

/** The same URI with another user part, or none. */
export function withUser(text: string, user: string | undefined): string {
  const uri = parseUri(text);
  return uri === undefined ? text : formatUri({ ...uri, user });
}
