import { describe, expect, test } from '@jest/globals';
import { encodeAbort, encodeCommand, frameReader, LONGEST_COMMAND, readFrame } from '../../src/steer/codec.ts';

describe('a command', () => {
  test('carries its Call-ID first, its name, its number, its fields and its body, and ends with 0x1B', () => {
    const bytes = encodeCommand('a@x', { name: 'invite', fields: { To: 'sip:b@x', Port: 5060 }, body: 'v=0\r\n' }, 7);
    expect(bytes.toString()).toBe(
      'Call-ID: a@x\r\nDo: invite\r\nSeq: 7\r\nTo: sip:b@x\r\nPort: 5060\r\n\r\nv=0\r\n\u001b',
    );
  });

  test.each([
    ['a Call-ID with a blank', 'a b', { name: 'x' }],
    ['a Call-ID with a line end', 'a\r\nDo: y', { name: 'x' }],
    ['a Call-ID that SIPp would shorten', 'c2///a', { name: 'x' }],
    ['a name of two words', 'a', { name: 'x y' }],
    ['a field name with a colon', 'a', { name: 'x', fields: { 'A:B': 1 } }],
    ['a field of two lines', 'a', { name: 'x', fields: { A: '1\nDo: y' } }],
    ['the byte that ends a command', 'a', { name: 'x', body: 'a\u001bb' }],
    ['the byte that ends a text for SIPp', 'a', { name: 'x', fields: { A: 'a\0b' } }],
    ["SIPp's own command", 'a', { name: 'x', body: 'internal-cmd: abort_call' }],
    ['more than SIPp reads', 'a', { name: 'x', body: 'z'.repeat(LONGEST_COMMAND) }],
  ])('is refused with %s', (_, callId, command) => {
    expect(() => encodeCommand(callId, command, 1)).toThrow(expect.objectContaining({ kind: 'refused' }));
  });

  test('that gives a call up is the one that SIPp knows', () => {
    expect(encodeAbort('a@x').toString()).toBe('call-id: a@x\r\ninternal-cmd: abort_call\r\n\r\n\u001b');
  });
});

describe('what comes from SIPp', () => {
  test('is cut at each 0x1B, in whatever pieces it comes', () => {
    const bytes = Buffer.from('Call-ID: ä\u001bCall-ID: b\u001b\u001bCall-ID: c');
    for (let size = 1; size <= bytes.length; size += 1) {
      const frames: string[] = [];
      const read = frameReader((text) => frames.push(text));
      for (let from = 0; from < bytes.length; from += size) read(bytes.subarray(from, from + size));
      expect(frames).toEqual(['Call-ID: ä', 'Call-ID: b', '']);
      read(Buffer.from('\u001b'));
      expect(frames.at(-1)).toBe('Call-ID: c');
    }
  });

  test('is read as an event with name, fields and body', () => {
    const raw =
      '\r\nCall-ID: a@x\r\nEvent: bye\r\nRe: 4\r\nNote: a: b\r\nnote: later\r\n\r\nline 1\r\n\r\nline 2\r\n\r\n';
    expect(readFrame(raw, 12)).toEqual({
      kind: 'event',
      event: {
        callId: 'a@x',
        name: 'bye',
        fields: { 'call-id': 'a@x', event: 'bye', re: '4', note: 'a: b' },
        body: 'line 1\r\n\r\nline 2',
        raw,
        at: 12,
      },
    });
  });

  test('is read as the end of a call where SIPp gave it up', () => {
    expect(readFrame('call-id: a@x\r\ninternal-cmd: abort_call\r\n\r\n', 0)).toEqual({ kind: 'abort', callId: 'a@x' });
  });

  test('is unreadable without a Call-ID', () => {
    expect(readFrame('Event: bye\r\n\r\n', 0)).toEqual({ kind: 'unreadable', raw: 'Event: bye\r\n\r\n' });
  });
});
