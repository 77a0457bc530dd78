import type { SipAddress } from '../../../../src/candidate/sip-address.ts';
import { openEndpoint } from '../../../../src/sip/endpoint.ts';
import { answerSdp, audioOf } from '../../../../src/sip/sdp.ts';
import type { Session } from '../../../../src/sip/ua/session.ts';
import { UserAgent } from '../../../../src/sip/ua/user-agent.ts';
import { parseUri } from '../../../../src/sip/uri.ts';
import type { Bench } from '../../phone/bench.ts';

const PARK_CODE = '*68';
const RETRIEVE_CODE = '*88';

/** A B2BUA that parks by code: it answers everybody itself, and ends the legs of a user that parks. */
export async function openCodeServer(
  bench: Bench,
): Promise<{ address: SipAddress; parked: string[]; refuse: 'no' | '503' | 'silence'; held: () => number }> {
  const endpoint = await openEndpoint({ transport: 'udp' });
  const agent = new UserAgent({ endpoint, aor: 'sip:park@park.example', contactUser: 'park' });
  const sessions = new Map<string, Session>();
  const isHeld = ({ remoteSdp }: Session): boolean =>
    remoteSdp !== undefined && audioOf(remoteSdp)?.direction === 'sendonly';
  const server = {
    address: endpoint.address,
    parked: new Array<string>(),
    refuse: 'no' as 'no' | '503' | 'silence',
    /** How many calls are on hold. */
    held: () => [...sessions.values()].filter(isHeld).length,
  };
  endpoint.onRequest = (incoming) => void agent.receive(incoming);
  agent.onInvite = (invite) => {
    const number = parseUri(invite.request.uri)?.user ?? '';
    const offer = invite.offer;
    const sdp = offer && answerSdp(offer, { address: '127.0.0.1', port: 9, sessionId: 1, version: 1 });
    const isFree = !number.startsWith(RETRIEVE_CODE) || server.parked.includes(number.slice(RETRIEVE_CODE.length));
    const refuses = number.startsWith(PARK_CODE) ? server.refuse : 'no';
    if (refuses === 'silence') return undefined;
    if (sdp === undefined || !isFree || refuses === '503') return invite.reject(503);
    const caller = `${invite.source.host}:${invite.source.port}`;
    const session = invite.accept({ sdp });
    session.onOffer = (held) => answerSdp(held, { address: '127.0.0.1', port: 9, sessionId: 1, version: 2 });
    if (number.startsWith(PARK_CODE)) {
      server.parked.push(number.slice(PARK_CODE.length));
      void sessions.get(caller)?.bye();
    } else {
      sessions.set(caller, session);
      session.onOffer = (hold) => answerSdp(hold, { address: '127.0.0.1', port: 9, sessionId: 1, version: 2 });
    }
    return undefined;
  };
  bench.also(async () => {
    await agent.close();
    await endpoint.close();
  });
  return server;
}
