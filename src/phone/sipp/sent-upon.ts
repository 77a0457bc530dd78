/** Which message is what SIPp sends upon a command. Beside it SIPp answers requests by itself, at any moment. */
import { cseq } from '../../sip/fields/cseq.ts';
import type { SipMessage } from '../../sip/message/message.ts';
import type { Opening, Speaking, Verb } from './verbs.ts';

const METHODS: Readonly<Record<Opening | Speaking, string>> = {
  register: 'REGISTER',
  subscribe: 'SUBSCRIBE',
  resubscribe: 'SUBSCRIBE',
  refer: 'REFER',
  'refer-inside': 'REFER',
  invite: 'INVITE',
  'invite-replacing': 'INVITE',
  'invite-referred': 'INVITE',
  'invite-replacing-referred': 'INVITE',
  reinvite: 'INVITE',
  ack: 'ACK',
  bye: 'BYE',
  info: 'INFO',
  notify: 'NOTIFY',
  cancel: 'CANCEL',
};

export function isSentUpon(verb: Verb, message: SipMessage): boolean {
  if (message.kind === 'request') return isAsking(verb) && message.method === METHODS[withoutCredentials(verb)];
  if (isAsking(verb) || cseq(message)?.method !== 'INVITE') return false;
  if (verb === 'ring') return message.status === 180;
  return verb === 'answer' ? message.status === 200 : message.status === Number(verb.slice('refuse-'.length));
}

type Asking = Exclude<Verb, 'ring' | 'answer' | `refuse-${number}`>;

function isAsking(verb: Verb): verb is Asking {
  return verb !== 'ring' && verb !== 'answer' && !verb.startsWith('refuse-');
}

function withoutCredentials(verb: Asking): Opening | Speaking {
  return verb.replace(/-auth$/, '') as Opening | Speaking;
}
