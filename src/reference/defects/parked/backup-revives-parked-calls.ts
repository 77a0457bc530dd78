import { parseSdp } from '../../../sip/sdp.ts';
import { buildResponse } from '../../../sip/message/build.ts';
import { callId as callIdOf } from '../../../sip/fields/tags.ts';
import { type Music, openMusic } from '../../music-source.ts';
import { uriAt } from '../../pool-context.ts';
import type { Companion, PoolParts } from '../../companion.ts';
import type { Defect } from '../defect.ts';
import { reinviteIn } from './foreign-dialog.ts';
import { whenPeerDies } from './peer-watch.ts';
import { type Copy, replica } from './replica.ts';

/** High availability done too well: the dialogs of a dead node are taken over, though nobody can find the calls there. */
export const backupRevivesParkedCalls: Defect = {
  id: 'backup-revives-parked-calls',
  title: 'When the primary dies the backup takes its parked calls over and plays music to them',
  turnsRed: [
    'DR-21/disconnected',
    'DR-21/no-ghost-during-failover',
    'DR-21/no-ghost-after-failover',
    'DR-21/no-ghost-during-failback',
    'DR-21/no-ghost-after-failback',
    'DR-22/none-during-failover',
    'DR-22/none-after-failover',
    'DR-22/none-during-failback',
    'DR-22/none-after-failback',
  ],
  behaviour: { companion: reviver },
};

function reviver(parts: PoolParts): Companion {
  const { endpoint, settings } = parts.pool;
  const { companion, copies } = replica(parts);
  const revived = new Map<string, Music>();
  const revive = async (copy: Copy): Promise<void> => {
    const music = await openMusic(endpoint.address.host, settings.music);
    revived.set(copy.callId, music);
    const outcome = await reinviteIn(endpoint, copy, music.offer, uriAt(endpoint.address, String(copy.orbit)));
    if (outcome?.kind === 'response') music.playTo(parseSdp(outcome.response.body));
  };
  const unwatch = whenPeerDies(parts.pool, () => {
    for (const copy of copies()) void revive(copy);
  });
  return {
    ...companion,
    takes(incoming) {
      const { request } = incoming;
      const music = revived.get(callIdOf(request) ?? '');
      if (music === undefined || request.method !== 'BYE') return false;
      music.stop();
      incoming.respond(buildResponse(request, 200));
      return true;
    },
    close() {
      unwatch();
      for (const music of revived.values()) music.stop();
    },
  };
}
