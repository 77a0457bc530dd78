import { type Address, type Endpoint, type IncomingRequest, openEndpoint } from '../sip/endpoint.ts';
import { parseNameAddr } from '../sip/fields/name-addr.ts';
import { addressOf } from '../sip/route.ts';
import { parseUri } from '../sip/uri.ts';
import type { AdminRoutes } from './admin-interface.ts';
import type { JoinedCall } from './joined-call.ts';
import { JoinedCallCopies } from './joined-call-copies.ts';
import { copyOf, type DescribedAgain, describeAgain, type JoinedCallCopy, restoreSides } from './joined-call-copy.ts';
import type { Mode } from './mode.ts';
import type { ParkService } from './park-service.ts';
import { whenPeerChanges } from './peer-life.ts';
import { socketsOf } from './sockets.ts';

/** How long to wait before the address is tried again that the peer still has, in ms. */
const AGAIN = 50;

interface Sounding {
  readonly copy: JoinedCallCopy;
  readonly described: DescribedAgain;
}

/**
 * The calls that outlive their pool. They lead to an address of the pair, at which the pool listens that serves the users:
 * when it dies, or hands the users back, the other one takes the address and goes on with the calls. Parked calls lead to
 * the address of their pool and end with it.
 */
export class FloatingCalls {
  readonly routes: AdminRoutes;
  readonly #service: ParkService;
  readonly #copies: JoinedCallCopies;
  readonly #receive: (incoming: IncomingRequest) => void;
  /** The calls that the peer remembers. */
  readonly #told = new Set<string>();
  readonly #unwatch: () => void;
  #endpoint: Endpoint | undefined;
  #taking: Promise<void> | undefined;
  #closed = false;

  constructor(service: ParkService, receive: (incoming: IncomingRequest) => void) {
    this.#service = service;
    this.#receive = receive;
    this.#copies = new JoinedCallCopies(service.pool, {
      release: () => this.#release(),
      goOn: (copy) => this.#goOn(copy),
    });
    this.routes = this.#copies.routes;
    service.onJoined = (call) => this.#tell(call);
    service.onApart = ({ id }) => {
      if (this.#told.delete(id)) this.#copies.forget(id);
    };
    this.#unwatch = whenPeerChanges(service.pool, (alive) => {
      if (alive) for (const call of service.joined) this.#tell(call);
      else void this.take().catch((error: unknown) => service.pool.trouble('floating address', error));
    });
  }

  /** Where calls lead; undefined while the peer has them. */
  get address(): Address | undefined {
    return this.#endpoint?.address;
  }

  /** The pool has changed its mode; resolves when the calls are where the users are. */
  async entered(mode: Mode): Promise<void> {
    if (mode === 'home' || mode === 'failover-resiliency') await this.take();
    if (mode === 'away') await this.#release();
  }

  /** Takes the address, and goes on with the calls of the peer. */
  async take(): Promise<void> {
    if (this.#endpoint !== undefined || this.#service.pool.settings.floating === undefined) return;
    this.#taking ??= this.#take().finally(() => {
      this.#taking = undefined;
    });
    await this.#taking;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#unwatch();
    await this.#copies.close();
    await this.#endpoint?.close();
  }

  async #take(): Promise<void> {
    const service = this.#service;
    const copies = service.pool.behaviour.goesOnWith(await this.#copies.take(), service.pool);
    // The sound goes on first, which nobody repeats; no request may come before its call is known.
    const sounding = (await Promise.all(copies.map((copy) => this.#sound(copy)))).filter((each) => each !== undefined);
    const endpoint = await this.#listen();
    if (endpoint === undefined) return sounding.forEach(({ described }) => described.forEach((each) => each.end()));
    this.#endpoint = endpoint;
    for (const each of sounding) this.#join(each);
  }

  /** Goes on with a call that came about at the peer while it let go of the others. */
  async #goOn(copy: JoinedCallCopy): Promise<void> {
    await this.#taking;
    const sounding = await this.#sound(copy);
    if (sounding !== undefined && this.#endpoint !== undefined) this.#join(sounding);
    else sounding?.described.forEach((each) => each.end());
  }

  #join({ copy, described }: Sounding): void {
    this.#service.join(restoreSides(copy, described, this.#service.agent), undefined, copy.id);
  }

  /** Undefined for a call whose sound cannot go on. */
  async #sound(copy: JoinedCallCopy): Promise<Sounding | undefined> {
    const { pool, host } = this.#service;
    try {
      return { copy, described: await describeAgain(copy, host, pool.settings.srtp) };
    } catch (error) {
      pool.trouble('a call is lost', error);
      return undefined;
    }
  }

  /** Undefined when the pool has closed before the address was free. */
  async #listen(): Promise<Endpoint | undefined> {
    const { pool } = this.#service;
    const { floating } = pool.settings;
    if (floating === undefined) return undefined;
    while (!this.#closed) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- again only when the peer still has it
        const endpoint = await openEndpoint({
          ...floating,
          tls: socketsOf(pool.settings).tls,
          // A pool that stands still has not let go of it, as it would have to with an address that the network gives away.
          shared: true,
          onTrouble: (error) => pool.trouble('floating address', error),
        });
        endpoint.onRequest = this.#receive;
        return endpoint;
      } catch (error) {
        if (!String(error).includes('EADDRINUSE')) throw error;
        // oxlint-disable-next-line no-await-in-loop -- as above
        await new Promise((resolve) => setTimeout(resolve, AGAIN));
      }
    }
    return undefined;
  }

  /** Forgets the calls without a word, and leaves the address to the peer. */
  async #release(): Promise<readonly JoinedCallCopy[]> {
    await this.#taking;
    const endpoint = this.#endpoint;
    if (endpoint === undefined) return [];
    const calls = [...this.#service.joined].filter((call) => this.#leadsHere(call));
    const copies = calls.map((call) => copyOf(call));
    this.#endpoint = undefined;
    for (const call of calls) this.#service.pool.behaviour.leavesToPeer(call);
    await endpoint.close();
    return this.#service.pool.behaviour.handsOver(copies);
  }

  #tell(call: JoinedCall): void {
    if (this.#leadsToPeer(call)) {
      this.#copies.giveUp(copyOf(call));
      return this.#service.pool.behaviour.leavesToPeer(call);
    }
    if (!this.#leadsHere(call)) return;
    this.#told.add(call.id);
    this.#copies.keep(copyOf(call));
  }

  #leadsHere(call: JoinedCall): boolean {
    return this.#endpoint !== undefined && leadsTo(this.#endpoint.address, call);
  }

  /** A call whose parties were asked before the address was left to the peer, and that has come about after it. */
  #leadsToPeer(call: JoinedCall): boolean {
    const { settings, peerAlive } = this.#service.pool;
    const { floating } = settings;
    return this.#endpoint === undefined && floating !== undefined && peerAlive() && leadsTo(floating, call);
  }
}

function leadsTo(address: Address, { sides }: JoinedCall): boolean {
  return sides.every(({ session }) => isAt(address, session.contact));
}

function isAt({ host, port }: Address, contact: string): boolean {
  const address = addressOf(parseUri(parseNameAddr(contact)?.uri ?? ''));
  return address?.host === host && address.port === port;
}
