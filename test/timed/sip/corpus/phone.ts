/** A phone alone with what a test sends to it: it hears all, and what it says goes no further than its tap. */
import { openEndpoint, type Endpoint, type FinalOutcome, type TapRecord } from '../../../../src/sip/endpoint.ts';
import { fromTag } from '../../../../src/sip/fields/tags.ts';
import { formatVia, topVia } from '../../../../src/sip/fields/via.ts';
import { header } from '../../../../src/sip/message/headers.ts';
import { parseMessage } from '../../../../src/sip/message/parse.ts';
import { answerSdp, audioOffer } from '../../../../src/sip/sdp.ts';
import { isKeepAlive } from '../../../../src/sip/transport/udp.ts';
import { type InviteResult, UserAgent } from '../../../../src/sip/ua/user-agent.ts';
import { rawRequest } from '../endpoint-kit.ts';
import { rawUdp, until, type RawUdp } from '../transport/raw-peer.ts';

export interface Phone {
  readonly endpoint: Endpoint;
  /** What came, without keep-alives. */
  readonly arrived: readonly TapRecord[];
  readonly sent: ReadonlyArray<Uint8Array>;
  /** What the endpoint complained about. */
  readonly trouble: readonly unknown[];
  /** Makes a request and says what is needed to answer it, and what has become of it until now. */
  ask(method: string): Asked;
  /** Sends octets and returns when all that they cause at once has been sent. */
  hear(octets: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export interface Asked {
  readonly via: string;
  readonly branch: string;
  readonly tag: string;
  readonly call: string;
  readonly result: () => string;
}

/** So long that nothing is sent again while a test lasts, ms. */
const t1 = 20_000;
const MARK = 'mark-';
const AUDIO = { address: '127.0.0.1', port: 5000, sessionId: 1, version: 1 };
const phones: Phone[] = [];

export async function openPhone(transport: 'udp' | 'tcp' = 'udp'): Promise<Phone> {
  const records: TapRecord[] = [];
  const trouble: unknown[] = [];
  const timers = { t1, t2: t1, t4: t1 };
  const endpoint = await openEndpoint({
    transport,
    timers,
    tap: (record) => records.push(record),
    onTrouble: (error) => trouble.push(error),
    link: { carry: (direction, _bytes, _remote, go) => direction === 'in' && go() },
  });
  const ua = userAgentOn(endpoint);
  const peer = await rawUdp();
  const recorded = (direction: 'in' | 'out') =>
    records.filter((each) => each.direction === direction && !isKeepAlive(each.bytes) && markOf(each) === undefined);
  let marks = 0;
  const phone: Phone = {
    endpoint,
    trouble,
    get arrived() {
      return recorded('in');
    },
    get sent() {
      return recorded('out').map(({ bytes }) => bytes);
    },
    ask(method) {
      const told = follow(request(ua, method));
      const [first = new Uint8Array()] = phone.sent;
      return { ...nameOf(first), result: told };
    },
    async hear(octets) {
      marks += 1;
      await marked(peer, endpoint, { octets, mark: `${MARK}${marks}`, records });
    },
    async close() {
      await ua.close();
      await endpoint.close();
      await peer.close();
    },
  };
  phones.push(phone);
  return phone;
}

export async function closePhones(): Promise<void> {
  await Promise.all(phones.splice(0).map((each) => each.close()));
}

/** Answers what it can, and takes part in what is asked of it. */
function userAgentOn(endpoint: Endpoint): UserAgent {
  const ua = new UserAgent({ endpoint, aor: 'sip:phone@park.example', contactUser: 'phone', timers: { t1, t2: t1 } });
  endpoint.onRequest = (incoming) => void ua.receive(incoming);
  ua.onInvite = (invite) => {
    const sdp = invite.offer === undefined ? offer() : answerSdp(invite.offer, AUDIO);
    if (sdp === undefined) invite.reject(488);
    else invite.accept({ sdp });
  };
  ua.onRefer = (refer) => void refer.accept();
  ua.onSubscribe = (subscribe) => {
    if (subscribe.event === 'dialog') subscribe.accept();
    else subscribe.reject(489);
  };
  return ua;
}

function request(ua: UserAgent, method: string): Promise<FinalOutcome | InviteResult> {
  const to = { uri: 'sip:peer@127.0.0.1:9', next: { transport: 'udp', host: '127.0.0.1', port: 9 } as const };
  switch (method) {
    case 'INVITE':
      return ua.invite({ ...to, sdp: offer() }).result;
    case 'REGISTER':
      return ua.register({ registrarUri: to.uri, next: to.next, expires: 60 });
    case 'SUBSCRIBE':
      return ua.subscribe({ ...to, event: 'dialog', expires: 60, accept: 'application/dialog-info+xml' }).accepted;
    case 'REFER':
      return ua.refer({ ...to, referTo: '<sip:carol@127.0.0.1:9>' }).accepted;
    default:
      return ua.request({ ...to, method });
  }
}

function offer() {
  return audioOffer({ ...AUDIO, direction: 'sendrecv' });
}

/** Says `open` until there is an outcome. */
function follow(outcome: Promise<FinalOutcome | InviteResult>): () => string {
  let told = 'open';
  const settle = async (): Promise<void> => {
    const settled = await outcome;
    told = 'response' in settled ? `${settled.kind} ${settled.response.status}` : settled.kind;
  };
  void settle();
  return () => told;
}

function nameOf(bytes: Uint8Array): Omit<Asked, 'result'> {
  const outcome = parseMessage(bytes);
  const via = outcome.ok ? topVia(outcome.message) : undefined;
  if (!outcome.ok || via === undefined) throw new Error('the phone has asked nothing');
  const { message } = outcome;
  const params = new Map([...via.params].filter(([name]) => name === 'branch'));
  return {
    via: formatVia({ ...via, params }),
    branch: via.params.get('branch') ?? '',
    tag: fromTag(message) ?? '',
    call: header(message, 'Call-ID') ?? '',
  };
}

/** The answer to an OPTIONS that follows proves that what came before it has been dealt with. */
async function marked(
  peer: RawUdp,
  { address }: Endpoint,
  { octets, mark, records }: { octets: Uint8Array; mark: string; records: readonly TapRecord[] },
): Promise<void> {
  peer.send(octets, address.port);
  const via = `SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK${mark}`;
  peer.send(rawRequest('OPTIONS', { via, callId: mark }), address.port);
  const answered = await until(() => records.some((each) => each.direction === 'out' && markOf(each) === mark));
  if (!answered) throw new Error('the phone no longer answers');
}

function markOf({ bytes }: TapRecord): string | undefined {
  return new RegExp(`^Call-ID: (${MARK}\\d+)\\r$`, 'm').exec(Buffer.from(bytes).toString('latin1'))?.[1];
}
