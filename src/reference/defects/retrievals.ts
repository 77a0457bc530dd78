import { audioOf, audioOffer, parseSdp, type Sdp } from '../../sip/sdp.ts';
import { conforming } from '../behaviour.ts';
import type { ShownCall } from '../orbit-document.ts';
import type { IncomingInvite } from '../../sip/ua/user-agent.ts';
import { bothWays } from '../joined-call.ts';
import { retrieveByJoining } from '../retrieve-by-joining.ts';
import type { ParkedCall } from '../parked-call.ts';
import { checks, FIRST_RETRIEVABLE, NO_GHOST_IN_FAILBACK, RETRIEVABLE } from './checks.ts';
import { family, turnsRed } from './defect-table.ts';
import { ANNOUNCEMENT, playsTo } from './mechanism/played-caller.ts';
import { throughThePool } from './mechanism/through-the-pool.ts';

/** A retriever is answered, and does not get the call, or is not the only one that gets it. */
export const retrievalDefects = family({
  // Only the node that parked a call finds it; the others answer with an announcement.
  'announces-nothing-parked: The INVITE of a retriever is answered 200 and played an announcement that nothing is parked':
    turnsRed`${FIRST_RETRIEVABLE}`(
      () => throughThePool((incoming, _call, service) => void playsTo(incoming, ANNOUNCEMENT, service)),
      { mayTurnRed: checks`DR-S4/second-retrievable DR-S5/second-retrievable DR-S8/first-retrievable` },
    ),
  // A caller of an orbit is taken for a caller that is to be parked there.
  'parks-the-retriever: The INVITE of a retriever is answered with music on hold':
    turnsRed`${FIRST_RETRIEVABLE} DR-S5/second-retrievable`(
      () =>
        throughThePool((incoming, call, service) =>
          call === undefined ? incoming.reject(404) : void playsTo(incoming, call.music.source, service),
        ),
      { mayTurnRed: checks`DR-S4/second-retrievable DR-S8/first-retrievable` },
    ),
  // One number both parks and retrieves: the caller of an empty orbit is put into it.
  'parks-who-dials-an-empty-orbit: A party that dials an empty orbit is parked there':
    turnsRed`${RETRIEVABLE} ${NO_GHOST_IN_FAILBACK}`({
      retrieve: (incoming, orbit, service) =>
        service.at(orbit) === undefined
          ? void playsTo(incoming, service.pool.settings.music, service)
          : conforming.retrieve(incoming, orbit, service),
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
    turnsRed`${RETRIEVABLE} DR-S4/aftermath DR-S5/aftermath DR-S6/holdable-during-failover DR-S6/transferable-during-failover
      DR-S8/aftermath`(
      () => {
        const joined = new Set<ParkedCall>();
        return throughThePool((incoming, call) => {
          if (call === undefined) return incoming.reject(404);
          void join(incoming, call, joined.has(call) ? 'retriever' : 'both');
          joined.add(call);
        });
      },
      { mayTurnRed: checks`DR-S8/parkable-again` },
    ),
  // Each leg of the two has a state machine of its own, and a BYE moves only that of its own leg.
  'passes-no-bye-on: The pool joins retriever and parkee itself, and when one of them hangs up it does not end the leg of the other':
    turnsRed`DR-12/aftermath DR-13/aftermath DR-33/aftermath DR-S3/aftermath DR-S4/aftermath
      DR-S5/aftermath DR-S6/holdable-during-failover DR-S6/transferable-during-failover DR-S9/aftermath`(
      () => {
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
      },
      { mayTurnRed: checks`DR-23/aftermath DR-S8/parkable-again DR-S8/aftermath` },
    ),
  // Each pool knows the calls that it has parked itself; the range of the other one is no number of its own.
  'knows-only-its-own-orbits: A party that asks its pool for a call in an orbit of the other pool is answered 404':
    turnsRed`DR-23/retrievable DR-S5/first-retrievable`({ leadsToPeersOrbits: () => false }),
  // The calls that wait are looked for by the pool that parked them, and the one that came last is found.
  'joins-another-call: The pool joins a retriever itself, with the call that was parked last instead of the one at the orbit':
    turnsRed`DR-S4/first-retrievable DR-S4/second-waits-on DR-S4/second-retrievable DR-S4/aftermath
      DR-S6/holdable-during-failover DR-S6/transferable-during-failover DR-S8/first-retrievable DR-S8/second-waits DR-S8/parkable-again
      DR-S8/aftermath`(() =>
      throughThePool((incoming, call, service) => {
        const last = call === undefined ? undefined : service.parked().at(-1);
        if (last === undefined) incoming.reject(404);
        else retrieveByJoining(incoming, last, service);
      }),
    ),
  // The parkee is told of the retriever in a job of its own, which nobody waits for and which fails.
  'tells-the-parkee-nothing: The pool tells a retriever where the parkee is, and does not tell the parkee of the retriever':
    turnsRed`${RETRIEVABLE}`(() =>
      throughThePool((incoming, call) => {
        const sdp = call?.session.remoteSdp;
        if (call === undefined || sdp === undefined) return incoming.reject(404);
        const session = incoming.accept({ sdp: call.music.descriptions.of(bothWays(sdp)) });
        session.onEnded = () => void call.drop('handed-over');
        call.release();
        call.session.onEnded = () => void session.bye();
      }),
    ),
  // The player is a part of its own that knows of the orbit, and not of the call that has left it.
  'plays-on-after-joining: The pool joins retriever and parkee itself, and the parkee goes on hearing music':
    turnsRed`${RETRIEVABLE} DR-S6/holdable-during-failover DR-S6/transferable-during-failover`(() => ({
      ...throughThePool((incoming, call, service) => {
        if (call === undefined) incoming.reject(404);
        else retrieveByJoining(incoming, call.orbit, service);
      }),
      stopsMusic: (end) => end !== 'joined',
    })),
  // The parkee is put back from hold towards the pool, but not towards the retriever: it goes on to listen only.
  'joins-one-way: The pool joins retriever and parkee itself, and the retriever hears nothing':
    turnsRed`${FIRST_RETRIEVABLE}`(() => joinsThrough('parkee'), {
      mayTurnRed: checks`DR-S4/second-retrievable DR-S5/second-retrievable DR-S8/first-retrievable DR-S8/parkable-again`,
    }),
  // In dialog-info local is the notifier's own side; this server takes the caller's side for it.
  'swaps-tags: Dialog-info shows the tags of a parked call the wrong way round, so that no Replaces made from it matches':
    turnsRed`${RETRIEVABLE} DR-S8/parkable-again`({
      shows: (calls) => calls.map((call) => ({ ...call, localTag: call.remoteTag, remoteTag: call.localTag })),
    }),
});

/**
 * A pool that joins the first that dials an orbit to its parkee, and shows the orbit as empty from then on.
 * @param hearing  the only side that hears the other one
 */
function joinsThrough(hearing: 'parkee') {
  const joined = new Set<number>();
  const through = throughThePool((incoming, call) => {
    if (call === undefined || joined.has(call.orbit)) return incoming.reject(404);
    joined.add(call.orbit);
    void join(incoming, call, 'both', hearing);
  });
  return {
    ...through,
    shows: (calls: readonly ShownCall[]) =>
      through.shows(
        calls.filter(({ orbit }) => !joined.has(orbit)),
        'home',
      ),
  };
}

/**
 * Third party call control (RFC 3725): the retriever's offer goes to the parkee, and the answer back.
 * @param told     the sides that are hung up on when the other one leaves
 * @param hearing  the only side that hears the other one; both do unless it is told
 */
async function join(
  incoming: IncomingInvite,
  call: ParkedCall,
  told: 'both' | 'retriever' | 'neither',
  hearing?: 'parkee',
): Promise<void> {
  const outcome = await call.session.reinvite(hearing === 'parkee' ? sendingOnly(incoming.offer) : incoming.offer);
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

/** The same offer of a side that wants to hear nothing. */
function sendingOnly(offer: Sdp | undefined): Sdp | undefined {
  const audio = offer && audioOf(offer);
  if (audio === undefined) return offer;
  const { address, port } = audio;
  return audioOffer({ address, port, sessionId: Date.now(), version: 1, direction: 'sendonly' });
}
