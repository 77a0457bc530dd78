import type { FinalOutcome } from '../sip/endpoint.ts';
import { redirectUris } from '../sip/fields/contact.ts';
import { header } from '../sip/message/headers.ts';
import { addressOf } from '../sip/route.ts';
import type { RegisterOptions } from '../sip/ua/registrations.ts';
import { parseUri } from '../sip/uri.ts';
import { POOLS, type PoolName } from '../suite/cell.ts';
import type { Lapse, PhoneOptions, Reply } from './phone.ts';
import { Deadline } from './deadline.ts';
import { settledWithin } from '../settled-within.ts';
import type { PutOff } from './put-off.ts';
import { grantedIn, type Kept } from './refresh.ts';
import { isSuccess, replyOf } from './reply-of.ts';

/** A pool that is not the last one to try is waited for this long, in ms: many round trips, so that a dead one costs little. */
export const ATTEMPT = 250;
/** Longest that pools which are slow to answer are still waited for when all others have said no, in ms. */
const SLOW = 1_000;
const EXPIRES_S = 3600;
const SHORTEST_S = 1;
/** Another pool may serve the user: Service Unavailable, and Temporarily Unavailable. */
const BUSY: ReadonlySet<number> = new Set([480, 503]);
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 305]);
/** Redirects and demands for a longer time that one REGISTER heeds; more are a loop between the pools. */
const AGAIN = 2;

export type RegisterRequest = Pick<RegisterOptions, 'registrarUri' | 'next' | 'expires' | 'signal'>;

/** What can send a REGISTER. */
export interface Registrant {
  /** The URI that it registers. */
  readonly contact: string;
  /** Those that have asked for time. */
  readonly putOff: PutOff;
  register(request: RegisterRequest): Promise<FinalOutcome>;
}

export interface Registered {
  readonly reply: Reply;
  /** The pool whose registrar accepted. */
  readonly home: PoolName | undefined;
  /** What keeps it alive, where the answer says for how long it was accepted. */
  readonly kept?: Kept | undefined;
}

/**
 * REGISTERs at one pool, and where it does not answer soon at the next one too, until one answers; a busy one (503, 480) counts
 * as none (RFC 3263 4.3). A pool that is slow is not given up before another has accepted. One that has asked for time is
 * left out.
 *
 * @param attempt  how long a pool is waited for before the next one is asked, in ms
 */
export async function registerAtFirst(
  agent: Registrant,
  phone: Pick<PhoneOptions, 'user' | 'pools' | 'served' | 'locate'>,
  told: readonly PoolName[],
  within: number,
  attempt = ATTEMPT,
): Promise<Registered> {
  const deadline = new Deadline(within);
  // A phone that knows a domain alone goes by what DNS says (RFC 3263 4.2), whatever it is told.
  const located = await phone.locate?.();
  if (located?.kind === 'nowhere') return { reply: { kind: 'unreachable', why: located.why }, home: undefined };
  const stated = located?.pools ?? told;
  // Behind an edge there is one address to ask.
  const wanted = phone.served === undefined ? stated : stated.slice(0, 1);
  const order = wanted.filter((pool) => agent.putOff.mayAsk(pool));
  if (order.length === 0) return { reply: { kind: 'unreachable', why: ALL_PUT_OFF }, home: undefined };
  const over = new AbortController();
  const asked: Array<Promise<Registered>> = [];
  let last = SILENT;
  try {
    for (const [index, pool] of order.entries()) {
      const mine = registerAt(agent, phone, pool, deadline.left, over.signal);
      asked.push(mine);
      const isLast = index === order.length - 1;
      const patience = isLast ? deadline.left : Math.min(attempt, deadline.left / (order.length - index));
      // oxlint-disable-next-line no-await-in-loop -- the next pool is asked only when this one does not answer
      last = (await settledWithin(Promise.race([decisive(asked), mine]), patience)) ?? SILENT;
      if (decides(last)) return last;
    }
    const late = await settledWithin(decisive(asked), Math.min(SLOW, deadline.left));
    return late === undefined || !decides(late) ? withWay(last, located?.pools) : late;
  } finally {
    over.abort();
  }
}

/** No answer, and the one pool that DNS leads to: who has not asked the other one could not find it. */
function withWay(last: Registered, pools: readonly PoolName[] = []): Registered {
  const [only, ...more] = pools;
  if (last.reply.kind !== 'silent' || only === undefined || more.length > 0) return last;
  return { ...last, reply: { kind: 'silent', why: `no answer of the ${only}, to which alone DNS leads the phone` } };
}

const ALL_PUT_OFF = 'no pool may be asked before its Retry-After is over';

const SILENT: Registered = { reply: { kind: 'silent' }, home: undefined };

function decides({ reply }: Registered): boolean {
  return reply.kind === 'answered' && !BUSY.has(reply.status);
}

/** The first reply that decides; where none does any of them, as soon as all have come. */
function decisive(asked: ReadonlyArray<Promise<Registered>>): Promise<Registered> {
  return new Promise((resolve, reject) => {
    for (const each of asked) each.then((reply) => decides(reply) && resolve(reply), reject);
    Promise.all(asked).then(([any = SILENT]) => resolve(any), reject);
  });
}

async function registerAt(
  agent: Registrant,
  { user, pools, served }: Pick<PhoneOptions, 'user' | 'pools' | 'served'>,
  first: PoolName,
  within: number,
  over: AbortSignal,
): Promise<Registered> {
  const deadline = new Deadline(within);
  let pool = first;
  let expires = EXPIRES_S;
  for (let again = 0; ; again++) {
    const request = { registrarUri: registrarOf(user), next: pools[pool], expires };
    // oxlint-disable-next-line no-await-in-loop -- a redirect is known only from the answer
    const outcome = await agent.register({
      ...request,
      signal: AbortSignal.any([over, AbortSignal.timeout(Math.ceil(deadline.left))]),
    });
    if (outcome.kind === 'response') agent.putOff.heed(pool, outcome.response);
    const reply = replyOf(outcome);
    const longer = longerThan(expires, outcome);
    const other = redirectedTo(outcome, pools, agent.putOff);
    if (again === AGAIN || (other === undefined && longer === undefined)) {
      if (!isSuccess(reply)) return { reply, home: undefined };
      const home = served === undefined || outcome.kind !== 'response' ? pool : served(outcome.response);
      return { reply, home, kept: keptBy(outcome, agent.contact, () => agent.register(request)) };
    }
    pool = other ?? pool;
    expires = longer ?? expires;
  }
}

/**
 * Lets a registration run out: asks for the shortest time (RFC 3261 10.2.1.1). Where the registrar grants longer than `within` or finds
 * that too brief, the registration is removed instead (10.2.2).
 *
 * @param within  in ms
 */
export async function lapseAt(
  agent: Registrant,
  { user, pools }: Pick<PhoneOptions, 'user' | 'pools'>,
  pool: PoolName,
  within: number,
): Promise<Lapse> {
  const deadline = new Deadline(within);
  const ask = (expires: number): Promise<FinalOutcome> =>
    agent.register({
      registrarUri: registrarOf(user),
      next: pools[pool],
      expires,
      signal: AbortSignal.timeout(Math.ceil(deadline.left)),
    });
  const outcome = await ask(SHORTEST_S);
  const left = outcome.kind === 'response' ? (grantedIn(outcome.response, agent.contact) ?? 0) * 1_000 : 0;
  if (left > 0 && left <= within) return { reply: replyOf(outcome), left };
  return { reply: replyOf(await ask(0)), left: 0 };
}

/** Removes a registration (RFC 3261 10.2.2); `within` is in ms. */
export async function withdrawAt(
  agent: Registrant,
  { user, pools }: Pick<PhoneOptions, 'user' | 'pools'>,
  pool: PoolName,
  within: number,
): Promise<Reply> {
  const request = { registrarUri: registrarOf(user), next: pools[pool], expires: 0 };
  return replyOf(await agent.register({ ...request, signal: AbortSignal.timeout(Math.ceil(within)) }));
}

function keptBy(outcome: FinalOutcome, contact: string, again: Kept['again']): Kept | undefined {
  const granted = outcome.kind === 'response' ? grantedIn(outcome.response, contact) : undefined;
  return granted === undefined ? undefined : { granted, contact, again };
}

/** The seconds that a registrar demands which finds ours too brief (RFC 3261 10.2.8). */
function longerThan(expires: number, outcome: FinalOutcome): number | undefined {
  if (outcome.kind !== 'response' || outcome.response.status !== 423) return undefined;
  const text = header(outcome.response, 'Min-Expires')?.trim() ?? '';
  return /^\d{1,9}$/.test(text) && Number(text) > expires ? Number(text) : undefined;
}

/** The pool that a 301, 302 or 305 names by address; where else it may lead, no user of ours is to be found. */
function redirectedTo(outcome: FinalOutcome, pools: PhoneOptions['pools'], putOff: PutOff): PoolName | undefined {
  if (outcome.kind !== 'response' || !REDIRECTS.has(outcome.response.status)) return undefined;
  for (const contact of redirectUris(outcome.response)) {
    const address = addressOf(parseUri(contact));
    const pool = POOLS.find((name) => pools[name].host === address?.host && pools[name].port === address.port);
    if (pool !== undefined && putOff.mayAsk(pool)) return pool;
  }
  return undefined;
}

function registrarOf({ scheme = 'sip', domain }: PhoneOptions['user']): string {
  return `${scheme}:${domain}`;
}
