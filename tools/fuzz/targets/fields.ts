/** Values of header fields, URIs and credentials. */
import { isDeepStrictEqual } from 'node:util';
import { authorization, challenge, parseChallenge, verify } from '../../../src/sip/digest.ts';
import { parseContentType } from '../../../src/sip/fields/content-type.ts';
import { parseCSeq } from '../../../src/sip/fields/cseq.ts';
import { formatNameAddr, parseNameAddr } from '../../../src/sip/fields/name-addr.ts';
import { formatParams, parseParams } from '../../../src/sip/fields/params.ts';
import { formatReplaces, parseReplaces } from '../../../src/sip/fields/replaces.ts';
import { parseRetryAfter } from '../../../src/sip/fields/retry-after.ts';
import { formatSubscriptionState, parseSubscriptionState } from '../../../src/sip/fields/subscription-state.ts';
import { formatVia, parseVia } from '../../../src/sip/fields/via.ts';
import { formatWarning, parseWarning } from '../../../src/sip/fields/warning.ts';
import { requestUri } from '../../../src/sip/dialog/route-set.ts';
import { addressFault } from '../../../src/sip/message/address-fault.ts';
import { decodeText, encodeText } from '../../../src/sip/message/octets.ts';
import { splitList } from '../../../src/sip/message/basic-rules.ts';
import { addressOf } from '../../../src/sip/route.ts';
import { formatUri, parseUri, sameUri } from '../../../src/sip/uri.ts';
import type { Target } from '../target.ts';
import { seedTexts } from './seeds.ts';
import { fieldWords } from './pieces.ts';

export const fields: Target = {
  name: 'fields',
  words: fieldWords,
  share: 30,
  slow: 200,
  seeds: () =>
    seedTexts(
      '"Bob \\"B\\" Smith" <sip:bob@127.0.0.1:5060;lr?Replaces=a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2>;tag=1;q=0.5',
      'sip:bob@park.example;tag=9',
      'Bob <tel:+1-201-555-0123>;expires="a;b"',
      'SIP / 2.0 / UDP [2001:db8::1]:5060;branch=z9hG4bK1;received=127.0.0.1;rport;ttl=1',
      '4711 INVITE',
      '3848276298220188511@park.example;to-tag=a6c85cf;from-tag=1928301774;early-only',
      '18000 (in a (meeting) now);duration=3600',
      'terminated;reason=noresource;retry-after=5;expires=0',
      '399 127.0.0.1:5060 "in resiliency \\"mode\\""',
      'multipart/mixed;boundary="unique boundary";a=b',
      '<sip:a@b>, "c, d" <sip:e@f>;x=",", <sip:g>',
    ),
  check(input) {
    const text = decodeText(input);
    if (!encodeText(text).equals(input)) return 'is other octets after decoding and encoding';
    for (const member of splitList(text)) parseNameAddr(member);
    addressFault(text);
    parseContentType(text);
    parseCSeq(text);
    parseRetryAfter(text);
    return (
      roundTrip('an address', text, parseNameAddr, formatNameAddr) ??
      roundTrip('a Via', text, parseVia, formatVia) ??
      roundTrip('parameters', text, parseParams, formatParams) ??
      roundTrip('a Replaces', text, parseReplaces, formatReplaces) ??
      roundTrip('a Subscription-State', text, parseSubscriptionState, formatSubscriptionState) ??
      roundTrip('a Warning', text, parseWarning, formatWarning)
    );
  },
};

export const uri: Target = {
  name: 'uri',
  words: fieldWords,
  share: 16,
  slow: 200,
  seeds: () =>
    seedTexts(
      'sip:bob@127.0.0.1:5060;transport=tcp;lr;maddr=127.0.0.2?Replaces=a%40b%3Bto-tag%3D1&Require=replaces',
      'sips:%61lice:pass@[2001:db8::10]:5061;user=phone;method=REFER?body=a%0D%0Ab',
      'sip:park.example',
      'SIP:1234;phone-context=x@gateway.example;p',
    ),
  check(input) {
    const text = decodeText(input);
    const fault = roundTrip('a URI', text, parseUri, formatUri);
    const read = parseUri(text);
    if (fault !== undefined || read === undefined) return fault;
    addressOf(read);
    if (!sameUri(read, read)) return 'is not the same as itself';
    return parseUri(requestUri(text)) === undefined ? 'is no Request-URI that can be read' : undefined;
  },
};

export const digest: Target = {
  name: 'digest',
  words: fieldWords,
  share: 8,
  slow: 200,
  seeds: () =>
    seedTexts(
      'Digest realm="park.example", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", qop="auth,auth-int", algorithm=SHA-256, opaque="5ccc069c403ebaf9f0171e9517f40e41"',
      'Digest realm="a\\"b", nonce="", stale=TRUE, algorithm=MD5',
      'digest  nonce=abc , realm=x',
    ),
  check(input) {
    const asked = parseChallenge(decodeText(input));
    if (asked === undefined) return undefined;
    const { realm, nonce, algorithm, opaque, stale } = asked;
    const again = parseChallenge(challenge({ realm, nonce, algorithm, opaque, stale, qop: asked.qop[0] }));
    if (!isDeepStrictEqual(again, { ...asked, qop: asked.qop.slice(0, 1) }))
      return 'is another challenge when written again';
    const call = { method: 'REGISTER', password: 'p', body: undefined };
    const answer = authorization({ ...call, challenge: asked, username: 'bob', uri: 'sip:a', nc: 1, cnonce: 'c' });
    if (/[\r\n]/.test(answer) && !/[\r\n]/.test(decodeText(input))) return 'is answered with a line end';
    return verify(answer, { ...call, nonceOk: (each) => each === nonce })
      ? undefined
      : 'is answered with a wrong digest';
  },
};

function roundTrip<T>(
  what: string,
  text: string,
  parse: (text: string) => T | undefined,
  format: (value: T) => string,
): string | undefined {
  const read = parse(text);
  if (read === undefined) return undefined;
  const again = parse(format(read));
  return isDeepStrictEqual(again, read) ? undefined : `is ${what} that reads otherwise when it is written again`;
}
