/** Event (RFC 6665 8.2.1): the package, and the id that tells subscriptions of one dialog apart. */
import { header } from '../message/headers.ts';
import type { SipMessage } from '../message/message.ts';
import { trim, unquote } from '../message/basic-rules.ts';
import { soundParams } from './params.ts';

export interface EventField {
  /** Lower case; empty when there is no such field. */
  readonly name: string;
  readonly id: string | undefined;
}

export function eventOf(message: SipMessage): EventField {
  const value = header(message, 'Event') ?? '';
  const semicolon = value.indexOf(';');
  const name = trim(semicolon < 0 ? value : value.slice(0, semicolon)).toLowerCase();
  const id = semicolon < 0 ? undefined : soundParams(value, semicolon).get('id');
  return { name, id: id === undefined ? undefined : unquote(id) };
}
