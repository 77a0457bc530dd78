import { type Address, type Endpoint, type IncomingRequest, openEndpoint } from '../sip/endpoint.ts';
import { excessText } from '../sip/excess.ts';
import { UserAgent } from '../sip/ua/user-agent.ts';
import { type Admin, openAdmin } from './admin-interface.ts';
import { answer } from './answer.ts';
import { type Behaviour, conforming } from './behaviour.ts';
import { Bindings } from './bindings.ts';
import type { Companion } from './companion.ts';
import { Dispatcher } from './dispatcher.ts';
import { FloatingCalls } from './floating-calls.ts';
import { serviceIn } from './mode.ts';
import { dialOrbit, PARK_USER, referToPark, watchOrbit } from './orbit-requests.ts';
import { formatOrbitRange, Orbits, resumeAt } from './orbit-numbers.ts';
import { Pair } from './pair.ts';
import { ParkService } from './park-service.ts';
import { orderRoutes } from './park-by-order.ts';
import type { PoolContext } from './pool-context.ts';
import { Registrar } from './registrar.ts';
import type { Settings } from './settings.ts';
import { socketsOf } from './sockets.ts';
import type { PoolStatus } from './status.ts';

/** How long parked parties may take to answer the BYE of a pool that closes, in ms. */
const CLOSING_TIMEOUT = 300;
/** Requests that wait while a pool that stood still asks its peer for its status. */
const MOST_WAITING = 1_000;

export interface PoolOptions {
  readonly behaviour?: Behaviour;
  readonly trouble?: (what: string, cause: unknown) => void;
}

/** A running pool: SIP, administration, heartbeat. */
export interface Pool {
  readonly sip: Address;
  readonly http: number;
  readonly status: () => PoolStatus;
  /** Hangs up on parked parties and closes everything. */
  close(): Promise<void>;
}

/** Opens a pool in the mode that its peer makes right. Rejects when a port is taken. */
export async function openPool(settings: Settings, options: PoolOptions = {}): Promise<Pool> {
  const { behaviour = conforming, trouble = () => undefined } = options;
  const bindings = new Bindings((granted) => behaviour.keepsFor(granted));
  const pair = new Pair(settings, behaviour);
  await pair.look();
  const opened = await openEndpoint({
    ...settings.sip,
    ...socketsOf(settings),
    onExcess: (excess) => trouble('sip', new Error(excessText(excess))),
    onTrouble: (error) => trouble('sip', error),
  }).catch((error: unknown) => abandon(pair, error));
  const endpoint = settings.shared === undefined ? opened : leavingBy(opened, settings.shared);

  const pool: PoolContext = {
    settings,
    behaviour,
    endpoint,
    bindings,
    mode: () => pair.mode,
    callAddress: () => floating.address ?? endpoint.address,
    peerAlive: () => pair.peer.alive,
    peerStatus: () => pair.peer.last,
    trouble,
  };
  const agent = new UserAgent({
    endpoint,
    aor: `${settings.scheme ?? 'sip'}:${PARK_USER}@${settings.domain}`,
    contactUser: PARK_USER,
  });
  const orbits = new Orbits(settings.orbits, resumeAt(settings.orbits, pair.peer.last?.remembersUsAt));
  const service = new ParkService(pool, agent, orbits);
  agent.onRefer = (incoming) => referToPark(incoming, service);
  agent.onInvite = (incoming) => dialOrbit(incoming, pool, service);
  agent.onSubscribe = (incoming) => watchOrbit(incoming, service);
  const registrar = new Registrar(pool);
  const companion = behaviour.companion({ pool, agent, service });
  const dispatcher = new Dispatcher(pool, { registrar, service, companion, peerOrbits: () => pair.peer.last?.orbits });
  service.onParked = async (call) => companion.parked?.(call);
  service.onLeft = (call, end) => companion.left?.(call, end);
  endpoint.onRequest = gate(pair, pool, (incoming) => {
    if (companion.takes?.(incoming) !== true) dispatcher.receive(incoming);
  });
  const floating = new FloatingCalls(service, endpoint.onRequest);

  pair.watch(async (mode) => {
    if (!behaviour.keepsParkedCalls(mode)) void service.dropAll();
    if (!behaviour.keepsBindings(mode)) bindings.clear();
    companion.entered?.(mode);
    await floating.entered(mode);
  });

  const status = (): PoolStatus => ({
    pool: settings.pool,
    mode: pair.mode,
    service: serviceIn(pair.mode),
    registered: bindings.users(Date.now()),
    parked: service.parked().map(String),
    calls: service.joined.size,
    peer: pair.peer.alive ? 'alive' : 'dead',
    orbits: formatOrbitRange(settings.orbits),
    nextOrbit: orbits.next,
    peerNextOrbit: pair.peer.last?.nextOrbit ?? null,
    policy: {
      pickupTimeout: settings.pickupTimeout,
      pickupAttempts: settings.pickupAttempts,
      timeoutTarget: settings.timeoutTarget ?? null,
      ring: settings.ring,
      music: settings.music ?? null,
    },
  });
  const routes = {
    'GET /status': () => ({ status: 200, body: status() }),
    ...pair.routes(status),
    ...floating.routes,
    ...orderRoutes(service),
    ...companion.routes,
  };
  const admin = await openAdmin({ host: settings.sip.host, port: settings.http }, routes).catch(
    async (error: unknown) => {
      await floating.close();
      await endpoint.close();
      return abandon(pair, error);
    },
  );
  if (pair.mode === 'home') await floating.take();
  void pair.announce();

  const close = (): Promise<void> => closePool({ pair, service, floating, companion, agent, endpoint, admin });
  return { sip: endpoint.address, http: admin.port, status, close };
}

/** All that it asks goes by way of one address. */
function leavingBy(endpoint: Endpoint, shared: Address): Endpoint {
  const request = endpoint.request.bind(endpoint);
  endpoint.request = (message) => request(message, shared);
  return endpoint;
}

function abandon(pair: Pair, error: unknown): never {
  pair.stop();
  throw error;
}

/** Lets requests through in order; holds them back while the pool does not know whether it still serves the users. */
function gate(
  pair: Pair,
  { trouble }: PoolContext,
  receive: (incoming: IncomingRequest) => void,
): (incoming: IncomingRequest) => void {
  let waiting = 0;
  return (incoming) => {
    const doubt = pair.doubt();
    // A party that hung up meanwhile is heard before the pool hangs up on any.
    if (doubt === undefined || incoming.request.method === 'BYE') return receive(incoming);
    if (waiting >= MOST_WAITING) return answer(incoming, 503);
    return void receiveAfter(doubt, incoming);
  };

  async function receiveAfter(doubt: Promise<void>, incoming: IncomingRequest): Promise<void> {
    waiting += 1;
    await doubt;
    waiting -= 1;
    try {
      receive(incoming);
    } catch (error) {
      trouble('sip', error);
      answer(incoming, 500);
    }
  }
}

interface Parts {
  readonly pair: Pair;
  readonly service: ParkService;
  readonly floating: FloatingCalls;
  readonly companion: Companion;
  readonly agent: UserAgent;
  readonly endpoint: Endpoint;
  readonly admin: Admin;
}

async function closePool({ pair, service, floating, companion, agent, endpoint, admin }: Parts): Promise<void> {
  pair.stop();
  companion.close?.();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSING_TIMEOUT);
  });
  await Promise.race([service.dropAll(), timeout]);
  clearTimeout(timer);
  await agent.close();
  await Promise.all([endpoint.close(), floating.close(), admin.close()]);
}
