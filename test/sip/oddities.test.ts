import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildRequest } from '../../src/sip/message/build.ts';
import { parseMessage } from '../../src/sip/message/parse.ts';
import { oddities } from '../../src/sip/oddities.ts';
import { parseSdp } from '../../src/sip/sdp.ts';
import { octetsOf } from './corpus/corpus.ts';

const folder = new URL('../../fixtures/', import.meta.url);
const SPACE = 'there is no space after the status code';

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
  test('has a section each', () => {
    const response = parseMessage(octetsOf('status-no-reason'));
    expect(response.ok && oddities(response.message)).toEqual([{ text: SPACE, source: 'RFC 3261 section 7.2' }]);
  });

  test('name a body whose type is not told', () => {
    const request = buildRequest({ method: 'INVITE', uri: 'sip:a', headers: [], body: Buffer.from('v=0') });
    expect(oddities(request)).toMatchObject([{ source: 'RFC 3261 section 20.15' }]);
  });

  test('are told of each odd session description', () => {
    const plain = readdirSync(new URL('sdp/', folder)).filter((file) => sdpTold(file).length === 0);
    expect(plain.map((file) => parse(file).name).toSorted()).toEqual(LEGAL);
  });
});

function sdpTold(file: string): readonly string[] {
  const body = readFileSync(new URL(`sdp/${file}`, folder));
  if (parseSdp(body) === undefined) throw new Error('cannot be read');
  return oddities(
    buildRequest({ method: 'INVITE', uri: 'sip:a', headers: [['Content-Type', 'application/sdp']], body }),
  ).map(({ text }) => text);
}

describe('a message of a call that was asked for by SIPS', () => {
  const contact = 'Contact is a SIP URI where SIPS was asked for';
  const route = 'Record-Route is a SIP URI where SIPS was asked for';
  const headers = (to: string, at: string): ReadonlyArray<readonly [string, string]> => [
    ['To', `<${to}>;tag=1`],
    ['CSeq', '1 INVITE'],
    ['Contact', `<${at}>`],
  ];
  const answered = (status: number, to: string, at: string): readonly unknown[] =>
    oddities({ kind: 'response', status, reason: 'x', headers: listed(headers(to, at)), body: new Uint8Array() });
  const listed = (pairs: ReadonlyArray<readonly [string, string]>) => pairs.map(([name, value]) => ({ name, value }));

  test('leads on by SIPS, and what does not is told with its section', () => {
    const uri = 'sips:bob@park.example';
    expect(answered(200, uri, 'sip:bob@127.0.0.1:5061;transport=tls')).toEqual([
      { text: contact, source: 'RFC 3261 section 12.1.1' },
    ]);
    expect(answered(200, uri, 'sips:bob@127.0.0.1:5061')).toEqual([]);
    const routed = [...headers(uri, 'sip:alice@127.0.0.1'), ['Record-Route', '<sip:127.0.0.1;lr>'] as const];
    expect(oddities(buildRequest({ method: 'INVITE', uri, headers: routed }))).toEqual([
      { text: contact, source: 'RFC 3261 section 8.1.1.8' },
      { text: route, source: 'RFC 3261 section 16.6' },
    ]);
  });

  test('may be redirected to SIP, and a call that was asked for by SIP is free to use either', () => {
    expect(answered(302, 'sips:bob@park.example', 'sip:bob@127.0.0.1:5060')).toEqual([]);
    expect(answered(200, 'sip:bob@park.example', 'sip:bob@127.0.0.1:5060')).toEqual([]);
    expect(answered(200, 'sip:bob@park.example', 'sips:bob@127.0.0.1:5061')).toEqual([]);
  });
});
