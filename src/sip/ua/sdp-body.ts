import type { HeaderList } from '../dialog/request.ts';
import { encodeText } from '../message/octets.ts';
import { formatSdp, type Sdp } from '../sdp.ts';

export function sdpBody(sdp: Sdp): { readonly headers: HeaderList; readonly body: Uint8Array } {
  return { headers: [['Content-Type', 'application/sdp']], body: encodeText(formatSdp(sdp)) };
}
