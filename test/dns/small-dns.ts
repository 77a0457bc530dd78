/** A DNS server for tests, over UDP at the loopback address: it tells what its zone says at the moment. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

export type Zone = Readonly<Record<string, readonly string[]>>;

const TYPES: Readonly<Record<string, number>> = { A: 1, CNAME: 5, SOA: 6, AAAA: 28, SRV: 33, NAPTR: 35 };

export interface SmallDnsOptions {
  /** Seconds. */
  readonly ttl?: number;
  /** The code of each answer: 2 is SERVFAIL. */
  readonly code?: number;
  /** Octets that are sent instead of an answer, made from it. */
  readonly damaged?: (answer: Buffer) => Buffer;
}

export class SmallDns {
  /** `SRV _sip._udp.park.example`, as it was asked, oldest first. */
  readonly asked: string[] = [];
  /** By `name`, the records as `SRV 10 0 5060 park-1.example`, `A 127.0.0.1`; a name without an entry is not there. */
  zone: Zone;
  readonly #socket: Socket;
  readonly #options: SmallDnsOptions;

  static async start(zone: Zone, options: SmallDnsOptions = {}): Promise<SmallDns> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new SmallDns(socket, zone, options);
  }

  private constructor(socket: Socket, zone: Zone, options: SmallDnsOptions) {
    this.#socket = socket;
    this.#options = options;
    this.zone = zone;
    socket.on('message', (octets, from) => socket.send(this.#answer(octets), from.port, from.address));
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** As a candidate file writes it. */
  get place(): string {
    return `127.0.0.1:${this.port}`;
  }

  close(): void {
    this.#socket.close();
  }

  #answer(question: Buffer): Buffer {
    const end = question.indexOf(0, 12) + 5;
    const labels: string[] = [];
    for (let at = 12; question.readUInt8(at) > 0; at += question.readUInt8(at) + 1) {
      labels.push(question.toString('latin1', at + 1, at + 1 + question.readUInt8(at)));
    }
    const name = labels.join('.').toLowerCase();
    const number = question.readUInt16BE(end - 4);
    const type = Object.keys(TYPES).find((each) => TYPES[each] === number) ?? String(number);
    this.asked.push(`${type} ${name}`);
    const { code = 0, damaged = (answer) => answer } = this.#options;
    const records = code === 0 ? this.#records(name, type) : [];
    const isThere = this.zone[name] !== undefined;
    const header = Buffer.from(question.subarray(0, 12));
    header.writeUInt16BE(0x81_80 | (code || (isThere ? 0 : 3)), 2);
    header.writeUInt16BE(records.length, 6);
    header.writeUInt16BE(0, 10);
    return damaged(Buffer.concat([header, question.subarray(12, end), ...records]));
  }

  /** Of the name and, where it is an alias, of what it stands for. */
  #records(name: string, type: string): readonly Buffer[] {
    const texts = this.zone[name] ?? [];
    const alias = texts.find((text) => text.startsWith('CNAME '))?.slice('CNAME '.length);
    const own = texts.filter((text) => text.startsWith(`${type} `)).map((text) => this.#record(name, text));
    if (alias === undefined) return own;
    return [this.#record(name, `CNAME ${alias}`), ...this.#records(alias, type)];
  }

  #record(owner: string, text: string): Buffer {
    const [type = '', ...words] = text.split(' ');
    const data = dataOf(type, words);
    const head = Buffer.alloc(10);
    head.writeUInt16BE(TYPES[type] ?? 0, 0);
    head.writeUInt16BE(1, 2);
    head.writeUInt32BE(this.#options.ttl ?? 0, 4);
    head.writeUInt16BE(data.length, 8);
    return Buffer.concat([nameOctets(owner), head, data]);
  }
}

function dataOf(type: string, words: readonly string[]): Buffer {
  const [one = '', two = '', three = '', four = '', five = '', six = ''] = words;
  switch (type) {
    case 'A':
      return Buffer.from(one.split('.').map(Number));
    case 'AAAA':
      return Buffer.concat(one.split(':').map((group) => wordOctets(Number.parseInt(group, 16))));
    case 'CNAME':
      return nameOctets(one);
    case 'SRV':
      return Buffer.concat([...[one, two, three].map((each) => wordOctets(Number(each))), nameOctets(four)]);
    case 'NAPTR': {
      const texts = [three, four, five].map((each) => textOctets(each.replaceAll('"', '')));
      return Buffer.concat([wordOctets(Number(one)), wordOctets(Number(two)), ...texts, nameOctets(six)]);
    }
    default:
      throw new Error(`the zone has a record of an unknown type: ${type}`);
  }
}

function wordOctets(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}

function textOctets(text: string): Buffer {
  return Buffer.from([text.length, ...Buffer.from(text, 'latin1')]);
}

function nameOctets(name: string): Buffer {
  const labels = name === '.' ? [] : name.split('.');
  return Buffer.concat([...labels.map(textOctets), Buffer.from([0])]);
}
