import { expect, test } from '@jest/globals';
import { literal, send, sip, valueOf } from '../../src/index.ts';

test('a value cannot begin a header of its own', () => {
  expect(sip`Contact: <sip:${'a'}@h:${5060}>`).toBe('Contact: <sip:a@h:5060>');
  for (const value of ['a\r\nX-Evil: 1', 'a\nb', 'a\rb', 'a\u0000b']) {
    expect(() => sip`Subject: ${value}`).toThrow(/Value 1 of the message.* holds a line break or NUL at 1/);
  }
});

test('the brackets of a literal are no keywords, and its backslashes no digits', () => {
  expect(literal(String.raw`[::1] \x41 \n`)).toBe(String.raw`\x5B::1] \x5Cx41 \n`);
});

test('a variable is named where its value goes', () => {
  expect(valueOf('from')).toBe('[$from]');
});

test('a message may be indented as the source is', () => {
  const { text } = send(`
    ACK sip:a SIP/2.0
    \tCall-ID: [call_id]

    v=0
  `);
  expect(text).toBe('ACK sip:a SIP/2.0\nCall-ID: [call_id]\n\nv=0\n');
});
