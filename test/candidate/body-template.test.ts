import { expect, test } from '@jest/globals';
import { checkBody, fillInBody, orbitInBody } from '../../src/candidate/dialect/body-template.ts';

const values = {
  callid: 'a"<b>&c',
  localtag: 'l',
  remotetag: 'r',
  remotetarget: 'sip:x@y',
  user: 'bob',
  slot: '101',
  orbit: '101',
  domain: 'park.example',
};
const XML = '<park>\n<call>${callid}</call><slot>${slot}</slot>\n</park>';

test('a value is written as the media type wants it', () => {
  expect(fillInBody(XML, 'application/x-park+xml', values)).toContain('<call>a&#34;&#60;b&#62;&#38;c</call>');
  expect(fillInBody('{"call":"${callid}"}', 'application/json', values)).toBe('{"call":"a\\"<b>&c"}');
  expect(fillInBody('call=${callid}', 'text/plain', values)).toBe('call=a"<b>&c');
});

test('the orbit is found again in a body, and in none that was made otherwise', () => {
  expect(orbitInBody(fillInBody(XML, 'application/xml', values), XML)).toBe('101');
  expect(orbitInBody('<park></park>', XML)).toBeUndefined();
  expect(orbitInBody('{"a":1}', '{"a":1}')).toBeUndefined();
});

test('a placeholder that does not exist is told with its place in the file of the body', () => {
  expect(checkBody('<a>\n  ${calid}</a>', 'park.xml')).toEqual([
    {
      file: 'park.xml',
      line: 2,
      column: 3,
      text: '  ${calid}</a>',
      message: 'unknown placeholder ${calid}',
      hint: 'did you mean ${callid}?',
    },
  ]);
});
