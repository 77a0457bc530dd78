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
