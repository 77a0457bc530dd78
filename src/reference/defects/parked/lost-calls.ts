import type { Behaviour } from '../../behaviour.ts';
import { retrieveByRedirect } from '../../orbit-door.ts';
import { inRange, type OrbitRange } from '../../orbit-numbers.ts';
import { takeoverUri } from '../../takeover-uri.ts';
import { formatReplaces } from '../../../sip/fields/replaces.ts';
import { type Copy, replica } from './replica.ts';

interface Ghosts {
  /** Whether dialog-info shows them. */
  readonly shown: boolean;
  readonly held: (orbit: number, own: OrbitRange) => boolean;
}

/** A pool that, started anew, offers the calls that its peer remembers of it. */
export function lostCalls({ shown, held }: Ghosts): Partial<Behaviour> {
  let ghosts: readonly Copy[] = [];
  return {
    answersForOrbit: (orbit, own) => inRange(own, orbit) || held(orbit, own),
    shows: (calls) => (shown ? [...calls, ...ghosts] : calls),
    retrieve(incoming, orbit, service) {
      const ghost = ghosts.find((call) => call.orbit === orbit);
      if (ghost === undefined || service.at(orbit) !== undefined) retrieveByRedirect(incoming, orbit, service);
      else incoming.redirect(`<${wayTo(ghost)}>`);
    },
    companion(parts) {
      const { companion, recall } = replica(parts);
      void (async () => {
        ghosts = await recall();
      })();
      return companion;
    },
  };
}

/** The address that takes a call over from its pool. */
export function wayTo({ callId, localTag, remoteTag, remoteTarget }: Copy): string {
  return takeoverUri(remoteTarget, formatReplaces({ callId, toTag: remoteTag, fromTag: localTag }));
}
