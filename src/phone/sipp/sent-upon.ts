/** Which message is what SIPp sends upon a command. Beside it SIPp answers requests by itself, at any moment. */
import { cseq } from '../../sip/fields/cseq.ts';
import type { SipMessage } from '../../sip/message/message.ts';
import type { Opening, Speaking, Verb } from './verbs.ts';

const ASKING: Readonly<Record<Opening | Speaking, string>> = {
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
const METHODS: ReadonlyMap<string, string> = new Map(Object.entries(ASKING));

export function isSentUpon(verb: Verb, message: SipMessage): boolean {
  const method = METHODS.get(verb.replace(/-auth$/, ''));
  if (message.kind === 'request') return message.method === method;
  if (method !== undefined || cseq(message)?.method !== 'INVITE') return false;
  if (verb === 'ring') return message.status === 180;
  return verb === 'answer' ? message.status === 200 : message.status === Number(verb.slice('refuse-'.length));
}
