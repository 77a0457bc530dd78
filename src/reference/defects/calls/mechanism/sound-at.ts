import { withBody } from '../../../../sip/message/headers.ts';
import type { SipMessage } from '../../../../sip/message/message.ts';
import { encodeText } from '../../../../sip/message/octets.ts';
import { formatSdp, parseSdp, type Sdp, type SdpLine } from '../../../../sip/sdp.ts';

/** The message with another place where its sender listens; as it is when it describes no media. */
export function withSoundAt<M extends SipMessage>(message: M, address: string, port: number): M {
  const sdp = parseSdp(message.body);
  if (sdp === undefined) return message;
  const moved: Sdp = {
    ...sdp,
    lines: sdp.lines.map((line) => movedTo(address, line)),
    media: sdp.media.map((stream) => ({
      ...stream,
      port: stream.port === 0 ? 0 : port,
      lines: stream.lines.map((line) => movedTo(address, line)),
    })),
  };
  return withBody(message, 'application/sdp', encodeText(formatSdp(moved)));
}

function movedTo(address: string, line: SdpLine): SdpLine {
  return line.type === 'c' ? { type: 'c', value: `IN IP4 ${address}` } : line;
}
