import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import {
  authorization,
  type Challenge,
  challenge,
  type DigestAlgorithm,
  parseChallenge,
  verify,
} from '../../src/sip/digest.ts';

const anyNonce = { nonceOk: () => true };

/** The response that our credentials hold. */
const responseOf = (credentials: string): string => /response="([0-9a-f]+)"/.exec(credentials)?.[1] ?? '';

describe('the examples of the RFCs', () => {
  const rfc2617 = {
    username: 'Mufasa',
    password: 'Circle Of Life',
    method: 'GET',
    uri: '/dir/index.html',
    nc: 1,
    cnonce: '0a4f113b',
  };
  const nonce2617 = 'dcd98b7102dd2f0e8b11d0f600bfb0c093';

  test('RFC 2617 3.5', () => {
    const asked = parseChallenge(
      `Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="${nonce2617}", opaque="5ccc069c403ebaf9f0171e9517f40e41"`,
    );
    expect(asked).toEqual({
      realm: 'testrealm@host.com',
      nonce: nonce2617,
      algorithm: 'MD5',
      qop: ['auth', 'auth-int'],
      stale: false,
      opaque: '5ccc069c403ebaf9f0171e9517f40e41',
    });
    const credentials = authorization({ ...rfc2617, challenge: asked! });
    expect(responseOf(credentials)).toBe('6629fae49393a05397450978507c4ef1');
    expect(credentials).toContain('qop=auth, nc=00000001, cnonce="0a4f113b"');
    expect(credentials).toContain('opaque="5ccc069c403ebaf9f0171e9517f40e41"');
  });

  test('RFC 2069 as corrected, without qop', () => {
    const asked: Challenge = {
      realm: 'testrealm@host.com',
      nonce: nonce2617,
      algorithm: 'MD5',
      qop: [],
      stale: false,
    };
    const credentials = authorization({ ...rfc2617, password: 'CircleOfLife', challenge: asked });
    expect(responseOf(credentials)).toBe('1949323746fe6a43ef61f9606e7febea');
    expect(credentials).not.toContain('cnonce');
  });

  test.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('RFC 7616 3.9.1 with %s', (algorithm, response) => {
    const asked = parseChallenge(
      `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`,
    );
    const credentials = authorization({
      ...rfc2617,
      password: 'Circle of Life',
      cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
      challenge: asked!,
    });
    expect(responseOf(credentials)).toBe(response);
    expect(verify(credentials, { method: 'GET', password: 'Circle of Life', ...anyNonce })).toBe(true);
  });
});

describe('the other algorithms of RFC 7616', () => {
  const parts = { username: 'u', password: 'p', method: 'M', uri: 'sip:a', nc: 1, cnonce: 'c' };
  const expected = { method: 'M', password: 'p', ...anyNonce };
  const by = (name: string) => (text: string) => createHash(name).update(text).digest('hex');
  const asking = (algorithm: DigestAlgorithm, qop: Challenge['qop']): Challenge => {
    return { realm: 'r', nonce: 'n', algorithm, qop, stale: false };
  };

  test.each([
    ['MD5-sess', by('md5')],
    ['SHA-256-sess', by('sha256')],
    ['SHA-512-256-sess', by('sha512-256')],
  ] as const)('%s digests nonce and cnonce with the password', (algorithm, hash) => {
    const secret = hash(`${hash('u:r:p')}:n:c`);
    const request = hash('M:sip:a');
    const good = authorization({ ...parts, challenge: asking(algorithm, ['auth']) });
    expect(good).toContain(`algorithm=${algorithm},`);
    expect(responseOf(good)).toBe(hash(`${secret}:n:00000001:c:auth:${request}`));
    expect(verify(good, expected)).toBe(true);
    expect(verify(good.replace('cnonce="c"', 'cnonce="d"'), expected)).toBe(false);

    const plain = authorization({ ...parts, challenge: asking(algorithm, []) });
    expect(responseOf(plain)).toBe(hash(`${secret}:n:${request}`));
    expect(verify(plain, expected)).toBe(true);
    expect(verify(plain.replace(', cnonce="c"', ''), expected)).toBe(false);
  });

  test('SHA-512-256 is its own hash, not a piece of SHA-512', () => {
    const hash = by('sha512-256');
    const good = authorization({ ...parts, challenge: asking('SHA-512-256', ['auth']) });
    expect(responseOf(good)).toBe(hash(`${hash('u:r:p')}:n:00000001:c:auth:${hash('M:sip:a')}`));
    expect(verify(good, expected)).toBe(true);
  });
});

describe('a challenge', () => {
  test('is read as it was meant', () => {
    const text = challenge({ realm: 'a "b"', nonce: 'n', algorithm: 'SHA-256', qop: 'auth', opaque: 'o', stale: true });
    expect(text).toBe('Digest realm="a \\"b\\"", nonce="n", opaque="o", stale=true, algorithm=SHA-256, qop="auth"');
    expect(parseChallenge(text)).toEqual({
      realm: 'a "b"',
      nonce: 'n',
      algorithm: 'SHA-256',
      qop: ['auth'],
      opaque: 'o',
      stale: true,
    });
  });

  test('is answered for the request alone where that is enough', () => {
    const asked = parseChallenge('Digest realm="a", nonce="n", qop="auth-int,auth"');
    const parts = { username: 'u', password: 'p', method: 'M', uri: 'sip:a', nc: 1, cnonce: 'c' };
    expect(authorization({ ...parts, challenge: asked! })).toContain('qop=auth,');
  });

  test.each([
    ['', []],
    [' , ', []],
    ['auth,,auth-int', ['auth', 'auth-int']],
    [' auth , auth-int ', ['auth', 'auth-int']],
    [',AUTH', ['auth']],
    ['better,auth-int', ['auth-int']],
  ])('with qop="%s" offers %j', (list, qop) => {
    expect(parseChallenge(`Digest realm="a", nonce="n", qop="${list}"`)?.qop).toEqual(qop);
  });

  test.each([
    ['md5', 'MD5'],
    ['"Md5-SESS"', 'MD5-sess'],
    ['sha-256', 'SHA-256'],
    ['Sha-256-Sess', 'SHA-256-sess'],
    ['sha-512-256', 'SHA-512-256'],
    ['SHA-512-256-SESS', 'SHA-512-256-sess'],
  ])('with algorithm=%s means %s', (written, algorithm) => {
    expect(parseChallenge(`Digest realm="a", nonce="n", algorithm=${written}`)?.algorithm).toBe(algorithm);
  });

  test.each([
    ['another scheme', 'Basic realm="a"'],
    ['an algorithm we do not know', 'Digest realm="a", nonce="n", algorithm=SHA-512'],
    ['an algorithm that is empty', 'Digest realm="a", nonce="n", algorithm=""'],
    ['only qop that we do not know', 'Digest realm="a", nonce="n", qop="better"'],
    ['no nonce', 'Digest realm="a"'],
    ['no realm', 'Digest nonce="n"'],
    ['a parameter twice', 'Digest realm="a", nonce="n", nonce="m"'],
    ['a quoted string that does not end', 'Digest realm="a, nonce="n"'],
    ['nothing', 'Digest '],
  ])('with %s is not answered', (_, text) => {
    expect(parseChallenge(text)).toBeUndefined();
  });
});

describe('credentials', () => {
  const asked: Challenge = { realm: 'park', nonce: 'n-1', algorithm: 'SHA-256', qop: ['auth'], stale: false };
  const parts = {
    username: 'alice',
    password: 'secret',
    method: 'REGISTER',
    uri: 'sip:park.example',
    nc: 255,
    cnonce: 'c',
  };
  const good = authorization({ ...parts, challenge: asked });
  const expected = { method: 'REGISTER', password: 'secret', ...anyNonce };

  test('of one who knows the password are accepted', () => {
    expect(good).toContain('nc=000000ff');
    expect(verify(good, expected)).toBe(true);
  });

  test.each([
    ['another password', good, { ...expected, password: 'Secret' }],
    ['another method', good, { ...expected, method: 'INVITE' }],
    ['a nonce that is not ours', good, { ...expected, nonceOk: (nonce: string) => nonce !== 'n-1' }],
    ['another URI', good.replace('sip:park.example', 'sip:other.example'), expected],
    ['another user', good.replace('alice', 'eve'), expected],
    ['another count', good.replace('000000ff', '00000100'), expected],
    ['a count that is none', good.replace('nc=000000ff', 'nc=ff'), expected],
    ['no response', good.replace(/response="[^"]*", /, ''), expected],
    ['an empty response', good.replace(/response="[^"]*"/, 'response=""'), expected],
    ['another algorithm', good.replace('SHA-256', 'MD5'), expected],
    ['another scheme', good.replace('Digest', 'Basic'), expected],
    ['a parameter twice', `${good}, uri="sip:x"`, expected],
  ])('with %s are refused', (_, credentials, by) => {
    expect(verify(credentials, by)).toBe(false);
  });

  // The octets of é, of an emoji and of what is no UTF-8 are not as many as their characters.
  test.each(['\u00e9', '\ud83d\ude00', '\udce9', '\u212a'])('with %j in any place are refused', (char) => {
    const digits = good.match(/response="([^"]*)"/)?.[1]?.length ?? 0;
    const response = `response="${char.repeat(digits / char.length)}"`;
    expect(verify(good.replace(/response="[^"]*"/, response), expected)).toBe(false);
    for (const name of ['username', 'realm', 'nonce', 'uri', 'cnonce', 'nc', 'qop', 'algorithm']) {
      const credentials = good.replace(new RegExp(`\\b${name}=("?)([^",]*)`), `${name}=$1${char.repeat(8)}`);
      expect(credentials).not.toBe(good);
      expect(verify(credentials, expected)).toBe(false);
    }
  });

  test('are counted over UTF-8', () => {
    const challenged: Challenge = { ...asked, realm: 'Caf\u00e9', nonce: 'n\u00e9', algorithm: 'MD5', qop: [] };
    const credentials = authorization({ ...parts, username: 'J\u00fcrgen', challenge: challenged });
    const md5 = (text: string): string => createHash('md5').update(Buffer.from(text, 'utf8')).digest('hex');
    const request = md5('REGISTER:sip:park.example');
    expect(responseOf(credentials)).toBe(md5(`${md5('J\u00fcrgen:Caf\u00e9:secret')}:n\u00e9:${request}`));
    expect(verify(credentials, expected)).toBe(true);
  });

  test('over the body are bound to the body', () => {
    const credentials = authorization({
      ...parts,
      challenge: { ...asked, qop: ['auth-int'] },
      body: Buffer.from('v=0'),
    });
    expect(verify(credentials, { ...expected, body: Buffer.from('v=0') })).toBe(true);
    expect(verify(credentials, { ...expected, body: Buffer.from('v=1') })).toBe(false);
  });

  test('of users and passwords with any characters are accepted', () => {
    const odd = { ...parts, username: 'J\u00fcrgen "J" \\', password: 'p:\u00fc"' };
    expect(verify(authorization({ ...odd, challenge: asked }), { ...expected, password: odd.password })).toBe(true);
  });
});
