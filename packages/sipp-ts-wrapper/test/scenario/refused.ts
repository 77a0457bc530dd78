import {
  label,
  nop,
  pause,
  recv,
  recvCmd,
  type Scenario,
  scenario,
  send,
  sendCmd,
  type Step,
  timewait,
} from '../../src/index.ts';

/** A scenario with one thing wrong. */
export interface Refused {
  readonly rule: string;
  readonly name: string;
  readonly scenario: Scenario;
  /** What SIPp says when it loads it; left out where SIPp takes it and fails later, or never says. */
  readonly sipp?: RegExp;
  /** It needs a twin. */
  readonly twin?: true;
}

/** A request, with a branch that a loop does not repeat. */
export function request(method = 'OPTIONS', more = ''): string {
  return `
    ${method} sip:a@[remote_ip]:[remote_port] SIP/2.0
    Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]-[cseq]
    From: <sip:a@b>;tag=1
    To: <sip:a@b>
    Call-ID: [call_id]
    CSeq: [cseq] ${method}
    ${more}
    Content-Length: 0
  `.replace(/\n\s*\n/, '\n');
}

export const ask = send(request());
export const answered = recv(200);

const of = (...steps: Step[]): Scenario => scenario('refused', steps);
const log = (message: string) => ({ kind: 'log', message }) as const;
const command = 'Call-ID: [call_id]\nEvent: a\n\n';

export const refused: readonly Refused[] = [
  { rule: 'empty', name: 'no step', scenario: of(label('a')), sipp: /Did not find any messages/ },
  { rule: 'no-sip', name: 'only nops', scenario: of(nop()), sipp: /Unable to determine creation mode/ },
  {
    rule: 'no-sip',
    name: 'only commands',
    scenario: of(sendCmd(command), recvCmd()),
    sipp: /Unable to determine send mode/,
    twin: true,
  },
  {
    rule: 'timewait',
    name: 'a timewait in the middle',
    scenario: of(ask, timewait(1), answered),
    sipp: /<timewait> can only be the last message/,
  },
  {
    rule: 'timewait',
    name: 'a timewait with next',
    scenario: of(ask, answered, label('a'), timewait(1, { next: 'a' })),
    sipp: /next labels are not allowed in <timewait>/,
  },
  {
    rule: 'size',
    name: 'more than 64 KB',
    scenario: of(ask, answered, ...Array.from({ length: 700 }, () => nop([log('x'.repeat(80))]))),
    sipp: /Unable to load or parse/,
  },
  {
    rule: 'label-unknown',
    name: 'next to nowhere',
    scenario: of(send(request(), { next: 'a' }), answered),
    sipp: /The label 'a' was not defined \(index 0, next attribute\)/,
  },
  {
    rule: 'label-unknown',
    name: 'onTimeout to nowhere',
    scenario: of(ask, recv(200, { timeout: 100, onTimeout: 'a' })),
    sipp: /The label 'a' was not defined \(index 1, ontimeout attribute\)/,
  },
  {
    rule: 'label-unknown',
    name: 'a jump to nowhere',
    scenario: of(ask, answered, nop([{ kind: 'jump', value: { label: 'a' } }])),
  },
  {
    rule: 'label-doubled',
    name: 'a label twice',
    scenario: of(ask, answered, label('a'), label('a')),
    sipp: /The label name 'a' is used twice/,
  },
  { rule: 'next-missing', name: 'a chance of nothing', scenario: of(ask, recv(200, { chance: 0.5 })) },
  { rule: 'jump-range', name: 'a jump behind the end', scenario: of(ask, answered, nop([{ kind: 'jump', value: 9 }])) },
  {
    rule: 'jump-ignored',
    name: 'a jump in a recv',
    scenario: of(ask, recv(200, { actions: [{ kind: 'jump', value: 2 }] })),
  },
  {
    rule: 'optional-uncovered',
    name: 'an optional recv before a send',
    scenario: of(ask, recv(100, { optional: true }), send(request())),
    sipp: /<recv> before <send> sequence without a mandatory message\. Please remove one 'optional=true' \(element 3\)/,
  },
  {
    rule: 'optional-uncovered',
    name: 'an optional recv before a nop behind a label',
    scenario: of(ask, recv(100, { optional: true, next: 'a' }), label('a'), nop()),
    sipp: /<recv> before <nop> sequence/,
  },
  {
    rule: 'optional-uncovered',
    name: 'an optional recv before a pause',
    scenario: of(ask, recv(100, { optional: true }), pause(1)),
    sipp: /<recv> before <pause> sequence/,
  },
  {
    rule: 'optional-uncovered',
    name: 'an optional recvCmd before a send',
    scenario: of(recvCmd({ optional: true }), ask, answered),
    sipp: /<recv> before <send> sequence/,
    twin: true,
  },
  {
    rule: 'advance-state',
    name: 'a mandatory recv that does not go on',
    scenario: of(ask, recv(200, { advanceState: false })),
    sipp: /advance_state is allowed only for optional messages/,
  },
  { rule: 'response-code', name: 'a response that there is not', scenario: of(ask, recv(999)) },
  { rule: 'request-empty', name: 'a request without a method', scenario: of(recv('')) },
  {
    rule: 'timeout-dead',
    name: 'a timeout on the last of a group',
    scenario: of(ask, recv(100, { optional: true }), recv(200, { timeout: 300, onTimeout: 'a' }), label('a')),
  },
  {
    rule: 'first-line',
    name: 'nothing to send',
    scenario: of(send(' '), answered),
    sipp: /You can not use a keyword for the METHOD/,
  },
  {
    rule: 'first-line',
    name: 'a keyword for the method',
    scenario: of(send(request('[service]')), answered),
    sipp: /You can not use a keyword for the METHOD/,
  },
  {
    rule: 'first-line',
    name: 'an answer that there is not',
    scenario: of(recv('INVITE'), send('SIP/2.0 700 No\nCall-ID: [call_id]')),
    sipp: /Response codes must be in the range of 100-700/,
  },
  { rule: 'retrans-unanswered', name: 'a request at the end', scenario: of(send(request(), { retrans: 500 })) },
  {
    rule: 'retrans-unanswered',
    name: 'two requests in a row',
    scenario: of(send(request(), { retrans: 500 }), ask, answered),
  },
  { rule: 'answer-race', name: 'a nop before the answer', scenario: of(ask, nop(), answered) },
  { rule: 'answer-race', name: 'a pause before the answer', scenario: of(ask, pause(1000), answered) },
  {
    rule: 'branch-repeats',
    name: 'a branch that a loop repeats',
    scenario: of(label('a'), send(request().replace('-[cseq]', '')), recv(200, { next: 'a', chance: 0.5 })),
  },
  {
    rule: 'keyword-unknown',
    name: 'an address in brackets',
    scenario: of(send(request('OPTIONS', 'Contact: <sip:a@[::1]>')), answered),
    sipp: /Unsupported keyword '::1' in xml scenario file/,
  },
  {
    rule: 'keyword-unknown',
    name: 'a keyword of a later SIPp',
    scenario: of(ask, recv(200, { actions: [log('[cryptotag1audio]')] })),
    sipp: /Unsupported keyword 'cryptotag1audio'/,
  },
  {
    rule: 'keyword-broken',
    name: 'an open bracket',
    scenario: of(send(request('OPTIONS', 'Subject: [')), answered),
    sipp: /Syntax error or invalid \[keyword\]|Unsupported keyword/,
  },
  {
    rule: 'authentication-unchallenged',
    name: 'credentials for no challenge',
    scenario: of(send(request('REGISTER', '[authentication]')), answered),
  },
  {
    rule: 'transaction-incomplete',
    name: 'a transaction that nobody answers',
    scenario: of(send(request(), { startTxn: 't' }), answered),
    sipp: /Transaction t has no responses defined!/,
  },
  {
    rule: 'transaction-incomplete',
    name: 'an INVITE without its ACK',
    scenario: of(send(request('INVITE'), { startTxn: 't' }), recv(200, { responseTxn: 't' })),
    sipp: /Transaction t is an INVITE transaction without an ACK!/,
  },
  {
    rule: 'transaction-misused',
    name: 'an ACK that starts a transaction',
    scenario: of(send(request('ACK'), { startTxn: 't' }), answered),
    sipp: /An ACK message can not start a transaction!/,
  },
  {
    rule: 'rtd-endless',
    name: 'a response time without end',
    scenario: of(send(request(), { startRtd: 't' }), answered),
    sipp: /You have started Response Time Duration t, but have never stopped it!/,
  },
  {
    rule: 'rtd-repeat',
    name: 'a repetition of no response time',
    scenario: of(ask, recv(200, { repeatRtd: true })),
    sipp: /There is a repeat_rtd element without an rtd element/,
  },
  {
    rule: 'command-call-id',
    name: 'a command without Call-ID',
    scenario: of(sendCmd('Event: a'), recvCmd(), ask, answered),
    twin: true,
  },
  {
    rule: 'command-race',
    name: 'a send between commands',
    scenario: of(sendCmd(command), ask, recvCmd(), answered),
    twin: true,
  },
  {
    rule: 'command-peers',
    name: 'a peer here and none there',
    scenario: of(sendCmd(command, { dest: 'a' }), recvCmd(), ask, answered),
    twin: true,
  },
  {
    rule: 'variable-unset',
    name: 'a variable that nothing sets',
    scenario: of(ask, recv(200, { actions: [log('[$a]')] })),
  },
  {
    rule: 'variable-stranger',
    name: 'a reference to nothing',
    scenario: { ...of(ask, answered), references: ['a'] },
    sipp: /Could not reference non-existant variable 'a'/,
  },
  {
    rule: 'check-ignored',
    name: 'a check in a nop',
    scenario: of(
      ask,
      answered,
      nop([
        { kind: 'assign', assignTo: 'a', value: 1 },
        { kind: 'test', variable: 'a', compare: 'equal', value: 2, check: 'holds' },
      ]),
    ),
  },
  {
    rule: 'message-missing',
    name: 'a search in the message of a nop',
    scenario: of(ask, answered, nop([{ kind: 'ereg', regexp: 'a', assignTo: ['a'] }])),
  },
  {
    rule: 'stop-ignored',
    name: 'a stop in a nop',
    scenario: of(ask, answered, nop([{ kind: 'exec', run: { intCmd: 'stop_call' } }])),
  },
  {
    rule: 'divide-by-zero',
    name: 'a division by 0',
    scenario: of(
      ask,
      recv(200, {
        actions: [
          { kind: 'assign', assignTo: 'a', value: 1 },
          { kind: 'divide', assignTo: 'a', value: 0 },
        ],
      }),
    ),
    sipp: /divide actions can not have a value of zero!/,
  },
  {
    rule: 'comparison-idle',
    name: 'a comparison for nothing',
    scenario: of(
      ask,
      recv(200, {
        actions: [
          { kind: 'assign', assignTo: 'a', value: 1 },
          { kind: 'test', variable: 'a', compare: 'equal', value: 1 },
        ],
      }),
    ),
    sipp: /test is missing the required 'assign_to' variable parameter/,
  },
  {
    rule: 'version',
    name: 'an action of a later SIPp',
    scenario: of(
      ask,
      recv(200, {
        actions: [
          { kind: 'assignstr', assignTo: 'a', value: 'a b' },
          { kind: 'urlencode', variable: 'a' },
        ],
      }),
    ),
    sipp: /Unknown action: urlencode/,
  },
  {
    rule: 'version',
    name: 'an echo of a later SIPp',
    scenario: of(ask, recv(200, { actions: [{ kind: 'exec', run: { rtpEcho: 'startaudio,0,PCMU/8000' } }] })),
    sipp: /illegal <exec> in the scenario/,
  },
  {
    rule: 'range',
    name: 'a chance above 1',
    scenario: of(label('a'), ask, recv(200, { next: 'a', chance: 2 })),
    sipp: /Chance 2 not in range/,
  },
  {
    rule: 'range',
    name: 'a timeout in fractions',
    scenario: of(ask, recv(200, { timeout: 0.5 })),
    sipp: /is not a valid integer/,
  },
  { rule: 'range', name: 'a negative pause', scenario: of(ask, answered, pause(-1)) },
  {
    rule: 'name',
    name: 'a label with an ampersand',
    scenario: of(send(request(), { next: 'a&b' }), label('a&b'), answered),
  },
  {
    rule: 'name',
    name: 'a variable with a number behind a minus',
    scenario: of(ask, recv(200, { actions: [{ kind: 'assignstr', assignTo: 'a-1', value: 'x' }, log('[$a-1]')] })),
  },
  { rule: 'bounds', name: 'bounds that fall', scenario: { ...of(ask, answered), responseTimes: [10, 5] } },
  {
    rule: 'attribute-mistaken',
    name: 'a text that looks like an attribute',
    scenario: of(
      ask,
      recv(200, {
        actions: [
          { kind: 'assignstr', assignTo: 'a', value: 'x' },
          { kind: 'strcmp', assignTo: 'b', variable: 'a', value: 'x variable2=y' },
        ],
      }),
    ),
    sipp: /Can not have both a value and a variable2 for strcmp!/,
  },
  { rule: 'attribute-character', name: 'a name in quotes', scenario: of(ask, recv(200, { display: 'the "answer"' })) },
  { rule: 'text-control', name: 'a lone CR', scenario: of(send(request('OPTIONS', 'Subject: a\rb')), answered) },
];
