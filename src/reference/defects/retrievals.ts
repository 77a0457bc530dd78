import { parseSdp } from '../../sip/sdp.ts';
import type { IncomingInvite } from '../../sip/ua/user-agent.ts';
import { retrieveByRedirect } from '../orbit-requests.ts';
import { openMusic } from '../music-source.ts';
import type { ParkService } from '../park-service.ts';
import type { ParkedCall } from '../parked-call.ts';
import { checks, FIRST_RETRIEVABLE, NO_GHOST_IN_FAILBACK, RETRIEVABLE } from './checks.ts';
import { family, turnsRed } from './defect-table.ts';
import { throughThePool } from './mechanism/through-the-pool.ts';

/** In Hz: a tone of no party. */
const ANNOUNCEMENT = 3_100;

/** A retriever is answered, and does not get the call, or is not the only one that gets it. */
export const retrievalDefects = family({
  // Only the node that parked a call finds it; the others answer with an announcement.
  'announces-nothing-parked: The INVITE of a retriever is answered 200 and played an announcement that nothing is parked':
    turnsRed`${FIRST_RETRIEVABLE}`(
      () => throughThePool((incoming, _call, service) => void playsTo(incoming, ANNOUNCEMENT, service)),
      { mayTurnRed: checks`DR-S4/second-retrievable` },
    ),
  // A caller of an orbit is taken for a caller that is to be parked there.
  'parks-the-retriever: The INVITE of a retriever is answered with music on hold': turnsRed`${FIRST_RETRIEVABLE}`(
    () =>
      throughThePool((incoming, call, service) =>
        call === undefined ? incoming.reject(404) : void playsTo(incoming, call.music.source, service),
      ),
    { mayTurnRed: checks`DR-S4/second-retrievable` },
  ),
  // One number both parks and retrieves: the caller of an empty orbit is put into it.
  'parks-who-dials-an-empty-orbit: A party that dials an empty orbit is parked there':
    turnsRed`${RETRIEVABLE} ${NO_GHOST_IN_FAILBACK}`({
      retrieve: (incoming, orbit, service) =>
        service.at(orbit) === undefined
          ? void playsTo(incoming, service.pool.settings.music, service)
          : retrieveByRedirect(incoming, orbit, service),
    }),
  // The parkee is released before the retriever is known to be able to take it.
  'drops-the-parkee-on-retrieval: A retrieval fails, and the parkee is hung up on': turnsRed`${RETRIEVABLE}`(() =>
    throughThePool((incoming, call) => {
      incoming.reject(call === undefined ? 404 : 500);
      void call?.drop('given-up');
    }),
  ),
  // The pool joins retriever and parkee itself, and its orbit stays open as long as the leg of the parkee is there.
  'lets-a-second-retriever-in: A second party that dials the orbit of a retrieved call gets the call too':
    turnsRed`${RETRIEVABLE} DR-S4/aftermath`(() => {
      const joined = new Set<ParkedCall>();
      return throughThePool((incoming, call) => {
        if (call === undefined) return incoming.reject(404);
        void join(incoming, call, joined.has(call) ? 'retriever' : 'both');
        joined.add(call);
      });
    }),
  // Each leg of the two has a state machine of its own, and a BYE moves only that of its own leg.
  'passes-no-bye-on: The pool joins retriever and parkee itself, and when one of them hangs up it does not end the leg of the other':
    turnsRed`DR-12/aftermath DR-13/aftermath DR-23/aftermath DR-33/aftermath DR-S3/aftermath DR-S4/aftermath`(() => {
      const joined = new Set<number>();
      const through = throughThePool((incoming, call) => {
        if (call === undefined || joined.has(call.orbit)) return incoming.reject(404);
        joined.add(call.orbit);
        void join(incoming, call, 'neither');
      });
      return {
        ...through,
        shows: (calls, mode) =>
          through.shows(
            calls.filter(({ orbit }) => !joined.has(orbit)),
            mode,
          ),
      };
    }),
  // In dialog-info local is the notifier's own side; this server takes the caller's side for it.
  'swaps-tags: Dialog-info shows the tags of a parked call the wrong way round, so that no Replaces made from it matches':
    turnsRed`${RETRIEVABLE}`({
      shows: (calls) => calls.map((call) => ({ ...call, localTag: call.remoteTag, remoteTag: call.localTag })),
    }),
});

/**
 * Third party call control (RFC 3725): the retriever's offer goes to the parkee, and the answer back.
 * @param told  the sides that are hung up on when the other one leaves
 */
async function join(incoming: IncomingInvite, call: ParkedCall, told: 'both' | 'retriever' | 'neither'): Promise<void> {
  const outcome = await call.session.reinvite(incoming.offer);
  const sdp = outcome.kind === 'response' ? parseSdp(outcome.response.body) : undefined;
  if (sdp === undefined) return incoming.reject(480);
  call.music.playTo(undefined);
  // A ring after the pickup timeout would take the parkee away from the retriever: another defect.
  call.stopWaiting();
  const session = incoming.accept({ sdp });
  if (told === 'both') session.onEnded = () => void call.drop('handed-over');
  if (told === 'neither') return;
  const finish = call.session.onEnded;
  call.session.onEnded = (why) => {
    finish?.(why);
    void session.bye();
  };
}

/** Answers a call and plays a tone to the caller until it hangs up; `source` undefined is silence. */
async function playsTo(
  incoming: IncomingInvite,
  source: number | string | undefined,
  { pool }: ParkService,
): Promise<void> {
  const music = await openMusic(pool.endpoint.address.host, source);
  const sdp = incoming.offer === undefined ? music.offer : music.answerTo(incoming.offer);
  if (sdp === undefined) music.stop();
  if (sdp === undefined) return incoming.reject(488);
  incoming.accept({ sdp }).onEnded = () => music.stop();
}
