/** SIPp's transports, by the names of its option `-t`. */
export type Transport = 'u1' | 'un' | 'ui' | 't1' | 'tn' | 'l1' | 'ln' | 's1' | 'sn' | 'c1' | 'cn';

/** What SIPp does by itself; `-` before a name turns it off. */
export type DefaultBehavior =
  | 'all'
  | 'none'
  | 'bye'
  | 'abortunexp'
  | 'pingreply'
  | '-bye'
  | '-abortunexp'
  | '-pingreply';

/** The files that SIPp can write beside the error file and the statistics, which are always written. */
export type Trace = 'messages' | 'short-messages' | 'call-debug' | 'logs' | 'screen' | 'rtt' | 'counts' | 'error-codes';

/** The useful options of SIPp by names that say what they do. Durations are milliseconds. */
export interface SippSettings {
  /** `-t`, UDP by one socket (`u1`) unless told. */
  readonly transport?: Transport;
  /** `-r`: new calls in each `ratePeriod`. */
  readonly rate?: number;
  /** `-rp`, a second unless told. */
  readonly ratePeriod?: number;
  /** `-l`: calls at the same time. */
  readonly limit?: number;
  /** `-m`: ends after so many calls. It is also what is planned: the outcome is judged by it. */
  readonly calls?: number;
  /** `-users` */
  readonly users?: number;
  /** `-timeout`: whole seconds are sent, at least one. With it a server that gets no call ends by itself. */
  readonly timeout?: number;
  /** `-timeout_error` */
  readonly timeoutIsError?: boolean;
  /** `-recv_timeout` */
  readonly receiveTimeout?: number;
  /** `-send_timeout` */
  readonly sendTimeout?: number;
  /** `-d` */
  readonly pause?: number;
  /** `-default_behaviors`, in order. */
  readonly defaultBehaviors?: readonly DefaultBehavior[];
  /** `-max_retrans` */
  readonly maxRetransmissions?: number;
  /** `-max_invite_retrans` */
  readonly maxInviteRetransmissions?: number;
  /** `-max_non_invite_retrans` */
  readonly maxNonInviteRetransmissions?: number;
  /** `-nr` */
  readonly noRetransmission?: boolean;
  /** `-T2` */
  readonly t2?: number;
  /** `-aa`: answers INFO, NOTIFY, OPTIONS and UPDATE with 200. */
  readonly autoAnswer?: boolean;
  /** `-timer_resol`: SIPp's own is 10 ms; 1 makes it prompt. */
  readonly timerResolution?: number;
  /** `-deadcall_wait`: how long the Call-ID of an ended call is remembered, and commands to it are dropped. SIPp's own is 33 s. */
  readonly deadCallWait?: number;
  /** `-key`: values of `[name]` in the scenario. */
  readonly keys?: Readonly<Record<string, string>>;
  /** `-set`: global variables. */
  readonly variables?: Readonly<Record<string, string>>;
  /** `-inf`: paths at the executor. */
  readonly injection?: readonly string[];
  /** `-s` */
  readonly service?: string;
  /** `-au`, `-ap` */
  readonly credentials?: { readonly user: string; readonly password: string };
  /**
   * `-cid_str`: `%u` call number, `%p` process, `%s` address. Unless told one that differs with every start: SIPp's own repeats in
   * containers, where the process is always 1.
   */
  readonly callIdFormat?: string;
  /** `-base_cseq` */
  readonly firstCSeq?: number;
  /** `-mi`, `-mp`. The port is a free one unless told, where the executor knows of one; else SIPp looks for one from 6000 on. */
  readonly media?: { readonly address?: string; readonly port?: number };
  /** `-rtp_echo` */
  readonly echoRtp?: boolean;
  /** `-bind_local`: only the local address is bound and sent from; true unless told. 3.6.1 does so by `-i` already. */
  readonly bindLocal?: boolean;
  /** `-max_socket` */
  readonly maxSockets?: number;
  /** `-buff_size` bytes */
  readonly socketBuffer?: number;
  /** Further files: `-trace_*`. */
  readonly trace?: readonly Trace[];
  /** Whatever has no name here; added last. */
  readonly extraArgs?: readonly string[];
}

/** The settings as SIPp's arguments, without the scenario, the addresses and the files. @throws RangeError */
export function settingArguments(settings: SippSettings): readonly string[] {
  return [
    ...value('-t', settings.transport),
    ...count('-r', 'rate', settings.rate),
    ...count('-rp', 'ratePeriod', settings.ratePeriod),
    ...count('-l', 'limit', settings.limit, 1),
    ...count('-m', 'calls', settings.calls, 1),
    ...count('-users', 'users', settings.users, 1),
    ...seconds('-timeout', 'timeout', settings.timeout),
    ...flag('-timeout_error', settings.timeoutIsError),
    ...count('-recv_timeout', 'receiveTimeout', settings.receiveTimeout),
    ...count('-send_timeout', 'sendTimeout', settings.sendTimeout),
    ...count('-d', 'pause', settings.pause),
    ...value('-default_behaviors', settings.defaultBehaviors?.join(',')),
    ...count('-max_retrans', 'maxRetransmissions', settings.maxRetransmissions),
    ...count('-max_invite_retrans', 'maxInviteRetransmissions', settings.maxInviteRetransmissions),
    ...count('-max_non_invite_retrans', 'maxNonInviteRetransmissions', settings.maxNonInviteRetransmissions),
    ...flag('-nr', settings.noRetransmission),
    ...count('-T2', 't2', settings.t2, 1),
    ...flag('-aa', settings.autoAnswer),
    ...count('-timer_resol', 'timerResolution', settings.timerResolution, 1),
    ...count('-deadcall_wait', 'deadCallWait', settings.deadCallWait),
    ...pairs('-key', settings.keys),
    ...pairs('-set', settings.variables),
    ...(settings.injection ?? []).flatMap((path) => ['-inf', path]),
    ...value('-s', settings.service),
    ...value('-au', settings.credentials?.user),
    ...value('-ap', settings.credentials?.password),
    ...value('-cid_str', settings.callIdFormat),
    ...count('-base_cseq', 'firstCSeq', settings.firstCSeq),
    ...value('-mi', settings.media?.address),
    ...count('-mp', 'media.port', settings.media?.port, 1, 65_535),
    ...flag('-rtp_echo', settings.echoRtp),
    ...flag('-bind_local', settings.bindLocal),
    ...count('-max_socket', 'maxSockets', settings.maxSockets, 1),
    ...count('-buff_size', 'socketBuffer', settings.socketBuffer, 1),
    ...(settings.extraArgs ?? []),
  ];
}

function value(option: string, text: string | undefined): readonly string[] {
  return text === undefined ? [] : [option, text];
}

function flag(option: string, on: boolean | undefined): readonly string[] {
  return on === true ? [option] : [];
}

function pairs(option: string, record: Readonly<Record<string, string>> | undefined): readonly string[] {
  return Object.entries(record ?? {}).flatMap(([name, text]) => [option, name, text]);
}

function count(
  option: string,
  name: string,
  given: number | undefined,
  least = 0,
  most = 2 ** 31 - 1,
): readonly string[] {
  if (given === undefined) return [];
  if (!Number.isInteger(given) || given < least || given > most) {
    throw new RangeError(`Expected \`${name}\` to be a whole number of ${least} to ${most}, got \`${given}\`.`);
  }
  return [option, String(given)];
}

function seconds(option: string, name: string, milliseconds: number | undefined): readonly string[] {
  if (milliseconds === undefined) return [];
  count(option, name, milliseconds, 1);
  return [option, `${Math.ceil(milliseconds / 1000)}s`];
}
