import { expect, test } from '@jest/globals';
import { buildRequest } from '../../../src/sip/message/build.ts';
import { headerValues } from '../../../src/sip/message/headers.ts';
import { readStartLine } from '../../../src/sip/message/start-line.ts';

test.each([
  ['SIP/2.0 100 Trying', 100],
  ['SIP/2.0 699 Last', 699],
  ['sip/2.0 200 ', 200],
  ['SIP/2.0 200 many  words ', 200],
  ['SIP/2.0 099 No', undefined],
  ['SIP/2.0 700 No', undefined],
  ['SIP/2.0 1000 No', undefined],
  ['SIP/2.0  200 OK', undefined],
  ['SIP/2.0\t200 OK', undefined],
])('the status of %j is %s', (text, status) => {
  const { line } = readStartLine(text);
  expect(line?.kind === 'response' ? line.status : undefined).toBe(status);
});

test.each(['SIP/10.0 200 OK', 'SIP/2.10 200 OK', 'SIP/3.0 200 OK'])('the version of %j is another one', (text) => {
  const { line, problem } = readStartLine(text);
  expect([line?.kind, problem]).toEqual(['response', expect.objectContaining({ status: 505 })]);
});

test('a message that is built has the length of its body, whatever length was given', () => {
  const headers = [
    ['content-length', '99'],
    ['l', '98'],
    ['Subject', 'x'],
  ] as const;
  const message = buildRequest({ method: 'OPTIONS', uri: 'sip:a@b', headers, body: Buffer.from('four') });
  expect(headerValues(message, 'Content-Length')).toEqual(['4']);
  expect(headerValues(message, 'Subject')).toEqual(['x']);
});
