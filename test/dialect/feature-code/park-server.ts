import type { SipAddress } from '../../../src/candidate/sip-address.ts';
import { openEndpoint } from '../../../src/sip/endpoint.ts';
import { answerSdp } from '../../../src/sip/sdp.ts';
import type { Session } from '../../../src/sip/ua/session.ts';
import { UserAgent } from '../../../src/sip/ua/user-agent.ts';
import { parseUri } from '../../../src/sip/uri.ts';
import type { Bench } from '../../phone/bench.ts';
import { PARK_CODE, RETRIEVE_CODE } from './ask.ts';

/** A B2BUA that parks by code: it answers everybody itself, and ends the legs of a user that parks. */
export async function openCodeServer(
  bench: Bench,
): Promise<{ address: SipAddress; parked: string[]; refuse: boolean }> {
  const endpoint = await openEndpoint({ transport: 'udp' });
  const agent = new UserAgent({ endpoint, aor: 'sip:park@park.example', contactUser: 'park' });
  const server = { address: endpoint.address, parked: new Array<string>(), refuse: false };
  const sessions = new Map<string, Session>();
  endpoint.onRequest = (incoming) => void agent.receive(incoming);
  agent.onInvite = (invite) => {
    const number = parseUri(invite.request.uri)?.user ?? '';
    const offer = invite.offer;
    const sdp = offer && answerSdp(offer, { address: '127.0.0.1', port: 9, sessionId: 1, version: 1 });
    const isFree = !number.startsWith(RETRIEVE_CODE) || server.parked.includes(number.slice(RETRIEVE_CODE.length));
    if (sdp === undefined || !isFree || (server.refuse && number.startsWith(PARK_CODE))) return invite.reject(503);
    const caller = `${invite.source.host}:${invite.source.port}`;
    const session = invite.accept({ sdp });
    if (number.startsWith(PARK_CODE)) {
      server.parked.push(number.slice(PARK_CODE.length));
      void sessions.get(caller)?.bye();
    } else sessions.set(caller, session);
    return undefined;
  };
  bench.also(async () => {
    await agent.close();
    await endpoint.close();
  });
  return server;
}
