import { type Address, type Endpoint, type IncomingRequest, openEndpoint } from '../../../../src/sip/endpoint.ts';
import type { DialogId } from '../../../../src/sip/dialog/dialog.ts';
import { buildRequest } from '../../../../src/sip/message/build.ts';
import type { SipRequest } from '../../../../src/sip/message/message.ts';
import { answerSdp, audioOffer, type Direction, formatSdp, type Sdp } from '../../../../src/sip/sdp.ts';
import type { IncomingInvite, Session } from '../../../../src/sip/ua/user-agent.ts';
import { UserAgent } from '../../../../src/sip/ua/user-agent.ts';
import { until } from '../../patience.ts';

export { until };

export interface Agent {
  readonly ua: UserAgent;
  readonly endpoint: Endpoint;
  readonly address: Address;
  /** `METHOD`, `status METHOD` in the order of the wire; `>` out, `<` in. */
  readonly wire: string[];
  /** The same, as texts. */
  readonly texts: string[];
  /** What the endpoint complained about. */
  readonly trouble: unknown[];
}

const open: Agent[] = [];

export interface AgentOptions {
  readonly transport?: 'udp' | 'tcp';
  /** ms; a small one for tests that wait for timers. */
  readonly t1?: number;
  readonly password?: string;
  /** s */
  readonly minSessionExpires?: number;
}

export async function agent(
  name: string,
  { transport = 'udp', t1 = 500, password, minSessionExpires }: AgentOptions = {},
): Promise<Agent> {
  const wire: string[] = [];
  const texts: string[] = [];
  const trouble: unknown[] = [];
  const timers = { t1, t2: 8 * t1, t4: 10 * t1 };
  const endpoint = await openEndpoint({
    transport,
    timers,
    onTrouble: (error) => trouble.push(error),
    tap: ({ direction, bytes }) => {
      const text = new TextDecoder().decode(bytes);
      texts.push(text);
      wire.push(`${direction === 'out' ? '>' : '<'} ${summary(text)}`);
    },
  });
  const ua = new UserAgent({
    endpoint,
    aor: `sip:${name}@park.example`,
    contactUser: name,
    timers,
    password,
    minSessionExpires,
  });
  endpoint.onRequest = (incoming) => void ua.receive(incoming);
  const made = { ua, endpoint, address: endpoint.address, wire, texts, trouble };
  open.push(made);
  return made;
}

/** An endpoint without a user agent: a peer that does as the test says. */
export async function peer(options: { t1?: number } = {}): Promise<Peer> {
  const t1 = options.t1 ?? 500;
  const endpoint = await openEndpoint({ transport: 'udp', timers: { t1, t2: 8 * t1, t4: 10 * t1 } });
  const requests: IncomingRequest[] = [];
  const made: Peer = { endpoint, address: endpoint.address, requests, onRequest: () => {} };
  endpoint.onRequest = (incoming) => {
    requests.push(incoming);
    made.onRequest(incoming);
  };
  peers.push(made);
  return made;
}

export interface Peer {
  readonly endpoint: Endpoint;
  readonly address: Address;
  readonly requests: IncomingRequest[];
  onRequest: (incoming: IncomingRequest) => void;
}

const peers: Peer[] = [];

export async function closeAll(): Promise<void> {
  const agents = open.splice(0);
  await Promise.all([
    ...agents.map(async ({ ua, endpoint }) => {
      await ua.close();
      await endpoint.close();
    }),
    ...peers.splice(0).map(({ endpoint }) => endpoint.close()),
  ]);
  const trouble = agents.flatMap((each) => each.trouble);
  if (trouble.length > 0) throw trouble[0];
}

export function offer(version = 1, direction: Direction = 'sendrecv'): Sdp {
  return audioOffer({ address: '127.0.0.1', port: 4000, sessionId: 1, version, direction });
}

export function answerTo(sdp: Sdp, direction?: Direction): Sdp {
  const parts = { address: '127.0.0.1', port: 5000, sessionId: 2, version: 1 };
  const answer = answerSdp(sdp, direction === undefined ? parts : { ...parts, direction });
  if (answer === undefined) throw new Error('the offer has no audio');
  return answer;
}

export function uriOf({ ua }: Agent): string {
  return ua.contact;
}

/** Accepts what comes in; returns the sessions in order. */
export function answering(callee: Agent): Session[] {
  const sessions: Session[] = [];
  callee.ua.onInvite = (invite) => {
    sessions.push(invite.accept({ sdp: invite.offer === undefined ? offer() : answerTo(invite.offer) }));
  };
  return sessions;
}

/** The next call that comes in, unanswered. */
export function nextInvite(callee: Agent): Promise<IncomingInvite> {
  return new Promise((resolve) => {
    callee.ua.onInvite = resolve;
  });
}

export async function established(result: Promise<{ kind: string }>): Promise<Session> {
  const value = (await result) as { kind: string; session?: Session };
  if (value.session === undefined) throw new Error(`no session but ${JSON.stringify(value)}`);
  return value.session;
}

/** A confirmed call: the two ends of it. */
export async function call(caller: Agent, callee: Agent): Promise<[Session, Session]> {
  const answered = answering(callee);
  const mine = await established(caller.ua.invite({ uri: uriOf(callee), next: callee.address, sdp: offer() }).result);
  const theirs = answered[0];
  if (theirs === undefined) throw new Error('nobody answered');
  await until(() => callee.wire.includes('< ACK'));
  return [mine, theirs];
}

export function statusOf(outcome: { kind: string }): number | string {
  const { kind, response } = outcome as { kind: string; response?: { status: number } };
  return response?.status ?? kind;
}

export function methodsOf(requests: readonly IncomingRequest[]): string[] {
  return requests.map(({ request }: { request: SipRequest }) => request.method);
}

interface RawOptions {
  readonly headers?: ReadonlyArray<readonly [string, string]>;
  readonly sdp?: Sdp;
  readonly body?: string;
}

/** A request outside any dialog, by hand. */
export function outside(method: string, { peer: from, ...rest }: RawOptions & { readonly peer: Peer }): SipRequest {
  return raw(method, 1, {
    from: '<sip:peer@park.example>;tag=peer',
    to: '<sip:agent@park.example>',
    callId: `by-hand-${from.address.port}`,
    contact: `<sip:peer@127.0.0.1:${from.address.port}>`,
    ...rest,
  });
}

/** A request of the peer in the dialog of `session`, by hand. */
export function inside(session: DialogId, method: string, seq: number, options: RawOptions = {}): SipRequest {
  return raw(method, seq, {
    from: `<sip:peer@park.example>;tag=${session.remoteTag}`,
    to: `<sip:agent@park.example>;tag=${session.localTag}`,
    callId: session.callId,
    ...options,
  });
}

function raw(
  method: string,
  seq: number,
  parts: RawOptions & { from: string; to: string; callId: string; contact?: string },
): SipRequest {
  const body = parts.sdp === undefined ? parts.body : formatSdp(parts.sdp);
  return buildRequest({
    method,
    uri: 'sip:agent@127.0.0.1',
    headers: [
      ['From', parts.from],
      ['To', parts.to],
      ['Call-ID', parts.callId],
      ['CSeq', `${seq} ${method}`],
      ...(parts.contact === undefined ? [] : [['Contact', parts.contact] as const]),
      ...(parts.sdp === undefined ? [] : [['Content-Type', 'application/sdp'] as const]),
      ...(parts.headers ?? []),
    ],
    body: body === undefined ? undefined : new TextEncoder().encode(body),
  });
}

function summary(text: string): string {
  const [first = ''] = text.split('\r\n', 1);
  if (!first.startsWith('SIP/2.0 ')) return first.split(' ')[0] ?? '';
  return `${first.split(' ')[1]} ${/^CSeq: \d+ (\S+)/im.exec(text)?.[1]}`;
}
