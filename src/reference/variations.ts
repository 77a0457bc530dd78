import { parseUri } from '../sip/uri.ts';
import type { Behaviour } from './behaviour.ts';
import { PARK_USER } from './orbit-requests.ts';

/** In ms: longer than a park takes, and shorter than a REFER waits before it is sent again (T1, RFC 3261 17.1.1.1). */
const LATER = 350;

/** What other servers do and the reference server does not, though an RFC allows it: the table stays green with each. */
export const VARIATIONS = {
  // A party that refers must be ready for a NOTIFY before its REFER is answered (RFC 3515 2.4.4, RFC 6665 4.1.2.4).
  'notifies-before-answering': {
    companion: ({ agent }) => ({
      takes(incoming) {
        const { request } = incoming;
        const parks = agent.owns(request) || parseUri(request.uri)?.user === PARK_USER;
        if (request.method !== 'REFER' || !parks) return false;
        const respond: typeof incoming.respond = (response) => void setTimeout(() => incoming.respond(response), LATER);
        return agent.receive({ ...incoming, respond });
      },
    }),
  },
  // Each pool is a registrar of its own, and a phone has a line at each; who serves the users is not asked.
  'registers-at-both': {
    registration: () => 'serve',
    keepsBindings: () => true,
  },
} as const satisfies Readonly<Record<string, Partial<Behaviour>>>;
