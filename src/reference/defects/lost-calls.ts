import { openMediaStream } from '../../media/stream.ts';
import { buildResponse } from '../../sip/message/build.ts';
import { callId as callIdOf } from '../../sip/fields/tags.ts';
import type { IncomingRequest } from '../../sip/endpoint/api.ts';
import { formatSdp, parseSdp } from '../../sip/sdp.ts';
import type { Companion, PoolParts } from '../companion.ts';
import { destinationAt } from '../location.ts';
import type { Mode } from '../mode.ts';
import { type Music, openMusic, soundOf } from '../music-source.ts';
import { uriAt } from '../pool-context.ts';
import { NO_GHOST_IN_FAILBACK, NO_GHOST_IN_FAILOVER } from './checks.ts';
import { type Deviation, family, turnsRed } from './defect-table.ts';
import { reinviteIn } from './mechanism/foreign-dialog.ts';
import { inherited, offersCopies, remembered, renumbered } from './mechanism/offered-copies.ts';
import { onEntering, whenPeerDies } from './mechanism/moments.ts';
import { type Copies, type Copy, withReplica } from './mechanism/replica.ts';
import { ringUser } from './mechanism/ring-user.ts';

/** A parked call that was lost with its pool does not end, or is offered once more. */
export const lostCallDefects = family({
  // The table of orbits is shared, and the survivor serves all of it: the calls themselves died with the other pool.
  'backup-offers-lost-calls: While the primary is gone the backup shows and offers the calls that were parked there':
    turnsRed`${NO_GHOST_IN_FAILOVER}`(() => offersCopies(inherited)),
  // Parked calls are kept in a store that outlives the process; it does not check that the parties are still there.
  'offers-lost-calls-after-restart: A pool that comes back shows the calls that were lost with it, and offers them to a retriever':
    turnsRed`${NO_GHOST_IN_FAILBACK} DR-21/aftermath DR-22/aftermath`(() => offersCopies(remembered)),
  // The dialplan is restored from the store, the list of orbits is not.
  'dials-lost-calls-after-restart: A pool that comes back connects an orbit to the party that was parked there before, but does not show it':
    turnsRed`${NO_GHOST_IN_FAILBACK}`(() => offersCopies(remembered, 'retriever')),
  // Calls that are read from the store are parked once more, each at an orbit that is free.
  'renumbers-lost-calls-after-restart: A pool that comes back shows the calls that were lost with it, at orbits that they never had':
    turnsRed`${NO_GHOST_IN_FAILBACK} DR-21/aftermath DR-22/aftermath`(() => offersCopies(renumbered, 'watcher')),
  // High availability done too well: the dialogs of a dead node are taken over, but its orbits are not.
  'backup-revives-parked-calls: When the primary dies the backup takes its parked calls over and plays music to them':
    turnsRed`DR-21/disconnected ${NO_GHOST_IN_FAILOVER} ${NO_GHOST_IN_FAILBACK}`(withReplica(revive)),
  // The media server is another process: it does not notice that the pool which ordered the music is dead.
  'plays-on-after-death: Parked parties are not told that the primary has died, and hear its music until failover begins':
    turnsRed`DR-21/disconnected`(withReplica(playOn)),
  // A lost call is placed anew from the replica: a parkee that hung up meanwhile is rung by music.
  'calls-parkees-back: When failover begins the backup calls the parties that were parked on the primary':
    turnsRed`${NO_GHOST_IN_FAILOVER} ${NO_GHOST_IN_FAILBACK} DR-21/aftermath DR-22/aftermath`(
      onCopies('failover-resiliency', callBack),
    ),
  // The pickup timers are replicated with the calls, and fire whether or not there is a call to give back.
  'rings-back-for-lost-calls: When failover completes the backup rings the parkers of calls that were parked on the primary':
    turnsRed`DR-21/no-ghost-after-failover DR-22/none-after-failover ${NO_GHOST_IN_FAILBACK} DR-21/aftermath
      DR-22/aftermath`(onCopies('failed-over', ({ parker }, parts) => ringUser(parts, parker))),
  // A pool that was held up learns on its return that the other has taken over, and lets its own calls wait on.
  // Cut off, it has ghosts in DR-21 too; a pool that was only held up hears the parties that have hung up meanwhile.
  'keeps-calls-while-superseded: A pool that was not dead but out of reach comes back with the calls that were parked with it':
    turnsRed`DR-22/none-during-failback`({ keepsParkedCalls: () => true }, { outage: 'pause' }),
});

function revive({ pool }: PoolParts, copies: Copies): Companion {
  const { endpoint, settings } = pool;
  const revived = new Map<string, Music>();
  const contactOf = ({ orbit }: Copy): string => uriAt(endpoint.address, String(orbit));
  const take = async (copy: Copy): Promise<void> => {
    if (revived.has(copy.callId)) return;
    const music = await openMusic(endpoint.address.host, settings.music);
    revived.set(copy.callId, music);
    music.playTo(await reinviteIn(endpoint, copy, music.offer, contactOf(copy)));
  };
  /** A parkee may ask whether its call is still there before the pool has noticed the death of its peer. */
  const confirm = async (incoming: IncomingRequest, copy: Copy): Promise<void> => {
    const { request, respond } = incoming;
    const music = revived.get(copy.callId) ?? (await openMusic(endpoint.address.host, settings.music));
    revived.set(copy.callId, music);
    const offer = parseSdp(request.body);
    const answer = offer && music.answerTo(offer);
    if (answer === undefined) return respond(buildResponse(request, 488));
    const headers = Object.entries({ Contact: `<${contactOf(copy)}>`, 'Content-Type': 'application/sdp' });
    respond(buildResponse(request, 200, undefined, { headers, body: new TextEncoder().encode(formatSdp(answer)) }));
  };
  return {
    takes(incoming) {
      const id = callIdOf(incoming.request) ?? '';
      const copy = copies().find(({ callId }) => callId === id);
      if (incoming.request.method === 'INVITE' && copy !== undefined) {
        void confirm(incoming, copy);
        return true;
      }
      const music = revived.get(id);
      if (music === undefined || incoming.request.method !== 'BYE') return false;
      music.stop();
      incoming.respond(buildResponse(incoming.request, 200));
      return true;
    },
    close: whenPeerDies(pool, () => copies().forEach((copy) => void take(copy))),
  };
}

function playOn({ pool }: PoolParts, copies: Copies): Companion {
  const playing = new Set<() => Promise<void>>();
  const play = async ({ ear, music }: Copy): Promise<void> => {
    const stream = await openMediaStream({ host: pool.endpoint.address.host, voices: [], speak: soundOf(music) });
    playing.add(() => stream.close());
    // Failover may have begun while it was being opened.
    if (pool.mode() === 'standby') stream.sendTo(ear);
  };
  const close = whenPeerDies(pool, () => copies().forEach((copy) => void play(copy)));
  return { ...onEntering('failover-resiliency', () => playing.forEach((stop) => void stop())), close };
}

/** Acts on each copy when the pool enters a mode. */
function onCopies(mode: Mode, act: (copy: Copy, parts: PoolParts) => unknown): Deviation {
  return withReplica((parts, copies) => onEntering(mode, () => copies().forEach((copy) => void act(copy, parts))));
}

async function callBack({ remoteTarget }: Copy, { agent, pool }: PoolParts): Promise<void> {
  const to = destinationAt(remoteTarget);
  if (to === undefined) return;
  const music = await openMusic(pool.endpoint.address.host, pool.settings.music);
  const result = await agent.invite({ ...to, sdp: music.offer }).result;
  if (result.kind !== 'established') return music.stop();
  result.session.onEnded = () => music.stop();
  music.playTo(result.session.remoteSdp);
}
