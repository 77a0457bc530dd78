import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  cutUri,
  escapeHeader,
  escapeUser,
  formatUri,
  parseUri,
  sameUri,
  type SipUri,
  unescape,
  withUriHeaders,
} from '../../src/sip/uri.ts';

const uri = (text: string): SipUri => {
  const parsed = parseUri(text);
  if (parsed === undefined) throw new Error(`no URI: ${text}`);
  return parsed;
};

describe('a URI', () => {
  test('is taken to pieces', () => {
    expect(parseUri('SIPS:ali%20ce:se%3Acret@Park.Example:5071;Transport=TCP;lr?Subject=a%26b&body=')).toEqual({
      scheme: 'sips',
      user: 'ali ce',
      password: 'se:cret',
      host: 'Park.Example',
      port: 5071,
      params: new Map([
        ['transport', 'TCP'],
        ['lr', undefined],
      ]),
      headers: [
        ['Subject', 'a&b'],
        ['body', ''],
      ],
    });
  });

  test('gives the dialog that an escaped Replaces names', () => {
    const referTo = 'sip:alice@127.0.0.1:5070?Replaces=c-9%40127.0.0.1%3Bto-tag%3Dx%3Bfrom-tag%3Dy&Require=replaces';
    expect(uri(referTo).headers).toEqual([
      ['Replaces', 'c-9@127.0.0.1;to-tag=x;from-tag=y'],
      ['Require', 'replaces'],
    ]);
  });

  test('gives it too when its sender has forgotten to escape', () => {
    expect(uri('sip:alice@127.0.0.1?Replaces=c-9@127.0.0.1;to-tag=x;from-tag=y').headers).toEqual([
      ['Replaces', 'c-9@127.0.0.1;to-tag=x;from-tag=y'],
    ]);
  });

  test.each([
    'sip:park.example',
    'sip:701@127.0.0.1:5060;transport=udp;lr',
    'sip:a%20b:c%40d@[2001:db8::1]:1?X=%25',
    'sips:%C3%BC@h?body=one%0D%0Atwo',
    'sip:%FF@h;maddr=%25',
  ])('%s is written as it was', (text) => {
    expect(formatUri(uri(text))).toBe(text);
  });

  test.each([
    ['no scheme', 'bob@park.example'],
    ['another scheme', 'tel:+49'],
    ['no host', 'sip:bob@'],
    ['a space', 'sip:bob @park.example'],
    ['a bracket', 'sip:bob@park.example>'],
    ['a port without digits', 'sip:park.example:'],
    ['a port above 65535', 'sip:park.example:65536'],
    ['an IPv6 address without brackets', 'sip:2001:db8::1'],
    ['an IPv6 address of nine parts', 'sip:[1:2:3:4:5:6:7:8:9]'],
    ['three colons without an IPv4 address', 'sip:[2001:::1]'],
    ['two transports', 'sip:park.example;transport=udp;transport=tcp'],
    ['a parameter without a name', 'sip:park.example;=x'],
    ['a header without a value', 'sip:park.example?Subject'],
    ['a line end in a header', 'sip:park.example?Subject=a%0D%0AVia%3Ab'],
    ['a line end in the name of a header', 'sip:park.example?Sub%0Aject=a'],
    ['a control character', 'sip:a\u0000b@park.example'],
    ['a control character in a parameter', 'sip:park.example;x=\u007f'],
    ['nothing', ''],
  ])('with %s is refused', (_, text) => {
    expect(parseUri(text)).toBeUndefined();
  });
});

describe('a URI that breaks the grammar where nothing depends on it is taken', () => {
  test.each<[string, string, Partial<SipUri>]>([
    ['raw characters in the user part', 'sip:*#{701}|^`\\[]@h', { user: '*#{701}|^`\\[]', host: 'h' }],
    ['UTF-8 in it', 'sip:b\u00fcrger@h', { user: 'b\u00fcrger' }],
    ['an escape cut off', 'sip:b%4@h', { user: 'b%4' }],
    ['an empty user part', 'sip:@h', { user: '', host: 'h' }],
    ['an @ in it', 'sip:bob@far.example@h;lr?X=a@b', { user: 'bob@far.example', host: 'h', headers: [['X', 'a@b']] }],
    ['a password of them', 'sip:b:#1@h', { user: 'b', password: '#1' }],
    ['empty parameters', 'sip:h;;lr;', { params: new Map([['lr', undefined]]) }],
    [
      'a parameter twice',
      'sip:h;lr;LR;x=1;x=2',
      {
        params: new Map([
          ['lr', undefined],
          ['x', '1'],
        ]),
      },
    ],
    ['the same transport twice', 'sip:h;transport=tcp;transport=tcp', { params: new Map([['transport', 'tcp']]) }],
    ['odd parameters', 'sip:h;a=b=c@d|e%', { params: new Map([['a', 'b=c@d|e%']]) }],
    ['a character of which half is escaped', 'sip:h;\udcc3%8D', { params: new Map([['\u00ed', undefined]]) }],
    ['odd headers', 'sip:h?X={|}#', { headers: [['X', '{|}#']] }],
  ])('with %s', (_, text, expected) => {
    expect(uri(text)).toMatchObject(expected);
    expect(parseUri(formatUri(uri(text)))).toEqual(uri(text));
  });

  test('in time that grows with its length only', () => {
    expect(parseUri(`sip:${'a@'.repeat(30_000)}`)).toBeUndefined();
    expect(parseUri(`sip:${'a@b;'.repeat(15_000)}<`)).toBeUndefined();
  });

  test('an escaped character is the same as the raw one', () => {
    expect(sameUri(uri('sip:*%23701@h'), uri('sip:*#701@h'))).toBe(true);
  });
});

describe('a URI is cut and added to as it was written', () => {
  test.each([
    ['sip:*#7%30@h;Method=REFER;;lr;x=%41?Subject=a', 'sip:*#7%30@h;;lr;x=%41'],
    ['sip:b%4@h', 'sip:b%4@h'],
    ['sip:a@b@h;method=INVITE', 'sip:a@b@h'],
    ['tel:1', 'tel:1'],
  ])('%s without headers and method is %s', (text, cut) => {
    expect(cutUri(text, 'method')).toBe(cut);
  });

  test('with headers in the place of its own', () => {
    expect(
      withUriHeaders('sip:*#701@h;ob?X=y', [
        ['Replaces', 'a=/1@h;to-tag=b=='],
        ['Require', 'replaces'],
      ]),
    ).toBe('sip:*#701@h;ob?Replaces=a%3D/1%40h%3Bto-tag%3Db%3D%3D&Require=replaces');
  });
});

describe('two URIs are the same (RFC 3261 19.1.4)', () => {
  test.each([
    ['sip:%61lice@atlanta.example;transport=TCP', 'sip:alice@AtLanTa.ExAmPlE;Transport=tcp'],
    ['sip:carol@chicago.example', 'sip:carol@chicago.example;newparam=5'],
    ['sip:carol@chicago.example;security=on', 'sip:carol@chicago.example;newparam=5'],
    ['sip:a@h;x=1;transport=udp', 'sip:a@h;transport=udp;x=1'],
    ['sip:a@h?one=1&two=2', 'sip:a@h?two=2&ONE=1'],
  ])('%s and %s', (a, b) => {
    expect([sameUri(uri(a), uri(b)), sameUri(uri(b), uri(a))]).toEqual([true, true]);
  });
});

describe('two URIs differ', () => {
  test.each([
    ['in the case of the user part', 'sip:ALICE@h', 'sip:alice@h'],
    ['when one names the default port', 'sip:bob@biloxi.example', 'sip:bob@biloxi.example:5060'],
    ['when one names the transport', 'sip:bob@h', 'sip:bob@h;transport=udp'],
    ['in scheme', 'sip:bob@h', 'sips:bob@h'],
    ['in host', 'sip:bob@h', 'sip:bob@phone.h'],
    ['when one has a user', 'sip:h', 'sip:bob@h'],
    ['in a parameter that both have', 'sip:carol@h;security=on', 'sip:carol@h;security=off'],
    ['in headers', 'sip:carol@h', 'sip:carol@h?Subject=next%20meeting'],
    ['in the value of a header', 'sip:a@h?x=1', 'sip:a@h?x=2'],
  ])('%s', (_, a, b) => {
    expect([sameUri(uri(a), uri(b)), sameUri(uri(b), uri(a))]).toEqual([false, false]);
  });
});

describe('escaping', () => {
  test('leaves what may stand there, and comes back', () => {
    expect(escapeUser('a b;ext=1@é')).toBe('a%20b;ext=1%40%C3%A9');
    expect(escapeHeader('c@h;to-tag=x&y')).toBe('c%40h%3Bto-tag%3Dx%26y');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(unescape(escapeUser(text))).toBe(text);
        expect(unescape(escapeHeader(text))).toBe(text);
      }),
    );
  });

  test('keeps any octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (octets) => {
        const user = unescape([...octets].map((octet) => `%${octet.toString(16).padStart(2, '0')}`).join(''));
        expect(uri(`sip:${escapeUser(user)}@h`).user).toBe(user);
      }),
    );
  });

  test('makes any URI readable', () => {
    const word = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !/[\r\n]/.test(text));
    const whole = fc.record({
      scheme: fc.constantFrom('sip' as const, 'sips' as const),
      user: word,
      password: word,
      host: fc.constantFrom('park.example', '127.0.0.1', '[::1]'),
      port: fc.nat(65_535),
      params: fc
        .dictionary(
          word.map((name) => name.toLowerCase()),
          word,
        )
        .map((all) => new Map(Object.entries(all))),
      headers: fc.array(fc.tuple(word, word)),
    });
    fc.assert(
      fc.property(whole, (each) => {
        expect(parseUri(formatUri(each))).toEqual(each);
      }),
    );
  });
});
