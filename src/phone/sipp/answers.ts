/** What the scenario of a SIPp phone does with a message that has come, by itself. */
import type { Step } from 'sipp-ts-wrapper';
import { ABILITIES, ACK_TO_FAILURE, contact, type Identity, reply } from './sipp-messages.ts';
import { act, either, label, same, send, set, tell } from './scenario-parts.ts';

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

function answersToRequests(options: Identity): readonly Step[] {
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
