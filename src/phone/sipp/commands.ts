/** What the scenario of a SIPp phone does upon each command. */
import type { Step } from 'sipp-ts-wrapper';
import { ABILITIES, CANCEL, contact, type Identity, replyToInvite, request, within } from './sipp-messages.ts';
import { label, send, set } from './scenario-parts.ts';
import { type Answering, type Opening, REFUSALS, type Verb } from './verbs.ts';

/** RFC 3261's timer T1, in ms: when a request outside of a dialog is sent again for the first time. */
const T1 = 500;

/** SIPp's `jump` follows the `next` of the step before the one that it is told of: hence an empty one. */
function deed(verb: Verb, text: string, retrans?: number): readonly Step[] {
  return [
    { kind: 'nop' },
    label(`do ${verb}`),
    send(text, { next: 'idle', ...(retrans === undefined ? {} : { retrans }) }),
  ];
}

/** A final answer to the INVITE that came last. */
function final(verb: Answering, text: string): readonly Step[] {
  return deed(verb, text).map((step) =>
    step.kind === 'send' ? { ...step, actions: [set('unanswered', 'no')] } : step,
  );
}

/** All of them; each goes back to where the call waits. */
export function deeds(options: Identity): readonly Step[] {
  const me = contact(options);
  const said = { replaces: ['Require: replaces', 'Replaces: [$replaces]'], referred: ['Referred-By: [$referredBy]'] };
  const asksFor = [me, 'Event: [$event]', 'Expires: [$state]', 'Accept: [$accept]'];
  const openings: ReadonlyArray<readonly [Opening, string, readonly string[]]> = [
    ['register', 'REGISTER', [me, 'Expires: [$state]', 'Supported: path']],
    ['subscribe', 'SUBSCRIBE', asksFor],
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
      // An INVITE that is given up must not go on asking: a party that comes up there later would be called.
      const again = method === 'INVITE' ? undefined : T1;
      return [
        ...deed(verb, request(parts), again),
        ...deed(`${verb}-auth`, request({ ...parts, credentials: true }), again),
      ];
    }),
    ...deed('resubscribe', within('SUBSCRIBE', { lines: asksFor }), T1),
    ...deed('resubscribe-auth', within('SUBSCRIBE', { lines: asksFor, credentials: true }), T1),
    // Other requests may have gone out since the INVITE.
    ...deed('ack', within('ACK', { number: '[$acked]' })),
    ...deed('reinvite', within('INVITE', { lines: [me, ...ABILITIES], body: 'sdp' })),
    ...deed('bye', within('BYE')),
    ...deed('refer-inside', within('REFER', { lines: [me, 'Refer-To: [$referTo]', 'Referred-By: [$referredBy]'] })),
    ...deed('info', within('INFO', { body: 'given' })),
    ...deed(
      'notify',
      within('NOTIFY', { lines: [me, 'Event: [$event]', 'Subscription-State: [$state]'], body: 'sipfrag' }),
    ),
    ...deed('cancel', CANCEL),
    ...deed('ring', replyToInvite('180 Ringing', [me])),
    ...final('answer', replyToInvite('200 OK', [me, ...ABILITIES], 'sdp')),
    ...REFUSALS.flatMap(([status, reason]) =>
      final(`refuse-${status}`, replyToInvite(`${status} ${status === 400 ? '[$wrong]' : reason}`)),
    ),
  ];
}
