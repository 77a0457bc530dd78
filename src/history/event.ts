/**
 * The events of a history: one cell run as it was seen from outside, one JSON object a line.
 * `schema/history.schema.json` publishes the form; HISTORY_SCHEMA counts its incompatible changes.
 */
import type { Candidate, Effect, Hook, Outage, Return } from '../candidate/candidate.ts';
import type { Limit } from '../candidate/container-rights.ts';
import type { Member } from '../candidate/member.ts';
import type { SrtpFault } from '../srtp-key.ts';
import type { Cell, Party, Phase, PoolName, Verb } from '../suite/cell.ts';

export const HISTORY_SCHEMA = 1;

/** The SIP stack of the phones of a run: parkspec's own, or SIPp. */
export const PHONES = ['native', 'sipp'] as const;
export type Phones = (typeof PHONES)[number];

/** A tone that a phone recognises; `other` is any sound that is none of them. */
export type VoiceName = Party | 'music:primary' | 'music:backup' | 'other';

/** First line of every history: all that a judge needs beside the events. */
export interface RunEvent {
  readonly kind: 'run';
  readonly schema: typeof HISTORY_SCHEMA;
  readonly parkspec: string;
  /** Wall clock at t = 0, ISO 8601. */
  readonly started: string;
  readonly phones: Phones;
  readonly cell: Cell;
  readonly candidate: Candidate;
  /** Where the pools listen in this run, as it stands in `remote` of a message: `udp:127.0.0.1:5060`. */
  readonly pools: Readonly<Record<PoolName, string>>;
  /** Where the edge in front of them listens, where there is one: all that the phones know. */
  readonly edge?: string;
  /** Left out for a cell that had its outage to itself. */
  readonly beside?: Beside;
  /** Left out when the network between the phones and everybody else was as good as it is. */
  readonly network?: BadNetwork;
}

/** The cells that shared the outage of this one, and whose phones were at the same pools. */
export interface Beside {
  readonly cells: readonly string[];
  /** User parts of the addresses of their phones: a call at an orbit that is one of theirs is none of this cell. */
  readonly users: readonly string[];
}

/** The network that the phones of a run were behind. */
export interface BadNetwork {
  /** `loss=5%,jitter=30ms` */
  readonly impairment: string;
  /** What became of each datagram follows from this number, the cell, the party and the direction. */
  readonly seed: number;
  /** How much longer than the candidate's bounds the driver waited because of it, in ms. */
  readonly patience: number;
}

export interface PhaseEvent {
  readonly kind: 'phase';
  readonly phase: Phase;
  /** `missed`: a proof did not come in time, the cell goes no further. */
  readonly state: 'entering' | 'reached' | 'missed';
  readonly why?: string;
  /** `missed`: a script or a command took too long, which tells nothing about the candidate. */
  readonly overran?: true;
}

export type FaultKind = Outage | Return | Hook;

export interface FaultEvent {
  readonly kind: 'fault';
  /** A hook (`run`, `http`, `exec`) may do either; then `effect` tells. */
  readonly fault: FaultKind;
  /** Left out by older recorders, which knew no hooks here. */
  readonly effect?: Effect['effect'];
  readonly pool: Member;
  /** `undone`: the pool came back though nobody let it. */
  readonly state: 'intended' | 'applied' | 'not-applied' | 'undone' | 'healed';
  /** What proves it, for `applied`, `undone` and `healed`; what was seen instead, for `not-applied`. */
  readonly proof?: string;
}

/**
 * Why an action failed.
 * - `unreachable`: the network did not carry the request, as with a closed port (RFC 3261 section 18.4).
 * - `silent`: no answer came within the time.
 * - `answered`: an answer came that is not the one that the action needs.
 * - `not-sent`: no request was sent, and nothing was listened for.
 * - `not-seen`: the thing that was waited for did not come within the time.
 * - `given-up`: the cell was ended meanwhile.
 * - `broken`: the bench failed.
 */
export const ACTION_FAILURES = [
  'unreachable',
  'silent',
  'answered',
  'not-sent',
  'not-seen',
  'given-up',
  'broken',
] as const;
export type ActionFailure = (typeof ACTION_FAILURES)[number];

/**
 * Something the driver asked a phone to do, or a check that it staged. Events of one action share `id`; the parts of a
 * check name it in `of`. `callId` ties an action to its messages; what came of it is in those, not here.
 */
export interface ActionEvent {
  readonly kind: 'action';
  readonly id: string;
  readonly state: 'asked' | 'done' | 'failed';
  /** `check` frames a check; `probe` re-INVITEs; `lookup` and `dial` ask for an orbit; `listen` waits for voices. */
  readonly verb: Verb | 'check' | 'probe' | 'lookup' | 'dial' | 'listen' | 'watch';
  readonly of?: string;
  readonly check?: string;
  readonly call?: string;
  readonly by?: Party;
  readonly to?: Party;
  readonly pool?: PoolName;
  readonly orbit?: string;
  /** Call-ID of the dialog or request that the action uses or starts, at the tap of `by`. */
  readonly callId?: string;
  /** All that its requests may bear, where it may take several INVITEs: a redirect is followed by another one. */
  readonly callIds?: readonly string[];
  /** Longest the driver waits, in ms. */
  readonly within?: number;
  /** With `failed`; older histories of this schema have only `why`. */
  readonly failure?: ActionFailure;
  /** The failure in words, for people: no verdict rests on them. */
  readonly why?: string;
}

/** One SIP message, or whatever came instead of one, at the tap of a phone. */
export interface SipEvent {
  readonly kind: 'sip';
  readonly tap: Party;
  readonly direction: 'in' | 'out';
  /** `udp:127.0.0.1:5060` */
  readonly local: string;
  readonly remote: string;
  readonly text: string;
  /** `text` is UTF-8 unless the bytes were not; then each character is a byte. */
  readonly encoding?: 'latin1';
  /** Why the phone could not read it: what is wrong, in the words of its 400. Left out when it could. */
  readonly unreadable?: string;
}

export interface MediaEvent {
  readonly kind: 'media';
  readonly tap: Party;
  /** Call-ID of the leg. */
  readonly leg: string;
  /** `sample` is taken at phase changes and checks, one for each voice that is heard then. */
  readonly event: 'starts' | 'stops' | 'sample';
  readonly voice: VoiceName;
  /** When the first (`starts`) or last (`stops`, `sample`) 20 ms of it arrived; same clock as `t`. */
  readonly at: number;
  /** `stops`, `sample`: longest time without this voice since the previous sample of the leg or its start. */
  readonly gapMs?: number;
}

/**
 * The candidate led a phone to an address outside of the cell: nothing was sent there (`out`), or audio that came from there was
 * not listened to (`in`). Recorded once for each such place of a call.
 */
export interface AstrayEvent {
  readonly kind: 'astray';
  readonly tap: Party;
  readonly channel: 'sip' | 'rtp';
  readonly direction: 'in' | 'out';
  /** `udp:203.0.113.9:4000` */
  readonly remote: string;
  /** Call-ID of the leg, or of the message that was not sent. */
  readonly callId?: string;
  /** Of a message: its first line. */
  readonly line?: string;
}

/** A phone that wants SRTP (RFC 3711) could not use what the peer described. */
export interface SrtpDescriptionEvent {
  readonly kind: 'srtp';
  readonly tap: Party;
  /** Call-ID of the leg. */
  readonly leg: string;
  readonly found: 'description';
  readonly why: SrtpFault;
}

/** Packets that came to a leg of SRTP since the last such event and did not authenticate. None of them was heard. */
export interface SrtpPacketsEvent {
  readonly kind: 'srtp';
  readonly tap: Party;
  /** Call-ID of the leg. */
  readonly leg: string;
  readonly found: 'packets';
  /** As long as plain RTP is: they have no authentication tag. */
  readonly plain: number;
  /** All others: with a tag that is wrong under the key of the peer. */
  readonly wrong: number;
}

export type SrtpEvent = SrtpDescriptionEvent | SrtpPacketsEvent;

/** Digits that a phone sent in the audio of a leg (RFC 4733); those of an INFO are in that message. Recorded as the last of them begins. */
export interface DigitsEvent {
  readonly kind: 'digits';
  readonly tap: Party;
  /** Call-ID of the leg. */
  readonly leg: string;
  /** `*05101` */
  readonly digits: string;
}

/** How a hook of a dialect ended: done, with a complaint, not in time, or it reached nobody. */
export const HOOK_OUTCOMES = ['done', 'refused', 'late', 'unreachable'] as const;
export type HookOutcome = (typeof HOOK_OUTCOMES)[number];

/** What a phone does by a rule of `phones` in the candidate file and not because anybody asks it to. */
export interface PolicyEvent {
  readonly kind: 'policy';
  readonly tap: Party;
  /** `stays` with a pool while it is in a call, `moves` to one, `registers` at a second one, or `asks` another than its usual one. */
  readonly does: PolicyDeed;
  readonly pool: PoolName;
  /** `move: after-calls` */
  readonly rule: string;
}

export const POLICY_DEEDS = ['stays', 'moves', 'registers', 'asks'] as const;
export type PolicyDeed = (typeof POLICY_DEEDS)[number];

/** A phone has asked DNS where its servers are (RFC 3263), since it did not know, or not any more. */
export interface LookupEvent {
  readonly kind: 'lookup';
  readonly tap: Party;
  /** What the phone knows: `sip:pbx.example` */
  readonly uri: string;
  /** Each question to a DNS server; of what is remembered no server is asked. */
  readonly asked: readonly AskedName[];
  /** Where it leads, in the order in which the phone tries them, as in `remote` of a message. */
  readonly servers: readonly string[];
  /** The order of servers of equal priority follows from this text and the records. */
  readonly seed: string;
  /** Where it leads too, and nothing is sent: no address of the candidate file. */
  readonly outside?: readonly string[];
  /** Why it leads nowhere. */
  readonly why?: string;
}

/** What was asked of a DNS server, and its answer. */
export interface AskedName {
  /** `SRV _sip._udp.pbx.example` */
  readonly question: string;
  /** `127.0.0.1:5353`; left out where none has answered. */
  readonly server?: string;
  /** As zone files write them; none where the name has none of the type. */
  readonly records: readonly string[];
  /** For how many seconds the answer may be used. */
  readonly ttl: number;
  /** Why there is no answer. */
  readonly failure?: string;
}

/** An order of the dialect outside SIP, as it ended. */
export interface HookEvent {
  readonly kind: 'hook';
  /** Id of the action that it is part of. */
  readonly action: string;
  readonly purpose: 'park' | 'orbit' | 'state';
  readonly hook: Hook;
  /** `POST primary/park?slot=101`, `./park.sh 101` */
  readonly what: string;
  readonly outcome: HookOutcome;
  /** `exit code 0`, `503 Service Unavailable` */
  readonly words: string;
  /** What it printed, or the body of the answer; its first 10,000 characters. */
  readonly output: string;
}

/**
 * What our own bad network did to a SIP message between a phone's tap and the world. `out`: follows the message, which has
 * passed the tap. `in`: comes when the message reached the link; one that was held back passes the tap later.
 */
export interface MishapEvent {
  readonly kind: 'network';
  readonly channel: 'sip';
  readonly tap: Party;
  readonly direction: 'in' | 'out';
  readonly what: 'lost' | 'duplicated' | 'held';
  /** `held`: how much later it gets through, in ms. */
  readonly delayMs?: number;
  readonly remote: string;
  /** First line of the message. */
  readonly line: string;
  /** What ties it to its transaction; left out for what is no SIP message. */
  readonly callId?: string;
  /** `1 INVITE` */
  readonly cseq?: string;
  /** Of the topmost Via. */
  readonly branch?: string;
}

/** What our own bad network did to the audio of a leg since the last such event, taken with the samples. */
export interface AudioLossEvent {
  readonly kind: 'network';
  readonly channel: 'rtp';
  readonly tap: Party;
  /** Call-ID of the leg. */
  readonly leg: string;
  readonly direction: 'in' | 'out';
  readonly passed: number;
  readonly lost: number;
  /** Most packets, of 20 ms each, that were lost one after the other. */
  readonly longestLoss: number;
  readonly duplicated: number;
  /** Packets that came more than 5 ms late. */
  readonly held: number;
}

export interface ProcessEvent {
  readonly kind: 'process';
  readonly pool: Member;
  readonly event: 'started' | 'ready' | 'exited';
  readonly pid: number;
  /** `started`: the program and its arguments, as they were passed; of a container its image comes first. */
  readonly command?: readonly string[];
  readonly code?: number | null;
  readonly signal?: string | null;
  /** The bench ended it; an exit without this is the candidate's own doing. */
  readonly wanted?: boolean;
}

/** How late the harness itself ran since the last such event, or since the cell began: its longest event loop delay. */
export interface LoadEvent {
  readonly kind: 'load';
  readonly maxDelayMs: number;
  /** All of its event loop delays beyond 20 ms together: several short ones make one long gap. */
  readonly lateMs?: number;
  /** The longest that a pool's process was ready to run and got no processor; only where the system tells (Linux). */
  readonly poolDelayMs?: number;
  /** All of the time that the pool which waited most was ready to run and got no processor. */
  readonly poolLateMs?: number;
}

/** `trouble` is a failure of the bench: the checks it touches become `error`. */
export interface NoteEvent {
  readonly kind: 'note';
  readonly level: 'info' | 'trouble';
  /** `trouble`: which part of the bench failed, such as `ports`; left out for one that nobody foresaw. */
  readonly stage?: string;
  readonly text: string;
  readonly cause?: string;
  readonly hint?: string;
  /** Where a pool has reached a limit of what it may use. */
  readonly limit?: ReachedLimit;
  /** Where a pair that runs already could not be brought back to normal service: what was not done, and why. */
  readonly notBack?: string;
}

export interface ReachedLimit {
  readonly pool: Member;
  readonly of: Limit;
}

/** Last line of a history that was recorded to its end. */
export interface EndEvent {
  readonly kind: 'end';
  readonly why: 'complete' | 'deadline' | 'interrupted' | 'trouble';
}

export type EventBody =
  | RunEvent
  | PhaseEvent
  | FaultEvent
  | ActionEvent
  | SipEvent
  | MediaEvent
  | AstrayEvent
  | SrtpEvent
  | DigitsEvent
  | PolicyEvent
  | LookupEvent
  | HookEvent
  | MishapEvent
  | AudioLossEvent
  | ProcessEvent
  | LoadEvent
  | NoteEvent
  | EndEvent;

/** An event as recorded: numbered from 1, `t` ms after the start of the cell on the monotonic clock. */
export type HistoryEvent = { readonly n: number; readonly t: number } & EventBody;
