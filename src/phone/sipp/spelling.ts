/**
 * SIPp finds a header field only by the one name that its scenario says, at the beginning of a line, right before the
 * colon, and takes a field to end with its line. RFC 3261 7.3 allows a good deal more than that.
 */
import type { HeaderField, SipMessage } from '../../sip/message/message.ts';
import { parseMessage } from '../../sip/message/parse.ts';
import { serializeMessage } from '../../sip/message/serialize.ts';

/**
 * The same message as SIPp reads it: long names in their usual spelling, right before the colon, one line for each
 * field, `SIP/2.0` and CRLF. Order, values, body and what follows it stay, octet for octet; so does all of a datagram
 * that is no SIP.
 */
export function spelledForSipp(datagram: Uint8Array): Uint8Array {
  const outcome = parseMessage(datagram);
  if (!outcome.ok) return datagram;
  const ignored = datagram.subarray(datagram.length - outcome.ignored);
  return Buffer.concat([serializeMessage(inUsualForm(outcome.message)), ignored]);
}

/** Without what the parser has kept so as to give back the octets that came. */
function inUsualForm({ wire, ...message }: SipMessage): SipMessage {
  const headers = message.headers.map(inOneLine);
  // A Content-Length that was not there is not put in.
  return wire?.unsized === true ? { ...message, headers, wire: { unsized: true } } : { ...message, headers };
}

/** Between the number and the method of a CSeq SIPp skips one character, whatever white space there is. */
function inOneLine({ name, value }: HeaderField): HeaderField {
  return { name, value: name === 'CSeq' ? value.replace(/[ \t]+/, ' ') : value };
}
