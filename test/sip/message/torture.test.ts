/** Details of the torture messages of RFC 4475 and RFC 5118; their index in fixtures/sip/archives has the rest. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { header, headerValues } from '../../../src/sip/message/headers.ts';
import { parseMessage } from '../../../src/sip/message/parse.ts';
import { parseNameAddr } from '../../../src/sip/fields/name-addr.ts';
import { parseVia } from '../../../src/sip/fields/via.ts';
import { audioOf, parseSdp } from '../../../src/sip/sdp.ts';
import { parseUri } from '../../../src/sip/uri.ts';

const folder = new URL('../../../../shared/data/', import.meta.url);

// In CI a missing folder fails every test; elsewhere the corpus of our own making has to do.
const describeRfc = existsSync(folder) || process.env['CI'] === 'true' ? describe : describe.skip;

describeRfc('the details of torture messages', () => {
  test('wsinv: the parameters of Contact are read across folds', () => {
    const contact = parseNameAddr(header(parsed('rfc4475/wsinv.dat'), 'm') ?? '');
    expect(contact).toMatchObject({ display: 'Quoted string ""', uri: 'sip:jdrosen@example.com' });
    expect([...(contact?.params ?? [])]).toEqual([
      ['newparam', 'newvalue'],
      ['secondparam', undefined],
      ['q', '0.33'],
    ]);
  });

  test('intmeth: a quoted parameter of From is kept as it is, and the URI has a password', () => {
    const message = parsed('rfc4475/intmeth.dat');
    expect(parseNameAddr(header(message, 'From') ?? '')?.params.get("fromparam''~+*_!.-%")).toBe('"работающий"');
    expect(message.kind === 'request' && parseUri(message.uri)).toMatchObject({
      user: "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*",
      password: "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)",
      host: 'example.com',
    });
  });

  test('esc01: escapes are undone once', () => {
    const message = parsed('rfc4475/esc01.dat');
    expect(message.kind === 'request' && parseUri(message.uri)?.user).toBe('sips:user@example.com');
    const contact = parseUri(parseNameAddr(header(message, 'Contact') ?? '')?.uri ?? '');
    expect(contact?.user).toBe('caller');
    expect([...(contact?.params ?? [])]).toEqual([
      ['lr', undefined],
      ['name', 'value%41'],
    ]);
  });

  test('escnull: a zero octet in a user part is a character like others', () => {
    const users = headerValues(parsed('rfc4475/escnull.dat'), 'Contact').map((each) => {
      return parseUri(parseNameAddr(each)?.uri ?? '')?.user;
    });
    expect(users).toEqual(['\0', '\0\0']);
  });

  test('regescrt: the escaped header is there, unescaped', () => {
    const contact = parseNameAddr(header(parsed('rfc4475/regescrt.dat'), 'Contact') ?? '');
    expect(parseUri(contact?.uri ?? '')?.headers).toEqual([['Route', '<sip:sip.example.com>']]);
  });

  test('cparam01: the parameter is one of the field', () => {
    const contact = parseNameAddr(header(parsed('rfc4475/cparam01.dat'), 'Contact') ?? '');
    expect([...(contact?.params ?? [])]).toEqual([['unknownparam', undefined]]);
  });

  test.each([
    ['rfc5118/via-received-param-no-delim.dat', '2001:db8::9:255'],
    ['rfc5118/via-received-param-with-delim.dat', '[2001:db8::9:255]'],
  ])('%s: received is read', (file, received) => {
    expect(parseVia(header(parsed(file), 'Via') ?? '')?.params.get('received')).toBe(received);
  });

  test('ipv6-in-sdp: with the right Content-Length the IPv6 address of the stream is read', () => {
    const message = parsed('rfc5118/ipv6-in-sdp.dat', (text) => text.replace('268', '242'));
    expect(audioOf(parseSdp(message.body) ?? fail())).toMatchObject({
      address: '2001:db8::20',
      port: 6000,
      payloads: [2],
    });
  });

  test('mult-ip-in-sdp: with its space back each stream has the address of its own', () => {
    const message = parsed('rfc5118/mult-ip-in-sdp.dat', (text) => text.replace('\ns=\n', '\ns= \n'));
    const sdp = parseSdp(message.body) ?? fail();
    expect(audioOf(sdp)).toMatchObject({ address: '192.0.2.1', port: 22_334 });
    expect(sdp.media[1]?.lines[0]).toEqual({ type: 'c', value: 'IN IP6 2001:db8::1' });
  });
});

function octetsOf(file: string): Buffer {
  return readFileSync(new URL(file, folder));
}

function parsed(file: string, mend = (text: string) => text) {
  const outcome = parseMessage(Buffer.from(mend(octetsOf(file).toString('latin1')), 'latin1'));
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.message;
}

function fail(): never {
  throw new Error('no session description');
}
