/** What names a dialog: the tags of From and To, and Call-ID. */
import { header } from '../message/headers.ts';
import type { SipMessage } from '../message/message.ts';
import { parseNameAddr } from './name-addr.ts';

export function fromTag(message: SipMessage): string | undefined {
  return tagOf(header(message, 'From'));
}

export function toTag(message: SipMessage): string | undefined {
  return tagOf(header(message, 'To'));
}

export function callId(message: SipMessage): string | undefined {
  return header(message, 'Call-ID');
}

export function hasTag(value: string): boolean {
  return tagOf(value) !== undefined;
}

function tagOf(value: string | undefined): string | undefined {
  return value === undefined ? undefined : parseNameAddr(value)?.params.get('tag');
}
