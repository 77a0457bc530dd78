import type { SipAddress } from '../../../../src/candidate/sip-address.ts';
import { type MediaStream, openMediaStream } from '../../../../src/media/stream.ts';
import { parseRtp } from '../../../../src/media/rtp.ts';
import { type Endpoint, type IncomingRequest, openEndpoint } from '../../../../src/sip/endpoint.ts';
import { answerSdp, audioOf } from '../../../../src/sip/sdp.ts';
import type { IncomingInvite } from '../../../../src/sip/ua/incoming-invite.ts';
import type { IncomingRefer } from '../../../../src/sip/ua/incoming-refer.ts';
import type { Session } from '../../../../src/sip/ua/session.ts';
import { UserAgent } from '../../../../src/sip/ua/user-agent.ts';
import { parseUri } from '../../../../src/sip/uri.ts';
import { type Bench, until, voices } from '../../phone/bench.ts';

const host = '127.0.0.1';

interface Key {
  readonly key: string;
  /** Of all packets of the event. */
  readonly timestamp: number;
  readonly ends: boolean;
}

/** A telephone event (RFC 4733 section 2.3). */
function keyIn(bytes: Uint8Array): Key | undefined {
  const packet = parseRtp(bytes);
  if (packet?.payloadType !== 101) return undefined;
  const [event = 0, flags = 0] = packet.payload;
  return { key: '0123456789*#ABCD'.charAt(event), timestamp: packet.timestamp, ends: flags >= 0x80 };
}

/** A B2BUA that answers everybody itself. What it does about parking is for each test to say. */
export class ParkServer {
  readonly endpoint: Endpoint;
  readonly agent: UserAgent;
  /** Its sides of the calls, by the number that was called; those of users are called by nobody else. */
  readonly sessions = new Map<string, Session>();
  readonly media = new Map<string, MediaStream>();
  /** A REFER in one of them. */
  onRefer: (refer: IncomingRefer, session: Session) => void = (refer) => refer.reject(603);
  /** True for an INVITE that was dealt with. */
  onInvite: (invite: IncomingInvite, number: string) => boolean = () => false;
  /** True for a REFER that was dealt with. */
  onRequest: (incoming: IncomingRequest) => boolean = () => false;
  readonly #bench: Bench;
  readonly #keys = new Map<string, Key[]>();

  private constructor(endpoint: Endpoint, bench: Bench) {
    this.#bench = bench;
    this.endpoint = endpoint;
    this.agent = new UserAgent({ endpoint, aor: 'sip:park@park.example', contactUser: 'park' });
    endpoint.onRequest = (incoming) => {
      if (incoming.request.method !== 'REFER' || !this.onRequest(incoming)) this.agent.receive(incoming);
    };
    this.agent.onInvite = (invite) => {
      const number = parseUri(invite.request.uri)?.user ?? '';
      if (!this.onInvite(invite, number)) void this.accept(invite, number);
    };
  }

  static async open(bench: Bench): Promise<ParkServer> {
    const server = new ParkServer(await openEndpoint({ transport: 'udp' }), bench);
    bench.also(async () => {
      await server.agent.close();
      await server.endpoint.close();
    });
    return server;
  }

  get address(): SipAddress {
    return this.endpoint.address;
  }

  /** The keys that were pressed in the audio of a call, as soon as there are as many. */
  async pressed(number: string, count: number): Promise<string> {
    const ended = (): readonly Key[] => (this.#keys.get(number) ?? []).filter(({ ends }) => ends);
    await until(() => new Set(ended().map(({ timestamp }) => timestamp)).size >= count, `${count} keys are pressed`);
    return [...new Map(ended().map(({ timestamp, key }) => [timestamp, key])).values()].join('');
  }

  /** Answers, with music, and keeps the session under the number. */
  async accept(invite: IncomingInvite, number: string): Promise<void> {
    const keys: Key[] = [];
    const music = await openMediaStream({
      host,
      voices,
      speak: { kind: 'tone', hz: 1750 },
      link: {
        carry: (direction, bytes, _, go) => {
          const key = direction === 'in' ? keyIn(bytes) : undefined;
          if (key !== undefined) keys.push(key);
          go();
        },
      },
    });
    this.#keys.set(number, keys);
    this.#bench.also(() => music.close());
    const sdp =
      invite.offer &&
      answerSdp(invite.offer, { address: host, port: music.port, sessionId: 1, version: 1, events: true });
    if (sdp === undefined) return invite.reject(488);
    const session = invite.accept({ sdp });
    session.onRefer = (refer) => this.onRefer(refer, session);
    session.onOffer = (offer) => answerSdp(offer, { address: host, port: music.port, sessionId: 1, version: 2 });
    this.sessions.set(number, session);
    this.media.set(number, music);
    const remote = session.remoteSdp && audioOf(session.remoteSdp);
    if (remote !== undefined) music.sendTo(remote);
  }
}
