/** A pair of pools in this process, and phones that are only as clever as the tests need. */
import { type MediaStream, openMediaStream } from '../../../src/media/stream.ts';
import type { Behaviour } from '../../../src/reference/behaviour.ts';
import type { Mode } from '../../../src/reference/mode.ts';
import { openPool, type Pool } from '../../../src/reference/reference-pool.ts';
import type { Settings } from '../../../src/reference/settings.ts';
import type { PoolStatus } from '../../../src/reference/status.ts';
import { type Address, type Endpoint, type FinalOutcome, openEndpoint } from '../../../src/sip/endpoint.ts';
import { header } from '../../../src/sip/message/headers.ts';
import { addressOf } from '../../../src/sip/route.ts';
import { answerSdp, audioOffer, type Direction, type Sdp } from '../../../src/sip/sdp.ts';
import type { Sipfrag } from '../../../src/sip/sipfrag.ts';
import { type IncomingInvite, type IncomingRefer, type Session, UserAgent } from '../../../src/sip/ua/user-agent.ts';
import { parseUri } from '../../../src/sip/uri.ts';
import { until } from '../patience.ts';
import { takeoverUri } from '../../../src/reference/takeover-uri.ts';

export { until };

const closers: Array<() => Promise<unknown>> = [];

/** For `afterEach`: ends whatever the test opened, pools first, which hang up while the phones still answer. */
export async function closeBed(): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- the order matters
  for (const close of closers.splice(0)) await close();
}

export interface TestPair {
  primary: Pool;
  backup: Pool;
  /** What the pools complained about. */
  readonly trouble: string[];
  /** Opens a pool again that was closed, with its old ports. */
  reopen(name: 'primary' | 'backup'): Promise<Pool>;
}

type Change = Partial<Settings>;

interface Changes {
  readonly primary?: Change;
  readonly backup?: Change;
  readonly both?: Change;
  readonly transport?: Address['transport'];
  /** Host of the address of the pair. */
  readonly floating?: string;
}

/** Both pools, each of which has seen the other. */
export async function openPair(change: Changes = {}, behaviour?: Behaviour): Promise<TestPair> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- again only when a port was taken
      return await tryPair(change, behaviour);
    } catch (error) {
      if (attempt === 5 || !String(error).includes('EADDRINUSE')) throw error;
    }
  }
}

async function tryPair(change: Changes, behaviour: Behaviour | undefined): Promise<TestPair> {
  const [sipA, httpA, sipB, httpB] = [anyPort(), anyPort(), anyPort(), anyPort()];
  const at = (port: number): Address => ({ transport: change.transport ?? 'udp', host: '127.0.0.1', port });
  const trouble: string[] = [];
  const common: Omit<Settings, 'pool' | 'sip' | 'http' | 'peer' | 'orbits'> = {
    domain: 'park.example',
    password: undefined,
    digest: ['SHA-256', 'MD5'],
    dialect: 'rfc5359',
    calls: 'proxy',
    retrieve: 'redirect',
    pickupTimeout: 60_000,
    pickupAttempts: 1,
    timeoutTarget: undefined,
    ring: 5_000,
    music: 1_750,
    defect: undefined,
    ...(change.floating !== undefined && { floating: { ...at(sipA), host: change.floating } }),
  };
  const settings: Record<'primary' | 'backup', Settings> = {
    primary: {
      ...common,
      pool: 'primary',
      sip: at(sipA),
      http: httpA,
      peer: { sip: at(sipB), http: httpB },
      orbits: { first: 100, last: 199 },
      ...change.both,
      ...change.primary,
    },
    backup: {
      ...common,
      pool: 'backup',
      sip: at(sipB),
      http: httpB,
      peer: { sip: at(sipA), http: httpA },
      orbits: { first: 200, last: 299 },
      ...change.both,
      ...change.backup,
    },
  };
  const open = async (name: 'primary' | 'backup'): Promise<Pool> => {
    const pool = await openPool(settings[name], {
      ...(behaviour && { behaviour }),
      trouble: (what, cause) => trouble.push(`${name}: ${what}: ${String(cause)}`),
    });
    closers.push(() => pool.close());
    return pool;
  };
  const pair: TestPair = {
    primary: await open('primary'),
    backup: await open('backup'),
    trouble,
    async reopen(name) {
      pair[name] = await open(name);
      return pair[name];
    },
  };
  // The backup has seen the primary as it opened. A command looks at the peer first, also one that is refused.
  await tell(pair.primary, '/failback');
  await until(() => pair.primary.status().peer === 'alive' && pair.backup.status().peer === 'alive');
  return pair;
}

export async function tell(pool: Pool, path: string): Promise<{ status: number; body: PoolStatus }> {
  const response = await fetch(`http://127.0.0.1:${pool.http}${path}`, { method: 'POST' });
  return { status: response.status, body: (await response.json()) as PoolStatus };
}

export function modes({ primary, backup }: TestPair): [Mode, Mode] {
  return [primary.status().mode, backup.status().mode];
}

export interface Phone {
  readonly name: string;
  readonly ua: UserAgent;
  readonly endpoint: Endpoint;
  /** Calls that stood, the latest last. */
  readonly sessions: Session[];
  /** First lines of what it received. */
  readonly heard: string[];
  /** What it received and sent, whole. */
  readonly texts: string[];
  /** What to do with a call that comes in; by default it is answered. */
  whenCalled: (invite: IncomingInvite) => void;
  /** Port that it gives for its audio. */
  audio: number;
}

export async function phone(
  name: string,
  {
    transport = 'udp',
    ...credentials
  }: { transport?: Address['transport']; password?: string; username?: string; minSessionExpires?: number } = {},
): Promise<Phone> {
  const heard: string[] = [];
  const texts: string[] = [];
  const endpoint = await openEndpoint({
    transport,
    tap: ({ direction, bytes }) => {
      const text = new TextDecoder().decode(bytes);
      texts.push(text);
      if (direction === 'in') heard.push(text.split('\r\n', 1)[0] ?? '');
    },
  });
  const ua = new UserAgent({ endpoint, aor: `sip:${name}@park.example`, contactUser: name, ...credentials });
  const made: Phone = {
    name,
    ua,
    endpoint,
    sessions: [],
    heard,
    texts,
    whenCalled: (invite) => void accept(made, invite),
    audio: 4_000,
  };
  ua.onInvite = (invite) => made.whenCalled(invite);
  endpoint.onRequest = (incoming) => void ua.receive(incoming);
  closers.push(async () => {
    await ua.close();
    await endpoint.close();
  });
  return made;
}

/** From now on the phone hears what is sent to it; the tone is called `music`. */
export async function earOf(who: Phone, hz: number): Promise<MediaStream> {
  const ear = await openMediaStream({ host: '127.0.0.1', voices: [{ name: 'music', sound: { kind: 'tone', hz } }] });
  closers.push(() => ear.close());
  who.audio = ear.port;
  return ear;
}

/** Phones that are registered at a pool. */
export async function phonesAt<const Names extends readonly string[]>(
  pool: Pool,
  ...names: Names
): Promise<{ [Name in Names[number]]: Phone }> {
  const made = await Promise.all(names.map((name) => phone(name, { transport: pool.sip.transport })));
  await Promise.all(made.map((each) => register(each, pool)));
  return Object.fromEntries(made.map((each) => [each.name, each])) as { [Name in Names[number]]: Phone };
}

export function register(who: Phone, pool: Pool, expires = 600): Promise<FinalOutcome> {
  return who.ua.register({ registrarUri: 'sip:park.example', next: pool.sip, expires });
}

function accept(who: Phone, invite: IncomingInvite): Session {
  const sdp = invite.offer === undefined ? offer(who.audio) : answer(invite.offer, who.audio);
  return keep(who, invite.accept({ sdp }));
}

/** Calls a user through a pool. */
export async function dial(who: Phone, user: string, pool: Pool): Promise<Session> {
  const result = await who.ua.invite({ uri: `sip:${user}@park.example`, next: pool.sip, sdp: offer(who.audio) }).result;
  if (result.kind !== 'established') throw new Error(`${who.name} did not reach ${user}: ${shown(result)}`);
  return keep(who, result.session);
}

/** Dials and says how that was answered. */
export async function dialInVain(who: Phone, user: string, pool: Pool) {
  const result = await who.ua.invite({ uri: `sip:${user}@park.example`, next: pool.sip, sdp: offer() }).result;
  if (result.kind !== 'rejected') throw new Error(`${who.name} dialled ${user}: ${result.kind}`);
  const { response } = result;
  return { status: response.status, contact: header(response, 'Contact'), warning: header(response, 'Warning') };
}

/** Calls a contact in place of its present dialog. */
export async function takeOver(who: Phone, contact: string) {
  const uri = parseUri(contact.replaceAll(/[<>]/g, ''));
  const next = addressOf(uri);
  if (uri === undefined || next === undefined) throw new Error(`cannot call ${contact}`);
  const result = await who.ua.invite({
    uri: `sip:${uri.user}@${uri.host}:${uri.port}`,
    next,
    sdp: offer(who.audio),
    headers: uri.headers,
  }).result;
  return result.kind === 'established' ? keep(who, result.session) : shown(result);
}

/** A call between two registered phones: the sessions of both. */
export async function connect(caller: Phone, callee: Phone, pool: Pool): Promise<[Session, Session]> {
  const mine = await dial(caller, callee.name, pool);
  await until(() => callee.sessions.some((session) => session.callId === mine.callId));
  return [mine, callee.sessions.find((session) => session.callId === mine.callId)!];
}

export interface ParkResult {
  readonly accepted: number | string;
  readonly warning: string | undefined;
  readonly final: Sipfrag | undefined;
  readonly orbit: string | undefined;
}

/** `parker` parks the party at the other end of his session. */
export async function park(parker: Phone, session: Session, pool: Pool): Promise<ParkResult> {
  const refer = parker.ua.refer({
    uri: `sip:park@${pool.sip.host}:${pool.sip.port}`,
    next: pool.sip,
    referTo: `<${takeoverUri(session.remoteTarget, session.replacesHeader())}>`,
    referredBy: `<sip:${parker.name}@park.example>`,
  });
  const accepted = await refer.accepted;
  const final = await refer.final;
  const contact = final?.headers.find(({ name }) => name === 'Contact')?.value;
  return {
    accepted: statusOf(accepted),
    warning: accepted.kind === 'response' ? header(accepted.response, 'Warning') : undefined,
    final,
    orbit: contact === undefined ? undefined : parseUri(contact.replaceAll(/[<>]/g, ''))?.user,
  };
}

/** A call from alice to bob that bob has parked. */
export async function parkedCall(alice: Phone, bob: Phone, pool: Pool) {
  const [, bobs] = await connect(alice, bob, pool);
  const { orbit } = await park(bob, bobs, pool);
  if (orbit === undefined) throw new Error('the call was not parked');
  await until(() => bobs.state === 'ended');
  return { orbit, leg: alice.sessions.at(-1)! };
}

export function statusOf(outcome: FinalOutcome): number | string {
  return outcome.kind === 'response' ? outcome.response.status : outcome.kind;
}

export function offer(port = 4_000, direction: Direction = 'sendrecv'): Sdp {
  return audioOffer({ address: '127.0.0.1', port, sessionId: 1, version: 1, direction });
}

/** Follows a REFER in the call, as the party that is transferred. */
function keep(who: Phone, session: Session): Session {
  who.sessions.push(session);
  session.onOffer = (sdp) => answer(sdp, who.audio);
  session.onRefer = (refer) => void follow(who, refer);
  return session;
}

async function follow(who: Phone, refer: IncomingRefer): Promise<void> {
  const notifier = refer.accept();
  notifier.trying();
  const got = await takeOver(who, refer.referTo.raw);
  notifier.notify(typeof got === 'string' ? 603 : 200);
}

function answer(sdp: Sdp, port: number): Sdp {
  const made = answerSdp(sdp, { address: '127.0.0.1', port, sessionId: 2, version: 1 });
  if (made === undefined) throw new Error('the offer has no audio');
  return made;
}

function shown(result: { kind: string; response?: { status: number } }): string {
  return String(result.response?.status ?? result.kind);
}

/** Below the range from which the kernel gives ports away by itself, so that a closed pool can have its own again. */
function anyPort(): number {
  return 10_240 + Math.floor(Math.random() * 20_000);
}
