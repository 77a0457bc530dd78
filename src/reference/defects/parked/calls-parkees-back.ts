import { openMusic } from '../../music-source.ts';
import type { Defect } from '../defect.ts';
import { addressOf } from '../../../sip/route.ts';
import { parseUri } from '../../../sip/uri.ts';
import { replica } from './replica.ts';

/** A lost call is placed anew from the replica: he who hung up meanwhile is rung by music. */
export const callsParkeesBack: Defect = {
  id: 'calls-parkees-back',
  title: 'When failover begins the backup calls the parties back that were parked on the primary',
  turnsRed: [
    'DR-21/no-ghost-during-failover',
    'DR-21/no-ghost-after-failover',
    'DR-21/no-ghost-during-failback',
    'DR-21/no-ghost-after-failback',
    'DR-21/aftermath',
    'DR-22/none-during-failover',
    'DR-22/none-after-failover',
    'DR-22/none-during-failback',
    'DR-22/none-after-failback',
    'DR-22/aftermath',
  ],
  behaviour: {
    companion(parts) {
      const { agent, pool } = parts;
      const { companion, copies } = replica(parts);
      const callBack = async (uri: string): Promise<void> => {
        const next = addressOf(parseUri(uri));
        if (next === undefined) return;
        const music = await openMusic(pool.endpoint.address.host, pool.settings.music);
        const result = await agent.invite({ uri, next, sdp: music.offer }).result;
        if (result.kind !== 'established') return music.stop();
        result.session.onEnded = () => music.stop();
        music.playTo(result.session.remoteSdp);
      };
      return {
        ...companion,
        entered(mode) {
          if (mode === 'failover-resiliency') for (const copy of copies()) void callBack(copy.remoteTarget);
        },
      };
    },
  },
};
