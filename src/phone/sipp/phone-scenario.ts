/**
 * What SIPp runs for each call of a phone. One loop: whatever comes is answered or not as RFC 3261 says, and told; then
 * the call waits for the next command. SIPp keeps the dialog (tags, numbers, route set), and repeats requests; what to
 * do next is decided outside.
 *
 * The first steps wait for a message or a command, so SIPp takes calls that come in as well as calls that it is told to
 * make, in one process and on one socket.
 */
import type { Action, Recv, Scenario, Step } from 'sipp-ts-wrapper';
import { answers, NOT_ALLOWED } from './answers.ts';
import { deeds } from './commands.ts';
import type { Identity } from './sipp-messages.ts';
import { act, keepHeader, keepPart, label, onAnyRequest, onRequest, set, stepAt } from './scenario-parts.ts';
import { FIELDS, type Verb } from './verbs.ts';

/** SIPp takes only responses that it is told of. These are registered with IANA, and some that are seen in the field. */
const STATUSES: readonly number[] = [
  100, 180, 181, 182, 183, 199, 200, 202, 204, 300, 301, 302, 305, 380, 400, 401, 402, 403, 404, 405, 406, 407, 408,
  410, 412, 413, 414, 415, 416, 417, 420, 421, 422, 423, 424, 425, 428, 429, 430, 433, 436, 437, 438, 439, 440, 469,
  470, 480, 481, 482, 483, 484, 485, 486, 487, 488, 489, 491, 493, 494, 500, 501, 502, 503, 504, 505, 513, 555, 580,
  600, 603, 604, 606, 607, 608,
];

export function phoneScenario(options: Identity): Scenario {
  return {
    name: `parkspec phone of ${options.user}`,
    steps: [
      ...entrance(options),
      label('dispatch'),
      act({ kind: 'jump', value: { variable: 'step' } }),
      ...deeds(options),
      ...answers(options),
      // Behind every send: only there does what comes stop the repetition of a request.
      ...idle(),
    ],
  };
}

/** Which step a command goes to, by its verb. */
export function stepOf(scenario: Scenario, verb: Verb): number {
  return stepAt(scenario, `do ${verb}`);
}

/** A call begins with a message that came, or with a command. */
function entrance(options: Identity): readonly Step[] {
  const name = options.displayName === undefined ? '' : `"${options.displayName}" `;
  const local = `${name}<${options.aor}>;tag=[salt]-[call_number]`;
  const begin = [set('tag', '[salt]-[call_number]'), set('local', local)];
  return [...requests(begin), { kind: 'recvCmd', next: 'dispatch', actions: [...begin, ...command()] }];
}

function idle(): readonly Step[] {
  return [
    label('idle'),
    ...requests(),
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

function requests(begin: readonly Action[] = []): readonly Recv[] {
  const came: readonly Action[] = [
    ...begin,
    ...keepHeader('cseq', 'CSeq'),
    ...keepPart('fromTag', 'From', TAG),
    ...keepPart('toTag', 'To', TAG),
    // Nothing where there is a tag: the group is empty.
    set('ownTag', ';tag=[$tag]'),
    { kind: 'ereg', regexp: `${TAG_NAME}()`, searchIn: { header: 'To:' }, assignTo: ['match', 'ownTag'] },
  ];
  const itsMethod: readonly Action[] = [{ kind: 'ereg', regexp: '^([^ ]+)', assignTo: ['match', 'method'] }];
  const invite: readonly Action[] = [
    ...came,
    set('method', 'INVITE'),
    // What it is like is kept only once it is known not to be the same INVITE on another way.
    set('routes', ''),
    { kind: 'ereg', regexp: lines('Via'), assignTo: ['vias'] },
    { kind: 'ereg', regexp: lines('Record-Route'), assignTo: ['routes'] },
    ...keepHeader('from', 'From'),
    ...keepHeader('to', 'To'),
  ];
  return [
    onRequest('INVITE', 'take INVITE', invite, true),
    onRequest('ACK', 'take ACK', [...came, set('method', 'ACK')]),
    ...['REFER', 'NOTIFY', 'SUBSCRIBE', 'PRACK'].map((method) =>
      onRequest(method, `take ${method}`, [...came, set('method', method)]),
    ),
    // Few steps: SIPp takes no scenario of more than 64 KiB.
    onAnyRequest('^(BYE|INFO)$', 'take BYE', [...came, ...itsMethod]),
    onAnyRequest('^(CANCEL|OPTIONS)$', 'take CANCEL', [...came, ...itsMethod]),
    onAnyRequest(`^(${NOT_ALLOWED.join('|')})$`, 'take what is not allowed', [...came, ...itsMethod]),
    // Of a response SIPp takes the method to be empty.
    onAnyRequest('.+', 'take what is unknown', [...came, ...itsMethod]),
  ];
}

/** Consecutive header lines of one name, with their line ends. A tab is a control character, too, but ends no line. */
function lines(name: string): string {
  return `(${name}:([^[:cntrl:]]|[[:blank:]])*[[:cntrl:]]{2})+`;
}

/** White space may stand around both marks, and does where a line was folded there. */
const TAG_NAME = ';[[:space:]]*[Tt][Aa][Gg][[:space:]]*=';
const TAG = `${TAG_NAME}[[:space:]]*([^;>[:space:]]*)`;

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
  ];
}

/** What a response answers, and what it tells that must be kept. SIPp can look at a message only where it is received. */
function answered(status: number): readonly Action[] {
  const what: readonly Action[] = [
    set('status', String(status)),
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
