import type { SipMessage } from '../../../sip/message/message.ts';
import { audioOf, type Direction, parseSdp } from '../../../sip/sdp.ts';
import type { Defect } from '../defect.ts';
import { limitsCalls } from './mechanism/limited-calls.ts';

/** Media directions are evened out on the way, as a border element does that handles media as it is used to. */
export const keepsHoldToItself: Defect = {
  id: 'keeps-hold-to-itself',
  title: 'A call can be put on hold while users are given back, but the other side is not told and talks on',
  turnsRed: ['DR-13/holdable'],
  behaviour: limitsCalls(
    () => 'pass',
    (request) =>
      directionOf(request) === 'sendonly'
        ? {
            request: (each) => redirected(each, 'sendonly', 'sendrecv'),
            response: (each) => redirected(each, 'sendrecv', 'recvonly'),
          }
        : {},
  ),
};

function directionOf({ body }: SipMessage): Direction | undefined {
  const sdp = parseSdp(body);
  return sdp === undefined ? undefined : audioOf(sdp)?.direction;
}

function redirected<Message extends SipMessage>(message: Message, from: Direction, to: Direction): Message {
  const text = Buffer.from(message.body).toString('latin1');
  // Of the same length in octets, so that Content-Length still holds.
  return { ...message, body: Buffer.from(text.replace(`a=${from}\r\n`, `a=${to}\r\n`), 'latin1') };
}
