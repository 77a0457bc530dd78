/** A candidate: the pair of park server pools under test, as its `candidate.yaml` describes it. All times in ms. */
import type { Cell, Phase, PoolName } from '../suite/cell.ts';
import type { Dialect } from './dialect/dialect-table.ts';
import type { PhoneProfile } from './phone-policy.ts';
import type { ContainerLimits, LinuxCapability } from './container-rights.ts';
import type { HttpOrder, HttpQuestion } from './http-order.ts';
import type { TlsProfile } from './tls-profile.ts';
import type { PortRange } from '../free-port.ts';
import type { Member } from './member.ts';
import type { User, Users } from './users.ts';

export type Runtime = 'process' | 'docker' | 'remote';
export type SipTransport = 'udp' | 'tcp' | 'tls';

/** What a candidate may claim to do. Checks that need something it does not claim are not applicable to it. */
export const CAPABILITIES = [
  'hold',
  'blind-transfer',
  'attended-transfer',
  'music-on-hold',
  'ringback',
  'orbit-status',
  'resiliency-announcement',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

export interface OrbitRange {
  readonly first: number;
  readonly last: number;
}

export interface PoolProfile {
  readonly name: PoolName;
  readonly transport: SipTransport;
  /** Of `runtime: remote`: a numeric address, or a name that was not looked up yet. Left out where the runtime chooses it. */
  readonly host?: string;
  /** Its host is a name without a port: where it listens is asked of SRV records first (RFC 3263 4.2). */
  readonly bySrv?: true;
  /** Where the pool listens; `auto` lets the bench choose and tell the candidate. */
  readonly port: number | 'auto';
  /** Port of the pool's administration over HTTP, where it has one. */
  readonly http: number | 'auto' | undefined;
  readonly orbits: OrbitRange;
  /** The SIP URI of the proxy that phones have to go through; may hold placeholders, see `outboundProxy`. */
  readonly outboundProxy?: string;
  /** What a message that it has written says, behind an edge. */
  readonly knownBy?: KnownBy;
}

/** A header by which a pool is known, and what it contains. */
export interface KnownBy {
  readonly header: string;
  readonly contains: string;
}

/** The proxy in front of both pools, or the address that they share: the only address that the phones know. */
export interface EdgeProfile {
  readonly transport: SipTransport;
  /** As that of a pool. */
  readonly host?: string;
  /** As that of a pool. */
  readonly bySrv?: true;
  readonly port: number | 'auto';
  /** No proxy: the address is that of one pool at a time, and moves. Left out for a proxy. */
  readonly shared?: true;
  /** How it is started, by the runtime of the pools. */
  readonly process?: ProcessProfile;
  readonly docker?: DockerProfile;
}

/** How one pool is started (runtime `process`); may hold placeholders such as `${sip}`, see docs/candidates.md. */
export interface ProcessProfile {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Where the phones of a pair are that runs already (runtime `remote`). */
export interface RemoteProfile {
  /** A numeric address of this machine; that from which the kernel reaches the primary, where it is left out. */
  readonly local?: string;
  /** The ports that the phones listen at, both ends included; the kernel chooses them where it is left out. */
  readonly ports?: PortRange;
}

/** What makes a pair fresh that runs already, before each cell. */
export interface ResetProfile {
  readonly actions: readonly HookAction[];
  /** Longest time until both pools answer and no orbit is in use, in ms. */
  readonly within: number;
}

/** What the scripts of `run` are told. */
export interface ScriptProfile {
  readonly env: Readonly<Record<string, string>>;
}

/** What the containers of the pools are made from (runtime `docker`); command and environment may hold placeholders. */
export interface DockerProfile {
  readonly image:
    | { readonly kind: 'named'; readonly name: string }
    | {
        readonly kind: 'build';
        /** That of the candidate file's folder. */
        readonly name: string;
        /** Absolute path of the folder that it is built from, and what is taken of it; all where that is left out. */
        readonly context: string;
        readonly files?: readonly string[] | undefined;
        /** Absolute path. */
        readonly dockerfile: string;
      };
  /** What the image starts by itself, where it is undefined. */
  readonly command: readonly string[] | undefined;
  readonly env: Readonly<Record<string, string>>;
  /** What it may do beside what every process may; nothing where they are left out. */
  readonly capabilities?: readonly LinuxCapability[] | undefined;
  /** The others are the defaults. */
  readonly limits?: Partial<ContainerLimits> | undefined;
}

/** Ways of taking a pool away: its process ends, is held up, or nothing gets to it or from it any more. */
export const OUTAGES = ['kill', 'stop', 'pause', 'disconnect'] as const;
export type Outage = (typeof OUTAGES)[number];

/** Ways of bringing it back. */
export const RETURNS = ['start', 'unpause', 'connect'] as const;
export type Return = (typeof RETURNS)[number];

export function isOutage(kind: string): kind is Outage {
  return OUTAGES.some((outage) => outage === kind);
}

/** Whether the pool's process ends by it, and with it all that it knew. */
export function endsProcess(kind: string): boolean {
  return kind === 'kill' || kind === 'stop';
}

/** Ways that are somebody else's: a script on this machine, an order over HTTP, a command where a pool runs, an operator. */
export const HOOKS = ['run', 'http', 'exec', 'manual'] as const;
export type Hook = (typeof HOOKS)[number];

/** `takes` and `returns`: the pool, or the edge, that a hook takes away or brings back; never both. */
interface HookOptions {
  readonly takes?: Member;
  readonly returns?: Member;
  /** Longest time that it may take, in ms; that of its transition where it is left out. */
  readonly within?: number;
}

export interface ManualOrder {
  readonly kind: 'manual';
  /** What the operator is asked to do. */
  readonly text: string;
  /** Absolute path of the file that is made when it is done; one in the folder of the cell where it is left out. */
  readonly confirm?: string;
  /** Longest time that the operator may take, in ms. */
  readonly within: number;
}

/** The command of `run` may hold placeholders that have no value before the pools run, such as `${primary.pid}`. */
export type HookAction = HookOptions &
  (
    | { readonly kind: 'exec'; readonly pool: Member; readonly command: readonly string[] }
    | ({ readonly kind: 'http' } & HttpOrder)
    | { readonly kind: 'run'; readonly command: readonly string[] }
    | ManualOrder
  );

export type TransitionAction = { readonly kind: Outage | Return; readonly pool: Member } | HookAction;

/** What becomes of a pool by an action. */
export interface Effect {
  readonly effect: 'takes' | 'returns';
  readonly pool: Member;
}

/** Undefined for a hook that takes no pool away and brings none back. */
export function effectOf(action: TransitionAction): Effect | undefined {
  switch (action.kind) {
    case 'kill':
    case 'stop':
    case 'pause':
    case 'disconnect':
      return { effect: 'takes', pool: action.pool };
    case 'start':
    case 'unpause':
    case 'connect':
      return { effect: 'returns', pool: action.pool };
    case 'run':
    case 'http':
    case 'exec':
    case 'manual':
      if (action.takes !== undefined) return { effect: 'takes', pool: action.takes };
      return action.returns === undefined ? undefined : { effect: 'returns', pool: action.returns };
  }
}

export function isHook(action: TransitionAction): action is HookAction {
  return HOOKS.some((hook) => hook === action.kind);
}

export type TransitionProof =
  | { readonly kind: 'registered'; readonly pool: PoolName }
  | { readonly kind: 'answers' | 'silent' | 'exited'; readonly pool: Member }
  | ({ readonly kind: 'http'; readonly contains: string } & HttpQuestion)
  | { readonly kind: 'exec'; readonly pool: Member; readonly command: readonly string[] }
  | { readonly kind: 'header'; readonly name: string; readonly contains: string };

export interface Transition {
  readonly actions: readonly TransitionAction[];
  readonly proofs: readonly TransitionProof[];
  /** Longest time that a hook may take, and then from the last action to the last proof. */
  readonly within: number;
}

/** What DR-S2 compares. A setting that is left out is not applicable. */
export interface PoolSettings {
  readonly pickupTimeout: number | undefined;
  readonly pickupAttempts: number | undefined;
  /** User part of the party who gets the call when nobody picks it up. */
  readonly timeoutTarget: string | undefined;
  /** Music on hold, where it is known: the frequency of a tone in Hz, or the path of a recording. */
  readonly musicOnHold: number | string | undefined;
}

export interface Bounds {
  /** From the start of a pool to its first answer, and then to the registration of every phone. */
  readonly start: number;
  /** From asking for a park to knowing how it went. */
  readonly park: number;
  /** From the outage to the end of the parkee's leg. */
  readonly disconnect: number;
  /** Longest time without the other's voice in a call that counts as connected. */
  readonly gap: number;
  /** From INVITE to the callee's answer and both hearing each other. */
  readonly setup: number;
  /** How long an in-dialog probe or a request that nobody may answer is waited for. */
  readonly probe: number;
  /** The hard deadline of a whole cell. */
  readonly cell: number;
}

export interface Candidate {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly runtime: Runtime;
  readonly dialect: Dialect;
  /** The domain of the users' addresses of record. */
  readonly domain: string;
  /** Password of every user, where the registrar asks for one; it may pass on variables, see `withPasswords`. */
  readonly password: string | undefined;
  /** Left out where every user bears the name of its party and has that password: see `usersOf`. */
  readonly users?: Users;
  /** Further users, for cells that share an outage: the phones of each need users of their own. */
  readonly spares?: readonly User[];
  /** Left out where the file says nothing of the phones. */
  readonly phones?: PhoneProfile;
  /** How its certificates are known; left out where the pools do not speak TLS. */
  readonly tls?: TlsProfile;
  /** DNS servers that are asked for the names of the file, as `127.0.0.1:5353`; those of the system where it is left out. */
  readonly resolvers?: readonly string[];
  /** Where more of the server is than its pools: `127.0.0.2`, `10.1.2.0/24`. */
  readonly addresses?: readonly string[];
  readonly process: ProcessProfile | undefined;
  readonly docker?: DockerProfile;
  readonly remote?: RemoteProfile;
  /** Of `runtime: remote`, always. */
  readonly reset?: ResetProfile;
  readonly scripts?: ScriptProfile;
  /** Names of variables whose values are secret, of an `env` or passed on. */
  readonly secrets?: readonly string[];
  /** Id of the deliberate non-conformance that is switched on in it (`--defect`), where one is. */
  readonly defect?: string;
  readonly edge?: EdgeProfile | undefined;
  readonly pools: Readonly<Record<PoolName, PoolProfile>>;
  readonly transitions: Readonly<Record<Exclude<Phase, 'normal'>, Transition>>;
  /** Where the phones are registered in each phase. */
  readonly homes: Readonly<Record<Phase, PoolName>>;
  readonly capabilities: readonly Capability[];
  readonly settings: Readonly<Record<PoolName, PoolSettings>>;
  readonly bounds: Bounds;
}

/** Number of orbits. */
export function sizeOf({ first, last }: OrbitRange): number {
  return last - first + 1;
}

/** A cell that fills a range can be run only where the range has that size. */
export function appliesTo({ fills }: Pick<Cell, 'fills'>, { pools }: Pick<Candidate, 'pools'>): boolean {
  return fills === undefined || sizeOf(pools[fills.pool].orbits) === fills.orbits;
}
