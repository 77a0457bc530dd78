/** A message in spellings that RFC 3261 7.3 allows, and that nobody's scenario names. */
import { splitAt } from '../../../src/sip/message/basic-rules.ts';
import type { HeaderField, SipMessage } from '../../../src/sip/message/message.ts';
import { serializeMessage } from '../../../src/sip/message/serialize.ts';

const SEMICOLON = 0x3b;

const COMPACT: Readonly<Record<string, string>> = {
  Via: 'v',
  From: 'f',
  To: 't',
  'Call-ID': 'i',
  Contact: 'm',
  'Content-Length': 'l',
  'Content-Type': 'c',
  Supported: 'k',
  Event: 'o',
  'Refer-To': 'r',
  'Referred-By': 'b',
  Subject: 's',
  'Content-Encoding': 'e',
};

export const SPELLINGS: Readonly<Record<string, (field: HeaderField) => string>> = {
  compact: ({ name, value }) => `${COMPACT[name] ?? name}: ${value}`,
  'in lower case': ({ name, value }) => `${name.toLowerCase()}: ${value}`,
  'in upper case': ({ name, value }) => `${name.toUpperCase()}: ${value}`,
  'without a space': ({ name, value }) => `${name}:${value}`,
  'with spaces': ({ name, value }) => `${name} \t:  \t${value} `,
  folded: ({ name, value }) => `${name}:\r\n ${params(value, '\r\n\t;').replace(' ', ' \r\n ')}`,
  'with wide values': ({ name, value }) =>
    `${name}: ${params(value, ' ;\t')
      .replace(/^(\d+) /, '0$1 \t ')
      .replace(';tag=', '; tag = ')}`,
  'with all of that': ({ name, value }) =>
    `${COMPACT[name] ?? name.toLowerCase()} \t:\r\n\t ${params(value, ' \r\n ;\r\n\t')}`,
};

/** With another separator before each parameter; what is in quotation marks or brackets must stay. */
function params(value: string, separator: string): string {
  return splitAt(value, SEMICOLON).join(separator);
}

export function spelled(message: SipMessage, spelling: (field: HeaderField) => string): Buffer {
  const headers = message.headers.map((field) => ({ ...field, raw: spelling(field) }));
  return Buffer.from(serializeMessage({ ...message, headers }));
}
