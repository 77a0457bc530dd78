/** Our parser and that of sip.js read the same, but where we know better. */
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { cseq } from '../../../../src/sip/fields/cseq.ts';
import { parseNameAddr } from '../../../../src/sip/fields/name-addr.ts';
import { callId } from '../../../../src/sip/fields/tags.ts';
import { topVia } from '../../../../src/sip/fields/via.ts';
import { header, headerValues } from '../../../../src/sip/message/headers.ts';
import type { SipMessage } from '../../../../src/sip/message/message.ts';
import { parseMessage } from '../../../../src/sip/message/parse.ts';
import { parseUri } from '../../../../src/sip/uri.ts';
import { entriesThat, isRead } from '../../../sip/corpus/corpus.ts';
import { damagedMessage, wireMessage } from '../../../sip/message/message-arbitraries.ts';
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

/** Messages that sip.js refuses, or reads in another way, since it is stricter or knows SIP URIs only. */
const OTHERWISE = `
  branch-base64 call-id-not-ascii call-id-with-comma challenge-parameter-unknown challenge-qop-unquoted
  challenge-quote-open challenge-with-gaps challenges-joined contact-of-telephone contact-star content-type-empty
  content-type-list content-type-no-subtype content-type-parameter-malformed empty-line-before empty-lines-before
  empty-lines-before-lf host-like-an-address host-with-dot-at-end ipv6-maddr ipv6-three-colons lf-line-ends
  max-forwards-malformed no-empty-line nul-in-a-display-name other-schemes-in-addresses parameter-without-value
  password-raw-characters record-route-empty redirect-other-schemes redirect-with-replaces refer-to-bare-with-headers
  refer-to-empty-headers refer-to-list refer-to-no-headers refer-to-raw-replaces refer-to-telephone
  register-contact-empty register-contact-expires-malformed route-parameters-opaque unknown-scheme unrelated-scheme
  uri-parameters-strange uri-telephone user-bad-escape via-multicast
`;

/** Refused messages that sip.js accepts at this point; most it refuses later. */
const LENIENT = `
  body-cut-off branch-twice branch-without-value call-id-missing-in-response call-id-twice
  content-type-twice-in-invite cseq-lower-case cseq-other-method cseq-other-method-unknown cseq-too-large
  cseq-too-large-response cseq-twice event-twice expires-twice fields-too-many fold-first from-twice head-too-long
  length-huge length-too-long-in-response length-twice lengths-differ line-no-colon missing-call-id missing-cseq
  missing-from missing-to missing-via name-empty name-no-token name-not-ascii parameter-twice port-empty
  refer-to-twice replaces-twice start-line-alone status-700 status-99 stray-lf subscription-state-twice
  tag-without-value transport-twice uri-port-too-large uri-with-headers version-2-1 version-3 version-3-response
  version-with-zeros via-of-http via-port-too-large via-second-malformed
`;

describe('sip.js and we', () => {
  test('read what is taken as it is alike, but for those that it cannot', () => {
    const differing = fixturesOf('plain').filter(
      ([, octets]) => !isDeepStrictEqual(read(octets), readWith(parser, octets)),
    );
    expect(differing.map(([name]) => name)).toEqual(OTHERWISE.trim().split(/\s+/).toSorted());
  });

  test('refuse the same, but for those that it lets through', () => {
    const accepted = fixturesOf('refused').filter(([, octets]) => readWith(parser, octets) !== undefined);
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

/** `plain` is what is taken without leniency. */
function fixturesOf(kind: 'plain' | 'refused'): ReadonlyArray<readonly [string, Buffer]> {
  return entriesThat(isRead)
    .filter((each) => (kind === 'refused' ? kind in each : 'taken' in each && each.advisories === undefined))
    .map(({ name, octets }) => [name, octets] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}
