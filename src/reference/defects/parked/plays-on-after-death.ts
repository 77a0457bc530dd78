import { type MediaStream, openMediaStream } from '../../../media/stream.ts';
import type { Companion, PoolParts } from '../../companion.ts';
import type { Defect } from '../defect.ts';
import { whenPeerDies } from './peer-watch.ts';
import { type Copy, replica } from './replica.ts';

/** The media server is another process: it does not notice that who ordered the music is dead. */
export const playsOnAfterDeath: Defect = {
  id: 'plays-on-after-death',
  title: 'Parked parties are never told that the primary has died and hear its music on, until failover begins',
  turnsRed: ['DR-21/disconnected'],
  behaviour: { companion: orphanedMedia },
};

function orphanedMedia(parts: PoolParts): Companion {
  const { pool } = parts;
  const { companion, copies } = replica(parts);
  const playing = new Set<MediaStream>();
  const play = async ({ ear, hz }: Copy): Promise<void> => {
    const stream = await openMediaStream({ host: pool.endpoint.address.host, voices: [], speak: hz });
    // Failover may have begun while it was being opened.
    if (pool.mode() !== 'standby') return void stream.close();
    stream.sendTo(ear);
    playing.add(stream);
  };
  const silence = (): void => {
    for (const stream of playing) void stream.close();
    playing.clear();
  };
  const unwatch = whenPeerDies(pool, () => {
    for (const copy of copies()) void play(copy);
  });
  return {
    ...companion,
    entered(mode) {
      if (mode === 'failover-resiliency') silence();
    },
    close() {
      unwatch();
      silence();
    },
  };
}
