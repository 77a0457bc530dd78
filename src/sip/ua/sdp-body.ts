import type { HeaderList } from '../dialog/request.ts';
import { asBuffer, encodeText } from '../message/octets.ts';
import { newTag } from '../token.ts';
import { formatSdp, type Sdp } from '../sdp.ts';

export function sdpBody(sdp: Sdp): { readonly headers: HeaderList; readonly body: Uint8Array } {
  return { headers: [['Content-Type', 'application/sdp']], body: encodeText(formatSdp(sdp)) };
}

/** The description, and behind it a body of another type that need not be understood (RFC 5621 section 7). */
export function mixedBody(
  sdp: Sdp,
  { type, body }: { readonly type: string; readonly body: Uint8Array },
): ReturnType<typeof sdpBody> {
  const boundary = `parkspec-${newTag()}`;
  const head = [
    `--${boundary}`,
    'Content-Type: application/sdp',
    '',
    formatSdp(sdp),
    `--${boundary}`,
    `Content-Type: ${type}`,
    'Content-Disposition: render;handling=optional',
    '',
    '',
  ];
  return {
    headers: [['Content-Type', `multipart/mixed;boundary=${boundary}`]],
    body: Buffer.concat([encodeText(head.join('\r\n')), asBuffer(body), encodeText(`\r\n--${boundary}--\r\n`)]),
  };
}
