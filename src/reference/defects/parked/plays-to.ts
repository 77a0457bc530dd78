import { openMusic } from '../../music-source.ts';
import type { ParkService } from '../../park-service.ts';
import type { IncomingInvite } from '../../../sip/ua/user-agent.ts';

/** Answers a call and plays a tone to the caller until he hangs up; `hz` undefined is silence. */
export async function playsTo(incoming: IncomingInvite, hz: number | undefined, service: ParkService): Promise<void> {
  const { offer } = incoming;
  const music = await openMusic(service.pool.endpoint.address.host, hz);
  const sdp = offer === undefined ? music.offer : music.answerTo(offer);
  if (sdp === undefined) {
    music.stop();
    return incoming.reject(488);
  }
  incoming.accept({ sdp }).onEnded = () => music.stop();
}
