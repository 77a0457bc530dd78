/**
 * What SIPp runs for each call of a phone. One loop: whatever comes is answered or not as RFC 3261 says, and told; then
 * the call waits for the next command. SIPp keeps the dialog (tags, numbers, route set), and repeats requests; what to
 * do next is decided outside.
 *
 * The first steps wait for a message or a command, so SIPp takes calls that come in as well as calls that it is told to
 * make, in one process and on one socket.
 */
import type { Action, Recv, Scenario, Step } from 'sipp-ts-wrapper';
import {
  ABILITIES,
  ACK_TO_FAILURE,
  CANCEL,
  contact,
  type Identity,
  reply,
  replyToInvite,
  request,
  within,
} from './messages.ts';
import {
  ABSENT,
  act,
  either,
  keepHeader,
  keepPart,
  label,
  onRequest,
  same,
  send,
  set,
  stepAt,
  tell,
} from './scenario-parts.ts';

export interface PhoneScenarioOptions extends Identity {
  /**
   * SIPp itself finds the way back to whoever asked, by the Via; false where everything passes our own socket, which
   * knows.
   */
  readonly direct: boolean;
}

/** RFC 3261's timer T1, in ms: when a request outside of a dialog is sent again for the first time. */
const T1 = 500;

/** SIPp takes only responses that it is told of. These are registered with IANA, and some that are seen in the field. */
const STATUSES: readonly number[] = [
  100, 180, 181, 182, 183, 199, 200, 202, 204, 300, 301, 302, 305, 380, 400, 401, 402, 403, 404, 405, 406, 407, 408,
  410, 412, 413, 414, 415, 416, 417, 420, 421, 422, 423, 424, 425, 428, 429, 430, 433, 436, 437, 438, 439, 440, 469,
  470, 480, 481, 482, 483, 484, 485, 486, 487, 488, 489, 491, 493, 494, 500, 501, 502, 503, 504, 505, 513, 555, 580,
  600, 603, 604, 606, 607, 608,
];

/** Commands that send a request outside of a dialog; each has a twin `…-auth` that carries credentials. */
export type Opening = 'register' | 'subscribe' | 'refer' | Inviting;
export type Inviting = 'invite' | 'invite-replacing' | 'invite-referred' | 'invite-replacing-referred';
/** Commands about a dialog. */
export type Speaking = 'ack' | 'reinvite' | 'bye' | 'refer-inside' | 'notify' | 'cancel';
/** Commands that answer the INVITE that came last. */
export type Answering = 'ring' | 'answer' | `refuse-${Refusal}`;

/** How an INVITE may be refused: SIPp wants to know the codes that it sends. */
const REFUSALS = [
  [400, 'Bad Request'],
  [415, 'Unsupported Media Type'],
  [480, 'Temporarily Unavailable'],
  [481, 'Call/Transaction Does Not Exist'],
  [486, 'Busy Here'],
  [487, 'Request Terminated'],
  [488, 'Not Acceptable Here'],
  [491, 'Request Pending'],
  [500, 'Server Internal Error'],
  [603, 'Decline'],
] as const;
export type Refusal = (typeof REFUSALS)[number][0];
export type Verb = Opening | `${Opening}-auth` | Speaking | Answering;

/** The fields of a command; one that is left out keeps what the last command gave it. */
export type Field = keyof typeof FIELDS;
/** The variable that each field of a command goes to. */
const FIELDS = {
  Uri: 'uri',
  Host: 'host',
  Port: 'port',
  /** The To of a request outside of a dialog, in brackets. */
  Remote: 'remote',
  Replaces: 'replaces',
  'Referred-By': 'referredBy',
  'Refer-To': 'referTo',
  Event: 'event',
  State: 'state',
  Credentials: 'credentials',
} as const;

export function phoneScenario(options: PhoneScenarioOptions): Scenario {
  return {
    name: `parkspec phone of ${options.user}`,
    steps: [
      ...entrance(options),
      label('dispatch'),
      act({ kind: 'jump', value: { variable: 'step' } }),
      ...deeds(options),
      ...answersToInvite(),
      ...answersToRequests(options),
      ...answersToFailures(),
      // Behind every send: only there does what comes stop the repetition of a request.
      ...idle(options),
    ],
  };
}

/** Which step a command goes to, by its verb. */
export function stepOf(scenario: Scenario, verb: Verb): number {
  return stepAt(scenario, `do ${verb}`);
}

function event(name: string, fields: readonly string[]): string {
  return `\nCall-ID: [call_id]\nEvent: ${name}\nRe: [$seq]\n${fields.join('\n')}\n\n`;
}

/** A call begins with a message that came, or with a command. */
function entrance(options: PhoneScenarioOptions): readonly Step[] {
  const begin = [set('tag', '[salt]-[call_number]'), set('local', `<${options.aor}>;tag=[salt]-[call_number]`)];
  return [...requests(options, begin), { kind: 'recvCmd', next: 'dispatch', actions: [...begin, ...command()] }];
}

function idle(options: PhoneScenarioOptions): readonly Step[] {
  return [
    label('idle'),
    ...requests(options),
    ...STATUSES.map(
      (status): Recv => ({
        kind: 'recv',
        response: status,
        optional: true,
        next: status < 300 ? 'tell response' : 'take failure',
        ...(status >= 200 && status < 300 ? { rrs: true } : {}),
        actions: answered(status),
      }),
    ),
    { kind: 'recvCmd', next: 'dispatch', actions: command() },
  ];
}

function requests(options: PhoneScenarioOptions, begin: readonly Action[] = []): readonly Recv[] {
  const came: readonly Action[] = [
    ...keepHeader('cseq', 'CSeq'),
    ...keepPart('fromTag', 'From', TAG),
    ...keepPart('toTag', 'To', TAG),
    ...(options.direct ? wayBack() : []),
  ];
  const ofDialog = same('isOurs', ['fromTag', { variable: 'remoteTag' }], ['toTag', { variable: 'tag' }]);
  const invite: readonly Action[] = [
    ...begin,
    ...came,
    set('method', 'INVITE'),
    set('inviteRoutes', ''),
    { kind: 'ereg', regexp: lines('Via|v'), assignTo: ['inviteVias'] },
    { kind: 'ereg', regexp: lines('Record-Route'), assignTo: ['inviteRoutes'] },
    ...keepHeader('inviteFrom', 'From'),
    ...keepHeader('inviteTo', 'To'),
    ...keepHeader('inviteCSeq', 'CSeq'),
    ...same('isNew', ['toTag', ABSENT]),
  ];
  return [
    onRequest('INVITE', 'take INVITE', invite, true),
    onRequest('ACK', 'take ACK', [...came, set('method', 'ACK')]),
    ...['BYE', 'INFO', 'REFER'].map((method) =>
      onRequest(method, `take ${method}`, [...came, set('method', method), ...ofDialog]),
    ),
    onRequest('NOTIFY', 'take NOTIFY', [...came, set('method', 'NOTIFY'), ...same('isMine', ['mine', 'yes'])]),
    ...['CANCEL', 'OPTIONS', 'UPDATE', 'SUBSCRIBE', 'MESSAGE'].map((method) =>
      onRequest(method, `take ${method}`, [...came, set('method', method)]),
    ),
  ];
}

/** Consecutive header lines of one name, with their line ends. */
function lines(name: string): string {
  return `((${name}) *:[^[:cntrl:]]*[[:cntrl:]]{2})+`;
}

const TAG = ';[Tt][Aa][Gg]=([^;>[:space:]]*)';

/** Where the message came from, as its Via says. In the network of a cell nobody is behind a NAT. */
function wayBack(): readonly Action[] {
  return [
    ofVia('viaHost', 'UDP +([0-9.]+)'),
    set('viaPort', '5060'),
    ofVia('viaPort', 'UDP +[0-9.]+ *: *([0-9]+)'),
    { kind: 'setdest', host: '[$viaHost]', port: '[$viaPort]', protocol: 'udp' },
  ];
}

function ofVia(variable: string, regexp: string): Action {
  return { kind: 'ereg', regexp, searchIn: { header: 'Via:' }, assignTo: ['match', variable] };
}

function command(): readonly Action[] {
  return [
    ...Object.entries({ Step: 'wanted', Seq: 'seq', ...FIELDS }).map(
      ([field, variable]): Action => ({
        kind: 'ereg',
        regexp: `[[:cntrl:]]${field}: ([^[:cntrl:]]*)`,
        assignTo: ['match', variable],
      }),
    ),
    { kind: 'todouble', assignTo: 'step', variable: 'wanted' },
    set('body', ''),
    { kind: 'ereg', regexp: '.*', searchIn: 'body', assignTo: ['body'] },
    set('mine', 'yes'),
    { kind: 'setdest', host: '[$host]', port: '[$port]', protocol: 'udp' },
  ];
}

/** SIPp's `jump` follows the `next` of the step before the one that it is told of: hence an empty one. */
function deed(verb: Verb, text: string, retrans?: number): readonly Step[] {
  return [
    { kind: 'nop' },
    label(`do ${verb}`),
    send(text, { next: 'idle', ...(retrans === undefined ? {} : { retrans }) }),
  ];
}

function deeds(options: PhoneScenarioOptions): readonly Step[] {
  const me = contact(options);
  const said = { replaces: ['Require: replaces', 'Replaces: [$replaces]'], referred: ['Referred-By: [$referredBy]'] };
  const openings: ReadonlyArray<readonly [Opening, string, readonly string[]]> = [
    ['register', 'REGISTER', [me, 'Expires: [$state]']],
    ['subscribe', 'SUBSCRIBE', [me, 'Event: [$event]', 'Expires: 0', 'Accept: application/dialog-info+xml']],
    ['refer', 'REFER', [me, 'Refer-To: [$referTo]', 'Referred-By: [$referredBy]']],
    ['invite', 'INVITE', [me, ...ABILITIES]],
    ['invite-replacing', 'INVITE', [me, ...ABILITIES, ...said.replaces]],
    ['invite-referred', 'INVITE', [me, ...ABILITIES, ...said.referred]],
    ['invite-replacing-referred', 'INVITE', [me, ...ABILITIES, ...said.replaces, ...said.referred]],
  ];
  return [
    ...openings.flatMap(([verb, method, extra]): readonly Step[] => {
      const parts = {
        method,
        uri: '[$uri]',
        lines: extra,
        ...(method === 'INVITE' ? { body: 'sdp' as const } : {}),
      };
      // An INVITE that is given up must not go on asking: whoever comes up there later would be called.
      const again = method === 'INVITE' ? undefined : T1;
      return [
        ...deed(verb, request(parts), again),
        ...deed(`${verb}-auth`, request({ ...parts, credentials: true }), again),
      ];
    }),
    ...deed('ack', within('ACK')),
    ...deed('reinvite', within('INVITE', { lines: [me, ...ABILITIES], body: 'sdp' })),
    ...deed('bye', within('BYE')),
    ...deed('refer-inside', within('REFER', { lines: [me, 'Refer-To: [$referTo]', 'Referred-By: [$referredBy]'] })),
    ...deed(
      'notify',
      within('NOTIFY', { lines: [me, 'Event: [$event]', 'Subscription-State: [$state]'], body: 'sipfrag' }),
    ),
    ...deed('cancel', CANCEL),
    ...deed('ring', replyToInvite('180 Ringing', [me])),
    ...deed('answer', replyToInvite('200 OK', [me, ...ABILITIES], 'sdp')),
    ...REFUSALS.flatMap(([status, reason]) => deed(`refuse-${status}`, replyToInvite(`${status} ${reason}`))),
  ];
}

/** What a response answers, and what it tells that must be kept. SIPp can look at a message only where it is received. */
function answered(status: number): readonly Action[] {
  const what: readonly Action[] = [
    { kind: 'ereg', regexp: 'SIP/2.0 +([0-9]+)', assignTo: ['match', 'status'] },
    {
      kind: 'ereg',
      regexp: '([0-9]+) +([A-Z]+)',
      searchIn: { header: 'CSeq:' },
      assignTo: ['match', 'number', 'method'],
    },
  ];
  if (status < 200) return [...what, ...keepHeader('inviteVia', 'Via')];
  return status < 300 ? [...what, ...keepHeader('remote', 'To'), ...keepPart('remoteTag', 'To', TAG)] : what;
}

/** What is told of every request, once it is answered or waits for that. */
function told(): readonly Step[] {
  return [tell(event('request', ['Method: [$method]', 'CSeq: [$cseq]']), 'idle')];
}

/** A new INVITE makes a dialog; one with a tag of ours is for a dialog that there is. */
function answersToInvite(): readonly Step[] {
  const begin = act(
    set('inviteTo', '[$inviteTo];tag=[$tag]'),
    set('local', '[$inviteTo]'),
    set('remote', '[$inviteFrom]'),
    set('remoteTag', '[$fromTag]'),
  );
  return [label('take INVITE'), ...either('isNew', begin), label('take ACK'), ...told()];
}

function answersToRequests(options: PhoneScenarioOptions): readonly Step[] {
  const ok = send(reply('200 OK'));
  const unknown = send(reply('481 Call/Transaction Does Not Exist'));
  return [
    label('take BYE'),
    label('take INFO'),
    ...either('isOurs', ok, unknown),
    ...told(),
    label('take REFER'),
    ...either('isOurs', send(reply('200 OK', [contact(options)])), send(reply('603 Decline'))),
    ...told(),
    label('take NOTIFY'),
    ...either('isMine', ok, unknown),
    ...told(),
    label('take CANCEL'),
    label('take OPTIONS'),
    ok,
    ...told(),
    label('take UPDATE'),
    label('take MESSAGE'),
    send(reply('405 Method Not Allowed', [ABILITIES[0]])),
    ...told(),
    label('take SUBSCRIBE'),
    send(reply('489 Bad Event')),
    ...told(),
  ];
}

/** The ACK to a failure is the transaction's affair (RFC 3261 17.1.1.3). */
function answersToFailures(): readonly Step[] {
  return [
    label('take failure'),
    act(...same('isInvite', ['method', 'INVITE'])),
    ...either('isInvite', send(ACK_TO_FAILURE)),
    label('tell response'),
    tell(event('response', ['Status: [$status]', 'CSeq: [$number] [$method]']), 'idle'),
  ];
}
