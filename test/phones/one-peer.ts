/** A phone of either kind, and a peer of it that the test plays message by message. */
import { phoneDriver } from '../../src/drive/phone-driver.ts';
import type { Phones } from '../../src/history/event.ts';
import { type MediaStream, openMediaStream } from '../../src/media/stream.ts';
import { PARTY_SIGNATURES } from '../../src/media/voices.ts';
import type { Phone, PhoneOptions } from '../../src/phone/phone.ts';
import { cseq } from '../../src/sip/fields/cseq.ts';
import { buildRequest } from '../../src/sip/message/build.ts';
import { header } from '../../src/sip/message/headers.ts';
import type { SipMessage, SipRequest, SipResponse } from '../../src/sip/message/message.ts';
import { parseMessage } from '../../src/sip/message/parse.ts';
import { serializeMessage } from '../../src/sip/message/serialize.ts';
import { voices } from '../timed/phone/bench.ts';
import { rawUdp, type RawUdp } from '../timed/sip/transport/raw-peer.ts';

const SDP = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n';

type HeaderList = ReadonlyArray<readonly [string, string]>;

const NOTHING = { headers: [] } as const;

export interface Words {
  readonly seq?: number;
  readonly branch?: string | undefined;
  readonly toTag?: string | undefined;
  readonly callId?: string;
  readonly headers?: HeaderList;
  readonly sdp?: boolean;
  readonly body?: string;
}

export class OnePeer {
  readonly troubles: string[] = [];
  /** What the phone has sent and was looked at, as lines. */
  readonly heard: string[] = [];
  readonly #peer: RawUdp;
  #phone: Phone | undefined;
  readonly #media: MediaStream[] = [];
  #branches = 0;

  private constructor(peer: RawUdp) {
    this.#peer = peer;
  }

  static async open(phones: Phones, options: Partial<PhoneOptions> = {}): Promise<OnePeer> {
    const peer = new OnePeer(await rawUdp());
    const pool = peer.address;
    const opening = phoneDriver(phones, { phonesAt: '127.0.0.1' })({
      party: 'alice',
      user: { name: 'alice', domain: 'park.example', password: 'secret' },
      transport: 'udp',
      host: '127.0.0.1',
      pools: { primary: pool, backup: pool },
      voices,
      taps: {
        sip: () => {},
        media: () => {},
        network: () => {},
        trouble: (text, cause) => peer.troubles.push(`${text}: ${String(cause)}`),
      },
      ...options,
    });
    try {
      peer.#phone = await opening;
    } catch (cause) {
      await peer.close();
      throw cause;
    }
    return peer;
  }

  get phone(): Phone {
    if (this.#phone === undefined) throw new Error('the phone is not open yet');
    return this.#phone;
  }

  get address() {
    return { transport: 'udp', host: '127.0.0.1', port: this.#peer.port } as const;
  }

  get contact(): readonly [string, string] {
    return ['Contact', `<sip:peer@127.0.0.1:${this.#peer.port}>`];
  }

  /** Header fields and body of what makes a dialog and describes a session. */
  get session(): { headers: HeaderList; body: Buffer } {
    return { headers: [this.contact, ['Content-Type', 'application/sdp']], body: Buffer.from(SDP) };
  }

  /** Another place for the sound of the peer, and the description that names it. */
  async listens(): Promise<{ media: MediaStream; sdp: Buffer }> {
    const media = await openMediaStream({ host: '127.0.0.1', voices, speak: PARTY_SIGNATURES.dave });
    this.#media.push(media);
    return { media, sdp: Buffer.from(SDP.replace('audio 9', `audio ${media.port}`)) };
  }

  say(message: SipMessage): void {
    this.#peer.send(serializeMessage(message), this.phone.address.port);
  }

  /** A request of the peer, each in a transaction of its own. */
  ask(method: string, words: Words = {}): SipRequest {
    const { seq = 1, toTag, callId = 'of@peer', headers = [], sdp = false, body } = words;
    this.#branches += 1;
    const { branch = `z9hG4bK-${method}-${this.#branches}` } = words;
    const request = buildRequest({
      method,
      uri: this.phone.contact,
      headers: [
        ['Via', `SIP/2.0/UDP 127.0.0.1:${this.#peer.port};branch=${branch};rport`],
        ['Max-Forwards', '70'],
        ['From', '<sip:peer@park.example>;tag=p'],
        ['To', `<sip:alice@park.example>${toTag === undefined ? '' : `;tag=${toTag}`}`],
        ['Call-ID', callId],
        ['CSeq', `${seq} ${method}`],
        ...(sdp ? this.session.headers : [this.contact]),
        ...headers,
      ],
      body: sdp ? this.session.body : body === undefined ? undefined : Buffer.from(body),
    });
    this.say(request);
    return request;
  }

  /** Refers the phone to somebody, in the dialog that the answer to `invite` with `tag` has made. */
  refer(invite: SipRequest, tag: string, referTo: string): SipRequest {
    return this.askBack(invite, 'REFER', tag, 1, { headers: [['Refer-To', referTo], this.contact] });
  }

  /** A request of the peer in the dialog that its answer to `invite` with `tag` has made. */
  askBack(
    invite: SipRequest,
    method: string,
    tag: string,
    seq = 1,
    described: { readonly headers: HeaderList; readonly body?: Uint8Array } = method === 'INVITE'
      ? this.session
      : NOTHING,
  ): SipRequest {
    this.#branches += 1;
    const request = buildRequest({
      method,
      uri: this.phone.contact,
      headers: [
        ['Via', `SIP/2.0/UDP 127.0.0.1:${this.#peer.port};branch=z9hG4bK-back-${this.#branches};rport`],
        ['Max-Forwards', '70'],
        ['From', `${header(invite, 'To')};tag=${tag}`],
        ['To', header(invite, 'From') ?? ''],
        ['Call-ID', header(invite, 'Call-ID') ?? ''],
        ['CSeq', `${seq} ${method}`],
        ...described.headers,
      ],
      body: described.body,
    });
    this.say(request);
    return request;
  }

  async next(): Promise<SipMessage> {
    const outcome = parseMessage(Buffer.from((await this.#peer.inbox.next()).text));
    if (!outcome.ok) throw new Error(outcome.reason);
    this.heard.push(line(outcome.message));
    return outcome.message;
  }

  async request(method: string): Promise<SipRequest> {
    const message = await this.next();
    if (message.kind !== 'request' || message.method !== method) throw new Error(`no ${method}: ${line(message)}`);
    return message;
  }

  /** The next final answer to `request`. */
  async answer(request: SipRequest): Promise<SipResponse> {
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- what comes before the answer is passed over
      const message = await this.next();
      const same = header(message, 'CSeq') === header(request, 'CSeq') && branchOf(message) === branchOf(request);
      if (message.kind === 'response' && message.status >= 200 && same) return message;
    }
  }

  async close(): Promise<void> {
    await this.#phone?.close({ within: 200 });
    await Promise.all([this.#peer.close(), ...this.#media.map((media) => media.close())]);
    if (this.troubles.length > 0) throw new Error(this.troubles.join('\n'));
  }
}

/** `200 1 INVITE`, `ACK` */
export function line(message: SipMessage): string {
  if (message.kind === 'request') return message.method;
  return `${message.status} ${cseq(message)?.seq} ${cseq(message)?.method}`;
}

export function branchOf(message: SipMessage): string | undefined {
  return /;branch=([^;]*)/.exec(header(message, 'Via') ?? '')?.[1];
}
