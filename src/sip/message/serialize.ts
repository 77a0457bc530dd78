/** Messages to octets. A message that was parsed comes out as it came in, octet for octet. */
import type { HeaderField, SipMessage } from './message.ts';
import { encodeWithTail } from './octets.ts';

/**
 * Writes the message. Content-Length is corrected when it does not match the body, and added when a message of our own
 * has none.
 *
 * @throws RangeError when a value of our own making has a line end in it, which would smuggle in a header field.
 */
export function serializeMessage(message: SipMessage): Uint8Array {
  const end = message.wire?.lineEnd ?? '\r\n';
  let head = startLine(message) + end;
  let sized = message.wire?.unsized === true;
  for (const field of message.headers) {
    if (field.name === 'Content-Length') {
      sized = true;
      head += lengthField(field, message.body.length);
    } else {
      head += fieldText(field);
    }
    head += end;
  }
  if (!sized) head += `Content-Length: ${message.body.length}${end}`;
  if (message.wire?.unended !== true) head += end;
  return encodeWithTail(head, message.body);
}

function startLine(message: SipMessage): string {
  const version = message.wire?.version ?? 'SIP/2.0';
  if (message.kind === 'response') {
    const bare = message.wire?.unspaced === true && message.reason === '';
    return `${version} ${message.status}${bare ? '' : ` ${oneLine(message.reason)}`}`;
  }
  return `${oneLine(message.method)} ${oneLine(message.uri)} ${version}`;
}

function fieldText(field: HeaderField): string {
  return field.raw ?? `${oneLine(field.name)}: ${oneLine(field.value)}`;
}

function lengthField(field: HeaderField, length: number): string {
  return field.value !== '' && Number(field.value) === length ? fieldText(field) : `Content-Length: ${length}`;
}

function oneLine(text: string): string {
  if (text.includes('\n') || text.includes('\r')) throw new RangeError(`a line end in "${text}"`);
  return text;
}
