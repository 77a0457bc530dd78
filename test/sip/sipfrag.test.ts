import { describe, expect, test } from '@jest/globals';
import { formatSipfrag, parseSipfrag } from '../../src/sip/sipfrag.ts';

describe('a sipfrag', () => {
  test.each([
    ['a status line alone', 'SIP/2.0 100 Trying'],
    ['a status line with its line end', 'SIP/2.0 100 Trying\r\n'],
    ['a status line that ends with LF', 'SIP/2.0 100 Trying\n'],
    ['an empty line at the end', 'SIP/2.0 100 Trying\r\n\r\n'],
  ])('may be %s', (_, text) => {
    expect(parseSipfrag(text)).toEqual({ status: 100, reason: 'Trying', headers: [] });
    expect(parseSipfrag(Buffer.from(text))).toEqual({ status: 100, reason: 'Trying', headers: [] });
  });

  test('may have header fields, folded and compact', () => {
    expect(parseSipfrag('SIP/2.0 200 OK\r\ni: c-1\r\nm:\r\n <sip:park@a>;x\r\n\r\nbody')).toEqual({
      status: 200,
      reason: 'OK',
      headers: [
        { name: 'Call-ID', value: 'c-1' },
        { name: 'Contact', value: '<sip:park@a>;x' },
      ],
    });
  });

  test.each([
    ['a line without a colon', 'SIP/2.0 200 OK\r\nnonsense\r\nCall-ID: c\r\n'],
    ['a fold with nothing before it', 'SIP/2.0 200 OK\r\n  odd\r\nCall-ID: c\r\n'],
    ['a name that is no token', 'SIP/2.0 200 OK\r\nodd name: x\r\nCall-ID: c\r\n'],
    ['CRLF after LF', 'SIP/2.0 200 OK\nodd\r\nCall-ID: c\n'],
  ])('tells its status although it has %s', (_, text) => {
    expect(parseSipfrag(text)).toEqual({ status: 200, reason: 'OK', headers: [{ name: 'Call-ID', value: 'c' }] });
  });

  test('is read as it was meant', () => {
    const frag = { status: 503, reason: 'Service Unavailable', headers: [{ name: 'Warning', value: '399 a "full"' }] };
    expect(formatSipfrag(frag)).toBe('SIP/2.0 503 Service Unavailable\r\nWarning: 399 a "full"\r\n');
    expect(parseSipfrag(formatSipfrag(frag))).toEqual(frag);
  });

  test.each([
    ['a request', 'INVITE sip:a@b SIP/2.0\r\n'],
    ['header fields alone', 'Call-ID: c\r\n'],
    ['another version', 'SIP/3.0 200 OK\r\n'],
    ['a code of two digits', 'SIP/2.0 20 OK\r\n'],
    ['a line with a stray CR', 'SIP/2.0 200 OK\rnonsense\r\n'],
    ['nothing', ''],
  ])('is not %s', (_, text) => {
    expect(parseSipfrag(text)).toBeUndefined();
  });
});
