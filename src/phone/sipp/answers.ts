/** What the scenario of a SIPp phone does with a message that has come, by itself. */
import type { Step } from 'sipp-ts-wrapper';
import { ABILITIES, ACK_TO_FAILURE, contact, type Identity, reply } from './sipp-messages.ts';
import { ABSENT, act, either, label, same, send, set, tell } from './scenario-parts.ts';

/** Methods that exist, but not for this phone: 405, where one that nobody knows gets 501 (RFC 3261 21.4.6, 21.5.2). */
export const NOT_ALLOWED = ['UPDATE', 'MESSAGE', 'PUBLISH', 'REGISTER'] as const;

/** All of it is told; then the call waits again. */
export function answers(options: Identity): readonly Step[] {
  return [...answersToInvite(), ...answersToRequests(options), ...answersToFailures()];
}

function event(name: string, fields: readonly string[]): string {
  return `\nCall-ID: [call_id]\nEvent: ${name}\nRe: [$seq]\n${fields.join('\n')}\n\n`;
}

/** What is told of every request, once it is answered or waits for that. */
function told(): readonly Step[] {
  return [tell(event('request', ['Method: [$method]', 'CSeq: [$cseq]']), 'idle')];
}

/**
 * A new INVITE makes a dialog; one with a tag of ours is for a dialog that there is. One that comes on a second way is
 * refused (RFC 3261 8.2.2.2), and one that comes before the last one in its dialog is answered, too (14.2).
 */
function answersToInvite(): readonly Step[] {
  const kept = ['vias', 'routes', 'from', 'to', 'cseq', 'fromTag'] as const;
  const keep = act(...kept.map((variable) => set(INVITE_S[variable], `[$${variable}]`)), set('unanswered', 'yes'));
  const begin = act(
    set('inviteTo', '[$inviteTo];tag=[$tag]'),
    set('local', '[$inviteTo]'),
    set('remote', '[$inviteFrom]'),
    set('remoteTag', '[$fromTag]'),
  );
  const which = act(
    ...same('isNew', ['toTag', ABSENT]),
    ...same(
      'isMerged',
      ['toTag', ABSENT],
      ['cseq', { variable: 'inviteCSeq' }],
      ['fromTag', { variable: 'inviteTag' }],
    ),
    ...same('isEarly', ['unanswered', 'yes'], ['toTag', { variable: 'tag' }]),
  );
  const later = `Retry-After: ${1 + Math.floor(Math.random() * 10)}`;
  return [
    label('take INVITE'),
    which,
    ...unless('isMerged', reply('482 Loop Detected')),
    ...unless('isEarly', reply('500 Server Internal Error', [later])),
    keep,
    ...either('isNew', begin),
    label('take ACK'),
    ...told(),
  ];
}

/** An INVITE that is answered at once. A step that is left out because of its condition goes where its `next` leads all the same. */
function unless(flag: string, text: string): readonly Step[] {
  return [...either(flag, send(text)), { kind: 'nop', next: 'take ACK', test: flag }];
}

/** Where the answers to the INVITE that came last find what it was like. */
const INVITE_S = {
  vias: 'inviteVias',
  routes: 'inviteRoutes',
  from: 'inviteFrom',
  to: 'inviteTo',
  cseq: 'inviteCSeq',
  fromTag: 'inviteTag',
} as const;

function answersToRequests(options: Identity): readonly Step[] {
  const ofDialog = act(...same('isOurs', ['fromTag', { variable: 'remoteTag' }], ['toTag', { variable: 'tag' }]));
  const ok = send(reply('200 OK'));
  const unknown = send(reply('481 Call/Transaction Does Not Exist'));
  return [
    label('take BYE'),
    ofDialog,
    ...either('isOurs', ok, unknown),
    ...told(),
    label('take REFER'),
    ofDialog,
    ...either('isOurs', send(reply('200 OK', [contact(options)])), send(reply('603 Decline'))),
    ...told(),
    label('take NOTIFY'),
    act(...same('isMine', ['mine', 'yes'])),
    ...either('isMine', ok, unknown),
    ...told(),
    label('take CANCEL'),
    ok,
    ...told(),
    label('take PRACK'),
    unknown,
    ...told(),
    label('take what is not allowed'),
    send(reply('405 Method Not Allowed', [ABILITIES[0]])),
    ...told(),
    label('take what is unknown'),
    send(reply('501 Not Implemented', [ABILITIES[0]])),
    ...told(),
    label('take SUBSCRIBE'),
    send(reply('489 Bad Event', ['Allow-Events: refer'])),
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
