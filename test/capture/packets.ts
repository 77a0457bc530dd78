/** Packets and capture files made by hand, for what reads them. */
export interface Ends {
  readonly source: string;
  readonly destination: string;
  readonly from: number;
  readonly to: number;
}

export const ENDS: Ends = { source: '198.18.0.2', destination: '198.18.0.3', from: 5060, to: 5062 };

export interface FileForm {
  readonly endian?: 'big' | 'little';
  readonly ticks?: 'micro' | 'nano';
  readonly link?: number;
}

export function fileHeader({ endian = 'little', ticks = 'micro', link = 1 }: FileForm = {}): Buffer {
  return numbers(endian, [ticks === 'nano' ? 0xa1b23c4d : 0xa1b2c3d4, 0x0004_0002, 0, 0, 262_144, link]);
}

/** `at` in ms. */
export function record(at: number, frame: Buffer, { endian = 'little', ticks = 'micro' }: FileForm = {}): Buffer {
  const parts = Math.round((at % 1000) * (ticks === 'nano' ? 1e6 : 1e3));
  return Buffer.concat([numbers(endian, [Math.floor(at / 1000), parts, frame.length, frame.length]), frame]);
}

export function ethernet(packet: Buffer, { tags = 0, type = 0x0800 } = {}): Buffer {
  const vlans = Buffer.concat(Array.from({ length: tags }, () => Buffer.from('81000007', 'hex')));
  return Buffer.concat([Buffer.alloc(12), vlans, Buffer.from([type >> 8, type & 0xff]), packet]);
}

export interface Fragment {
  readonly id?: number;
  readonly offset?: number;
  readonly more?: boolean;
}

export function ipv4(
  protocol: number,
  payload: Buffer,
  { source, destination }: Pick<Ends, 'source' | 'destination'> = ENDS,
  { id = 1, offset = 0, more = false }: Fragment = {},
): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt8(0x45, 0);
  header.writeUInt16BE((20 + payload.length) & 0xffff, 2);
  header.writeUInt16BE(id, 4);
  header.writeUInt16BE((more ? 0x2000 : 0) | (offset / 8), 6);
  header.writeUInt8(protocol, 9);
  Buffer.from(source.split('.').map(Number)).copy(header, 12);
  Buffer.from(destination.split('.').map(Number)).copy(header, 16);
  return Buffer.concat([header, payload]);
}

export function udp(payload: Buffer, { from, to }: Pick<Ends, 'from' | 'to'> = ENDS): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(from, 0);
  header.writeUInt16BE(to, 2);
  header.writeUInt16BE(8 + payload.length, 4);
  return Buffer.concat([header, payload]);
}

export interface TcpForm {
  readonly sequence: number;
  readonly flags?: number;
}

export const SYN = 0x02;
export const FIN = 0x01;

export function tcp(
  payload: Buffer,
  { sequence, flags = 0x10 }: TcpForm,
  { from, to }: Pick<Ends, 'from' | 'to'> = ENDS,
): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt16BE(from, 0);
  header.writeUInt16BE(to, 2);
  header.writeUInt32BE(sequence >>> 0, 4);
  header.writeUInt8(5 << 4, 12);
  header.writeUInt8(flags, 13);
  return Buffer.concat([header, payload]);
}

/** A datagram as the packets that carry it, none with more than `size` octets of it (a multiple of 8). */
export function fragmented(datagram: Buffer, size: number, id = 7, ends: Ends = ENDS): readonly Buffer[] {
  const packets: Buffer[] = [];
  for (let offset = 0; offset < datagram.length; offset += size) {
    const more = offset + size < datagram.length;
    packets.push(ipv4(17, datagram.subarray(offset, offset + size), ends, { id, offset, more }));
  }
  return packets;
}

export function options(callId: string, body = ''): Buffer {
  const lines = [
    'OPTIONS sip:x@198.18.0.3 SIP/2.0',
    `Call-ID: ${callId}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

function numbers(endian: 'big' | 'little', values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) {
    if (endian === 'little') bytes.writeUInt32LE(value >>> 0, 4 * index);
    else if (index === 1 && value === 0x0004_0002) bytes.writeUInt32BE(0x0002_0004, 4);
    else bytes.writeUInt32BE(value >>> 0, 4 * index);
  }
  return bytes;
}
