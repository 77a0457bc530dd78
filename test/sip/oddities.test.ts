import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildRequest } from '../../src/sip/message/build.ts';
import { parseMessage } from '../../src/sip/message/parse.ts';
import { oddities } from '../../src/sip/oddities.ts';
import { parseSdp } from '../../src/sip/sdp.ts';

const folder = new URL('../../fixtures/', import.meta.url);
const DATE = 'Date is malformed';
const QUOTES = 'the display name of To needs quotation marks';
const SPACE = 'there is no space after the status code';
const STATE = 'a parameter of Subscription-State cannot be read';

/** What is odd about each odd message, in words. A message without an entry has nothing that an advisory speaks of. */
const ODD: Readonly<Record<string, readonly string[]>> = {
  'contact-raw-hash': ['the user part in Contact needs escapes'],
  'contact-second-malformed': ['Contact cannot be read'],
  'contact-second-quote-open': ['Contact cannot be read'],
  'date-day-without-zero': [DATE],
  'date-not-gmt': [DATE],
  'date-twice': [DATE],
  'display-name-address': ['the display name of From needs quotation marks', QUOTES],
  'display-name-colon': [QUOTES],
  'display-name-comma': ['the display name of From needs quotation marks'],
  'display-name-not-ascii-unquoted': ['the display name of From needs quotation marks'],
  'display-name-part-quoted': ['the display name of From needs quotation marks', QUOTES],
  'display-name-semicolon': [QUOTES],
  'parameter-empty-at-end': [
    'From has an empty parameter',
    'To has an empty parameter',
    'the URI in Contact has an empty parameter',
    'Contact has an empty parameter',
    'Via has an empty parameter',
  ],
  'parameter-empty-between': [
    'From has an empty parameter',
    'the URI in Contact has an empty parameter',
    'Contact has an empty parameter',
    'the URI in Record-Route has an empty parameter',
    'Record-Route has an empty parameter',
    'Via has an empty parameter',
  ],
  'parameter-twice-unused': [
    'From has a parameter twice',
    'Contact has a parameter twice',
    'Via has a parameter twice',
  ],
  'register-contact-of-another': ['Contact cannot be read'],
  'sipfrag-line-malformed': ['a line of the sipfrag cannot be read'],
  'status-no-reason': [SPACE],
  'status-no-reason-known': [SPACE],
  'status-no-reason-lower-case': [SPACE],
  'subscription-state-expires-malformed': [STATE],
  'subscription-state-parameter-malformed': [STATE],
  'subscription-state-parameter-twice': [STATE],
  'tag-base64': ['the tag of From is no token', 'the tag of To is no token'],
  'tag-twice-the-same': ['To has a parameter twice', 'Via has a parameter twice'],
  'tag-with-at': ['the tag of From is no token', 'the tag of To is no token'],
  'unused-fields-malformed': [DATE],
  'user-brackets-and-bars': ['the user part in Contact needs escapes'],
  'user-empty': ['the user part in From needs escapes'],
  'user-feature-code': ['the user part in To needs escapes', 'the user part in Contact needs escapes'],
  'user-not-ascii': ['the user part in To needs escapes'],
  'user-with-at': ['the user part in From needs escapes'],
};

/** Session descriptions that are legal, or odd in a line that RFC 4566 section 5 does not demand. */
const LEGAL = [
  'all-ports-zero',
  'dynamic-pcmu',
  'dynamic-pcmu-among-others',
  'no-streams',
  'origin-strange',
  'other-media-without-formats',
  'two-audio-both-ours',
  'two-audio-first-encrypted',
  'two-audio-first-refused',
  'two-audio-second-ours',
  'words-in-other-case',
];

describe('the oddities of a message', () => {
  test('are told of each odd message', () => {
    const told = Object.fromEntries(
      readdirSync(new URL('sip/odd/', folder)).map((file) => [parse(file).name, toldOf(`sip/odd/${file}`)]),
    );
    expect(Object.fromEntries(Object.entries(told).filter(([, texts]) => texts.length > 0))).toEqual(ODD);
  });
  test('has a section each', () => {
    const response = parseMessage(readFileSync(new URL('sip/odd/status-no-reason.sip', folder)));
    expect(response.ok && oddities(response.message)).toEqual([{ text: SPACE, source: 'RFC 3261 section 7.2' }]);
  });

  test('name a body whose type is not told', () => {
    const request = buildRequest({ method: 'INVITE', uri: 'sip:a', headers: [], body: Buffer.from('v=0') });
    expect(oddities(request)).toMatchObject([{ source: 'RFC 3261 section 20.15' }]);
  });

  test('are none in a valid one', () => {
    const told = readdirSync(new URL('sip/valid/', folder)).flatMap((file) =>
      toldOf(`sip/valid/${file}`).map((text) => `${file}: ${text}`),
    );
    expect(told).toEqual([]);
  });
  test('are told of each odd session description', () => {
    const plain = readdirSync(new URL('sdp/', folder)).filter((file) => sdpTold(file).length === 0);
    expect(plain.map((file) => parse(file).name).toSorted()).toEqual(LEGAL);
  });
});

function toldOf(file: string): readonly string[] {
  const outcome = parseMessage(readFileSync(new URL(file, folder)));
  if (!outcome.ok) throw new Error(outcome.reason);
  return oddities(outcome.message).map(({ text }) => text);
}

function sdpTold(file: string): readonly string[] {
  const body = readFileSync(new URL(`sdp/${file}`, folder));
  if (parseSdp(body) === undefined) throw new Error('cannot be read');
  return oddities(
    buildRequest({ method: 'INVITE', uri: 'sip:a', headers: [['Content-Type', 'application/sdp']], body }),
  ).map(({ text }) => text);
}
