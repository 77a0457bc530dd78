/** RTP packets of RFC 3550 5.1, as much of them as telling voices apart needs. */

export const PCMU = 0;
export const COMFORT_NOISE = 13;

export interface RtpPacket {
  readonly payloadType: number;
  readonly marker: boolean;
  /** 16 bit */
  readonly sequence: number;
  /** 32 bit, in samples */
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Uint8Array;
}

const HEADER = 12;

/**
 * Reads a datagram; steps over contributing sources, a header extension and padding. Anything that is not RTP version 2,
 * or RTCP that came to the same port (RFC 5761 4), gives undefined. The payload is a view of `bytes`.
 */
export function parseRtp(bytes: Uint8Array): RtpPacket | undefined {
  if (!isRtp(bytes)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint8(0);
  const second = view.getUint8(1);
  const start = payloadStart(view, flags);
  const end = payloadEnd(view, flags);
  if (start === undefined || start > end) return undefined;
  return {
    payloadType: second & 0x7f,
    marker: second >> 7 === 1,
    sequence: view.getUint16(2),
    timestamp: view.getUint32(4),
    ssrc: view.getUint32(8),
    payload: bytes.subarray(start, end),
  };
}

/** Whether it is RTP of version 2, and no RTCP that came to the same port (RFC 5761 4). */
export function isRtp(bytes: Uint8Array): boolean {
  const [flags = 0, second = 0] = bytes;
  return bytes.length >= HEADER && flags >> 6 === 2 && (second < 192 || second > 223);
}

/** The octets before the payload: the header, contributing sources and an extension. Undefined where they are not all there. */
export function headerOctets(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = payloadStart(view, view.getUint8(0));
  return start === undefined || start > bytes.length ? undefined : start;
}

function payloadStart(view: DataView, flags: number): number | undefined {
  const extension = HEADER + 4 * (flags & 0x0f);
  if ((flags & 0x10) === 0) return extension;
  if (extension + 4 > view.byteLength) return undefined;
  return extension + 4 + 4 * view.getUint16(extension + 2);
}

/** The last octet of padding counts the padding, itself included. */
function payloadEnd(view: DataView, flags: number): number {
  const padding = (flags & 0x20) === 0 ? 0 : view.getUint8(view.byteLength - 1);
  return view.byteLength - padding;
}

/** A packet with the plain 12-octet header. Numbers are cut to the width of their fields. */
export function formatRtp(packet: RtpPacket): Uint8Array {
  const bytes = new Uint8Array(HEADER + packet.payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x80);
  view.setUint8(1, (packet.marker ? 0x80 : 0) | (packet.payloadType & 0x7f));
  view.setUint16(2, packet.sequence);
  view.setUint32(4, packet.timestamp);
  view.setUint32(8, packet.ssrc);
  bytes.set(packet.payload, HEADER);
  return bytes;
}
