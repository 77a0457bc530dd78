import { parseContentType } from '../fields/content-type.ts';
import { header } from '../message/headers.ts';
import type { SipMessage } from '../message/message.ts';

/** `application/sdp`, in lower case and without parameters; undefined when it is missing or malformed. */
export function mediaType(message: SipMessage): string | undefined {
  const type = parseContentType(header(message, 'Content-Type') ?? '');
  return type && `${type.type}/${type.subtype}`;
}
