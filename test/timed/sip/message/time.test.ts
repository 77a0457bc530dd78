import { describe, expect, test } from '@jest/globals';
import { parseDialogInfo } from '../../../../src/sip/dialog-info.ts';
import { parseChallenge } from '../../../../src/sip/digest.ts';
import { parseRetryAfter } from '../../../../src/sip/fields/retry-after.ts';
import { StreamFramer } from '../../../../src/sip/message/framer.ts';
import { headerValues } from '../../../../src/sip/message/headers.ts';
import { parseMessage } from '../../../../src/sip/message/parse.ts';
import { serializeMessage } from '../../../../src/sip/message/serialize.ts';
import { parseSdp } from '../../../../src/sip/sdp.ts';
import { parseSipfrag } from '../../../../src/sip/sipfrag.ts';
import { parseUri } from '../../../../src/sip/uri.ts';
import { processorTime } from '../../../processor-time.ts';

const NO_LIMITS = { limits: { head: 1e9, message: 1e9, headers: 1e9 } };

const withField = (field: string): string =>
  [
    'OPTIONS sip:bob@park.example SIP/2.0',
    'Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1',
    'From: <sip:alice@park.example>;tag=1',
    'To: <sip:bob@park.example>',
    'Call-ID: 1',
    'CSeq: 1 OPTIONS',
    field,
    'Content-Length: 0\r\n\r\n',
  ].join('\r\n');

const parse = (text: string): void => {
  const outcome = parseMessage(Buffer.from(text, 'latin1'), NO_LIMITS);
  if (!outcome.ok) return;
  serializeMessage(outcome.message);
  headerValues(outcome.message, 'Contact');
};

const pushByOctet = (text: string): void => {
  const framer = new StreamFramer(NO_LIMITS);
  for (const octet of Buffer.from(text)) framer.push(Uint8Array.of(octet));
};

/** Texts that trip up readers which try again and again; `size` is about their length. */
const TRAPS: ReadonlyArray<readonly [string, (text: string) => unknown, (size: number) => string]> = [
  ['a request line of spaces', parse, (size) => `A${' '.repeat(size)}x\r\n\r\n`],
  ['a request line of words', parse, (size) => `A${' a'.repeat(size / 2)}\r\n\r\n`],
  ['a status line without an end', parse, (size) => `SIP/2.0 200 ${'a'.repeat(size)}`],
  ['a field of folds', parse, (size) => withField(`X:${' a\r\n'.repeat(size / 4)} a`)],
  ['a field of blank folds', parse, (size) => withField(`X:${'\r\n '.repeat(size / 3)}a`)],
  ['many fields', parse, (size) => withField('X: y\r\n'.repeat(size / 6))],
  ['many lines without a colon', parse, (size) => withField('X\r\n'.repeat(size / 3))],
  ['many fields that end with LF', parse, (size) => withField('X: y\r\n'.repeat(size / 6)).replaceAll('\r', '')],
  ['many stray line ends', parse, (size) => withField(`X: ${'\n'.repeat(size)}`)],
  ['many stray CRs', parse, (size) => withField(`X: ${'\r'.repeat(size)}`)],
  ['lines of LF after one of CRLF', parse, (size) => withField('X: y\n'.repeat(size / 5))],
  ['a Contact of commas', parse, (size) => withField(`Contact: ${','.repeat(size)}`)],
  ['a Contact of addresses', parse, (size) => withField(`Contact: ${'<sip:a>, '.repeat(size / 9)}<sip:a>`)],
  ['a Contact of quotation marks', parse, (size) => withField(`Contact: ${'"'.repeat(size + 1)}`)],
  ['a Contact of brackets', parse, (size) => withField(`Contact: ${'<'.repeat(size)}`)],
  ['a Contact of backslashes', parse, (size) => withField(`Contact: "${'\\'.repeat(size)}`)],
  ['a Contact of parameters', parse, (size) => withField(`Contact: <sip:a>${';a'.repeat(size / 2)}`)],
  ['a Contact of blanks', parse, (size) => withField(`Contact: a${' '.repeat(size)}"`)],
  ['a Via of blanks', parse, (size) => withField(`Via: SIP/2.0/UDP${' '.repeat(size)}:`)],
  ['octets that are not UTF-8', parse, (size) => withField(`X: ${'\xff\xc3'.repeat(size / 2)}`)],
  ['a stream, octet by octet', pushByOctet, (size) => withField('X: y\r\n'.repeat(size / 6))],
  ['a stream of line ends', pushByOctet, (size) => '\r\n'.repeat(size / 2)],
  ['a user part without an end', parseUri, (size) => `sip:${'a'.repeat(size)}`],
  ['a URI of @', parseUri, (size) => `sip:${'@'.repeat(size)}`],
  ['a URI of escapes', parseUri, (size) => `sip:${'%41'.repeat(size / 3)}@a`],
  ['a URI of parameters', parseUri, (size) => `sip:a${';'.repeat(size)}`],
  ['a URI of headers', parseUri, (size) => `sip:a?${'a=b&'.repeat(size / 4)}`],
  ['an IPv6 address of colons', parseUri, (size) => `sip:[${':'.repeat(size)}]`],
  ['a challenge of commas', parseChallenge, (size) => `Digest ${',a=b'.repeat(size / 4)}`],
  ['a Retry-After of blanks', parseRetryAfter, (size) => `1${' '.repeat(size)}x`],
  ['a Retry-After of comments', parseRetryAfter, (size) => `1 (${'('.repeat(size)}`],
  ['a session description of line ends', parseSdp, (size) => `v=0${'\n'.repeat(size)}x`],
  ['a session description of blanks', parseSdp, (size) => `v=0\r\n${' '.repeat(size)}x`],
  ['a sipfrag of line ends', parseSipfrag, (size) => `SIP/2.0 200 OK${'\r'.repeat(size)}`],
  ['a document of brackets', parseDialogInfo, (size) => '<'.repeat(size)],
  ['a document of comments', parseDialogInfo, (size) => '<!--'.repeat(size / 4)],
  ['a document of depth', parseDialogInfo, (size) => '<a>'.repeat(size / 3)],
  ['a document of empty elements', parseDialogInfo, (size) => `<a>${'<b/>'.repeat(size / 4)}</a>`],
  ['a document of attributes', parseDialogInfo, (size) => `<a${' a=""'.repeat(size / 5)}>`],
  ['a document of blanks', parseDialogInfo, (size) => `<a${' '.repeat(size)}`],
  ['a document of one name', parseDialogInfo, (size) => `<${'a'.repeat(size)}`],
  ['a document of namespaces', parseDialogInfo, (size) => `<a${' xmlns:b=""'.repeat(size / 11)}>`],
  ['a document of instructions', parseDialogInfo, (size) => `<a>${'<?b c?>'.repeat(size / 7)}</a>`],
  ['a document of CDATA', parseDialogInfo, (size) => `<a>${'<![CDATA[]]>'.repeat(size / 12)}</a>`],
  ['a document of a document type', parseDialogInfo, (size) => `<!DOCTYPE a [${'<!ENTITY b "c">'.repeat(size / 15)}`],
  ['a document of ampersands', parseDialogInfo, (size) => `<a>${'&'.repeat(size)}`],
];

describe('the time to read', () => {
  // Sixteen times the text may take at most about sixteen times as long; a reader with quadratic time would take 256 times.
  test.each(TRAPS)('%s grows with its length at most', (_, read, trap) => {
    let [ratio, tries] = [Number.POSITIVE_INFINITY, 0];
    // A busy machine slows one of the two down now and then, and a reader with quadratic time is slow each time.
    while (ratio >= 80 && tries < 10) {
      ratio = best(read, trap(64_000)) / Math.max(best(read, trap(4_000)), 0.2);
      tries += 1;
    }
    expect(ratio).toBeLessThan(80);
  });
});

/** Milliseconds of a processor for the fastest of some runs, which is the least disturbed. */
function best(read: (text: string) => unknown, text: string): number {
  return Math.min(...Array.from({ length: 5 }, () => processorTime(() => read(text))));
}
