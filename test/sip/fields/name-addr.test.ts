import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { contactUri, redirectUris } from '../../../src/sip/fields/contact.ts';
import { formatNameAddr, isUri, parseNameAddr } from '../../../src/sip/fields/name-addr.ts';
import { callId, fromTag, hasTag, toTag } from '../../../src/sip/fields/tags.ts';
import { buildRequest, buildResponse } from '../../../src/sip/message/build.ts';

describe('an address', () => {
  test.each([
    ['<sip:bob@a>', undefined, 'sip:bob@a', []],
    ['  <sip:bob@a>\t', undefined, 'sip:bob@a', []],
    ['"Bob \\"B.\\"" <sip:bob@a>', 'Bob "B."', 'sip:bob@a', []],
    ['"<sip:not@this>"<sip:bob@a>', '<sip:not@this>', 'sip:bob@a', []],
    ['Bob the Parker <sip:bob@a>', 'Bob the Parker', 'sip:bob@a', []],
    ['"" <sip:bob@a>', '', 'sip:bob@a', []],
    ['<sip:bob@a;lr?X=y>;tag=1', undefined, 'sip:bob@a;lr?X=y', [['tag', '1']]],
    ['sip:bob@a;tag=1', undefined, 'sip:bob@a', [['tag', '1']]],
    [
      'sip:bob@a ; TAG = 1 ; flag',
      undefined,
      'sip:bob@a',
      [
        ['tag', '1'],
        ['flag', undefined],
      ],
    ],
    ['sip:bob@a;x="<1;2>"', undefined, 'sip:bob@a', [['x', '"<1;2>"']]],
    [
      '<sip:bob@a>;host=[::1];+sip.rendering="no"',
      undefined,
      'sip:bob@a',
      [
        ['host', '[::1]'],
        ['+sip.rendering', '"no"'],
      ],
    ],
    ['tel:+4930123', undefined, 'tel:+4930123', []],
  ] as const)('%s is read', (text, display, uri, params) => {
    const parsed = parseNameAddr(text);
    expect({ ...parsed, params: [...(parsed?.params ?? [])] }).toEqual({ display, uri, params });
  });

  test.each([
    ['Park: 701 <sip:bob@a>', 'Park: 701', []],
    ['Bob, B. <sip:bob@a>', 'Bob, B.', []],
    ['J\u00fcrgen; (B.) <sip:bob@a>', 'J\u00fcrgen; (B.)', []],
    ['"Bob" x <sip:bob@a>', '"Bob" x', []],
    ['"Bob" "x" <sip:bob@a>', '"Bob" "x"', []],
    ['<sip:bob@a>;', undefined, []],
    ['<sip:bob@a>;;tag=1; ;', undefined, [['tag', '1']]],
    ['<sip:bob@a>;tag=1;TAG=1', undefined, [['tag', '1']]],
    ['<sip:bob@a>;x=1;x=2;x', undefined, [['x', '1']]],
    [
      '<sip:bob@a>;tag=YW/j+Zg==;x=',
      undefined,
      [
        ['tag', 'YW/j+Zg=='],
        ['x', ''],
      ],
    ],
    ['<sip:bob@a>;tag=a@h:1|{}', undefined, [['tag', 'a@h:1|{}']]],
    ['<sip:bob@a>;\u00fc[]=1', undefined, [['\u00fc[]', '1']]],
  ] as const)('%s breaks the grammar and is read', (text, display, params) => {
    const parsed = parseNameAddr(text);
    expect({ ...parsed, params: [...(parsed?.params ?? [])] }).toEqual({ display, uri: 'sip:bob@a', params });
    expect(parsed && parseNameAddr(formatNameAddr(parsed))).toEqual(parsed);
  });

  test.each([
    '',
    '<>',
    'bob',
    '<sip:bob@a',
    'sip:bob@a>',
    '< sip:bob@a>',
    '<sip:bob@a >',
    '"Bob <sip:bob@a>',
    '"Bob" x" <sip:bob@a>',
    '"Bob"',
    'Bob > B. <sip:bob@a>',
    'Bob; B. <sip:bob@a',
    'sip:bob@a,sip:eve@a',
    'sip:bob@a?X=y',
    '<sip:bob@a>x',
    '<sip:bob@a>;tag=',
    '<sip:bob@a>;tag=1;tag=2',
    '<sip:bob@a>;tag=1;tag',
    '<sip:bob@a>;=1',
    '<sip:bob@a>;tag="1',
    '<sip:bob@a>;tag=a\u0000',
    '<sip:bob@a>;x\u0007',
    '<sip:bob@a>;tag=a b',
    '<sip:bo b@a>',
  ])('%s is refused', (text) => {
    expect(parseNameAddr(text)).toBeUndefined();
  });

  test('is read as it was meant', () => {
    const text = fc.string({ unit: 'binary' }).filter((each) => !/[\r\n]/.test(each));
    const params = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.option(text, { nil: undefined }));
    fc.assert(
      fc.property(fc.option(text, { nil: undefined }), params, (display, each) => {
        const written = formatNameAddr({ display, uri: 'sip:bob@a;lr', params: new Map(Object.entries(each)) });
        const read = parseNameAddr(written);
        expect(read).toMatchObject({ display, uri: 'sip:bob@a;lr' });
        expect(read && formatNameAddr(read)).toBe(written);
      }),
    );
  });

  test('is written in brackets, its odd parameters in quotation marks', () => {
    expect(formatNameAddr({ uri: 'sip:bob@a' })).toBe('<sip:bob@a>');
    const params = new Map([
      ['tag', '1'],
      ['x', 'a b'],
      ['y', '"q"'],
      ['flag', undefined],
    ]);
    expect(formatNameAddr({ display: 'B "o" b', uri: 'sip:bob@a', params })).toBe(
      '"B \\"o\\" b" <sip:bob@a>;tag=1;x="a b";y="q";flag',
    );
  });
});

test('a URI of another scheme is looked at from outside only', () => {
  expect(['orbit:701', 'http://a/b?c', 'sip:a'].map(isUri)).toEqual([true, true, true]);
  expect(['701', 'orbit:', 'orbit:7 1', 'orbit:<1>', '1orbit:7', 'sip:'].map(isUri)).toEqual(Array(6).fill(false));
});

describe('of a message', () => {
  const request = buildRequest({
    method: 'BYE',
    uri: 'sip:a',
    headers: [
      ['f', '"x;tag=no" <sip:alice@a;tag=no>;x;tag=yes'],
      ['t', '<sip:bob@a>'],
      ['i', 'c-1'],
      ['m', '"C, D" <sip:c@a>, <sip:d@a>'],
    ],
  });

  test('tags, Call-ID and the first contact are found', () => {
    expect([fromTag(request), toTag(request), callId(request), contactUri(request)]).toEqual([
      'yes',
      undefined,
      'c-1',
      'sip:c@a',
    ]);
    expect([hasTag('<sip:a>;tag=1'), hasTag('<sip:a;tag=1>')]).toEqual([true, false]);
  });

  test('nothing is found where there is nothing', () => {
    const bare = buildRequest({ method: 'BYE', uri: 'sip:a', headers: [['Contact', '*']] });
    expect([fromTag(bare), toTag(bare), callId(bare), contactUri(bare)]).toEqual(Array(4).fill(undefined));
  });
});

test.each([
  [
    ['<sip:a@x>;q=0.5', '<sip:b@x>;q=0.9', '<sip:c@x>;q=.7'],
    ['c', 'b', 'a'],
  ],
  [['<sip:a@x>;q=0.5, <sip:b@x>;q=1.000'], ['b', 'a']],
  [
    ['<sip:a@x>;q=0', '<sip:b@x>', '<sip:c@x>;Q=1'],
    ['b', 'c', 'a'],
  ],
  [
    ['<sip:a@x>;q=0.999', '<sip:b@x>;q=high', '<sip:c@x>;q=7'],
    ['b', 'c', 'a'],
  ],
  [['<tel:+1>;q=1', '<sip:a@x>;q=0.1', '*', 'nonsense'], ['a']],
  [[], []],
])('a redirect with the Contacts %j leads to %j', (contacts, users) => {
  const request = buildRequest({ method: 'INVITE', uri: 'sip:a', headers: [] });
  const headers = contacts.map((contact) => ['Contact', contact] as const);
  const uris = redirectUris(buildResponse(request, 302, undefined, { headers }));
  expect(uris).toEqual(users.map((user) => `sip:${user}@x`));
});
