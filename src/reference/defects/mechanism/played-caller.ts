import type { IncomingInvite } from '../../../sip/ua/user-agent.ts';
import { openMusic } from '../../music-source.ts';
import type { ParkService } from '../../park-service.ts';

/** In Hz: a tone of no party. */
export const ANNOUNCEMENT = 3_100;

/** Answers a call and plays a tone to the caller until it hangs up; `source` undefined is silence. */
export async function playsTo(
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
