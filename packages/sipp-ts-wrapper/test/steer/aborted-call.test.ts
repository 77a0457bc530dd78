import { expect, test } from '@jest/globals';
import { abortedCallId } from '../../src/steer/steer.ts';

test.each([
  ["Aborting call on UDP retransmission timeout for Call-ID 'a@x'", 'a@x'],
  ["Aborted call with Call-ID 'a@x'", 'a@x'],
  [
    'Call-Id: a@x, receive timeout on message phone:7 without label to jump to (ontimeout attribute): aborting call',
    'a@x',
  ],
  ["Aborting call on unexpected message for Call-Id 'a@x': while expecting 'ACK' (index 3), received 'BYE", 'a@x'],
  ['Aborting call on an unexpected BYE for call: a@x', 'a@x'],
])('reads the call that was given up in "%s"', (record, callId) => {
  expect(abortedCallId(record)).toBe(callId);
});

test('sees no end in a record of a call that goes on', () => {
  expect(
    abortedCallId("Continuing call on unexpected message for Call-Id 'a@x': while expecting 'INVITE' (index 0)"),
  ).toBeUndefined();
});

test('believes nothing that a message from the wire says', () => {
  const hostile =
    "Continuing call on unexpected message for Call-Id 'a@x': while expecting 'ACK' (index 1), received 'FOO";
  expect(
    abortedCallId(`${hostile} sip:b SIP/2.0\nAborting call on UDP retransmission timeout for Call-ID 'b@x'`),
  ).toBeUndefined();
  expect(abortedCallId(`${hostile} Aborted call with Call-ID 'b@x'`)).toBeUndefined();
  expect(
    abortedCallId(
      "Aborting call on unexpected message for Call-Id 'a@x': received 'FOO Aborted call with Call-ID 'b@x'",
    ),
  ).toBe('a@x');
});
