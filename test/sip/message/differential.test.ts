/** Our parser and that of sip.js read the same, but where we know better. */
import { readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { cseq } from '../../../src/sip/fields/cseq.ts';
import { parseNameAddr } from '../../../src/sip/fields/name-addr.ts';
import { callId } from '../../../src/sip/fields/tags.ts';
import { topVia } from '../../../src/sip/fields/via.ts';
import { header, headerValues } from '../../../src/sip/message/headers.ts';
import type { SipMessage } from '../../../src/sip/message/message.ts';
import { parseMessage } from '../../../src/sip/message/parse.ts';
import { parseUri } from '../../../src/sip/uri.ts';
import { damagedMessage, wireMessage } from './message-arbitraries.ts';
import { loadParser, readWith } from './sipjs.ts';

const parser = loadParser();

function read(octets: Uint8Array) {
  const outcome = parseMessage(octets);
  if (!outcome.ok) return undefined;
  const { message } = outcome;
  return {
    start: message.kind === 'request' ? `${message.method} ${uri(message.uri)}` : `${message.status} ${message.reason}`,
    from: address(header(message, 'From')),
    to: address(header(message, 'To')),
    callId: callId(message),
    cseq: `${cseq(message)?.seq} ${cseq(message)?.method}`,
    via: via(message),
    contacts: headerValues(message, 'Contact').map(address),
  };
}

function via(message: SipMessage): string {
  if (message.headers.find((each) => each.name === 'Via')?.value.includes(',') === true) return 'several';
  const top = topVia(message);
  return `${top?.transport} ${top?.host.toLowerCase()} ${top?.port ?? ''} ${top?.params.get('branch')}`;
}

function address(value: string | undefined): string {
  const parsed = parseNameAddr(value ?? '');
  const display = (parsed?.display ?? '').replaceAll('\\', '');
  return `${display} ${uri(parsed?.uri ?? '')} ${parsed?.params.get('tag') ?? ''}`;
}

function uri(text: string): string {
  const parsed = parseUri(text);
  const user = [parsed?.user, parsed?.password].filter((part) => part !== undefined).join(':');
  return `${parsed?.scheme}|${user}|${parsed?.host.toLowerCase()}|${parsed?.port ?? ''}`;
}

/** Fixtures that sip.js refuses, or reads in another way. */
const OTHERWISE = [
  'contact-star', // does not know the star
  'ipv6-three-colons', // strict
  'lf-line-ends', // strict
  'no-empty-line', // strict
  'other-schemes-in-addresses', // knows SIP URIs only
  'unknown-scheme', // does not say what the Request-URI is
  'unrelated-scheme', // the same
];

/** Invalid fixtures that sip.js accepts at this point; most it refuses later. */
const LENIENT = `
  body-cut-off branch-twice call-id-twice content-type-twice cseq-other-method cseq-other-method-unknown cseq-too-large
  cseq-too-large-response event-twice fold-first length-huge length-twice line-no-colon
  missing-call-id missing-cseq missing-from missing-to missing-via name-no-token parameter-twice status-700 status-99
  stray-lf subscription-state-twice transport-twice uri-port-too-large uri-with-headers version-3 version-3-response
`;

describe('sip.js and we', () => {
  test('read the valid fixtures alike, but for those that it cannot', () => {
    const differing = fixturesOf('valid').filter(
      ([, octets]) => !isDeepStrictEqual(read(octets), readWith(parser, octets)),
    );
    expect(differing.map(([name]) => name)).toEqual(OTHERWISE);
  });

  test('refuse the invalid fixtures, but for those that it lets through', () => {
    const accepted = fixturesOf('invalid').filter(([, octets]) => readWith(parser, octets) !== undefined);
    expect(accepted.map(([name]) => name)).toEqual(LENIENT.trim().split(/\s+/).toSorted());
  });

  test('read random messages alike', () => {
    let compared = 0;
    fc.assert(
      fc.property(wireMessage, (octets) => {
        const theirs = readWith(parser, octets);
        if (theirs === undefined) return;
        compared += 1;
        expect(read(octets)).toEqual(theirs);
      }),
      { numRuns: 300 },
    );
    expect(compared).toBeGreaterThan(150);
  });

  test('read damaged messages alike, where both read them', () => {
    let compared = 0;
    fc.assert(
      fc.property(damagedMessage, (octets) => {
        const [ours, theirs] = [read(octets), readWith(parser, octets)];
        if (ours === undefined || theirs === undefined) return;
        compared += 1;
        expect(ours).toEqual(theirs);
      }),
      { numRuns: 600 },
    );
    expect(compared).toBeGreaterThan(10);
  });
});

function fixturesOf(kind: 'valid' | 'invalid'): ReadonlyArray<readonly [string, Buffer]> {
  const folder = new URL(`../../../fixtures/sip/${kind}/`, import.meta.url);
  return readdirSync(folder)
    .map((file) => file.replace('.sip', ''))
    .toSorted()
    .map((name) => [name, readFileSync(new URL(`${name}.sip`, folder))] as const);
}
