/** The corpus at a whole endpoint with a phone on it: nothing throws or hangs, and every answer can be read. */
import { isDeepStrictEqual } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { TapRecord } from '../../../../src/sip/endpoint.ts';
import { cseq } from '../../../../src/sip/fields/cseq.ts';
import { toTag } from '../../../../src/sip/fields/tags.ts';
import { parseMessage } from '../../../../src/sip/message/parse.ts';
import { StreamFramer } from '../../../../src/sip/message/framer.ts';
import { StreamBytes } from '../../../../src/sip/transport/stream-bytes.ts';
import { closing, rawTcpTo } from '../transport/raw-peer.ts';
import { entriesThat, isExchange, isRead, isReplies, isStream, type Read } from '../../../sip/corpus/corpus.ts';
import { closePhones, openPhone, type Phone } from './phone.ts';

/** The answer to a message with as much as may be has more. */
const LONG = { limits: { head: 1e6, headers: 2_000 } };

afterEach(closePhones);

describe('a message of the corpus', () => {
  test.each(entriesThat(isRead))('$name, at a phone: $says', async (entry) => {
    const phone = await openPhone();
    await phone.hear(entry.octets);
    const { arrived } = phone;
    expect(arrived.length).toBe('noise' in entry ? 0 : 1);
    expect(arrived[0]?.unreadable).toBe('refused' in entry ? entry.refused : undefined);
    expect(answersOf(phone).map(({ status }) => status)).toEqual(wantedStatus(entry, arrived));
    expect(phone.trouble).toEqual([]);
  });

  test.each(entriesThat(isExchange))('$name, at one phone: $says', async (entry) => {
    const phone = await openPhone();
    for (const octets of datagramsOf(entry.octets)) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await phone.hear(filled(octets, { tag: lastTag(phone) }));
    }
    expect(answersOf(phone).map(({ status, method }) => `${status} ${method}`)).toEqual(entry.exchange);
    expect(phone.trouble).toEqual([]);
  });

  test.each(entriesThat(isReplies))('$name, to a request of a phone: $says', async (entry) => {
    const phone = await openPhone();
    const asked = phone.ask(entry.to);
    for (const octets of datagramsOf(entry.octets)) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await phone.hear(filled(octets, asked));
    }
    expect(methodsSent(phone)).toEqual(entry.sends);
    expect(asked.result()).toBe(entry.result);
    expect(phone.trouble).toEqual([]);
  });
});

describe('a connection with messages of the corpus', () => {
  test.each(entriesThat(isStream))('$name, wherever it is cut: $says', (entry) => {
    const told = entry.broken === undefined ? entry.stream : [...entry.stream, `broken: ${entry.broken}`];
    // Every place of what is not too long; of the rest some.
    const step = Math.ceil(entry.octets.length / 1500);
    const places = Array.from({ length: Math.ceil(entry.octets.length / step) }, (_, index) => index * step);
    const otherwise = places.filter((at) => {
      const pieces = [entry.octets.subarray(0, at), entry.octets.subarray(at)];
      return !isDeepStrictEqual(framed(pieces), told);
    });
    expect(otherwise).toEqual([]);
    expect(framed([entry.octets])).toEqual(told);
    expect(framed(Array.from(entry.octets, (octet) => Uint8Array.of(octet)))).toEqual(told);
  });

  test.each(entriesThat(isStream))('$name, at a phone: $says', async (entry) => {
    const phone = await openPhone('tcp');
    const { socket } = await rawTcpTo(phone.endpoint.address.port);
    const closed = closing(socket);
    socket.end(entry.octets);
    await closed;
    await phone.endpoint.close();
    const told = phone.arrived.map(({ bytes, unreadable }) =>
      unreadable === undefined ? firstLine(bytes) : `refused: ${unreadable}`,
    );
    const cutOff = told.at(-1) === 'refused: the connection ended before the message did' ? 1 : 0;
    const messages = entry.stream.filter((each) => each !== 'keepalive');
    expect(told.slice(0, told.length - cutOff)).toEqual(messages);
    expect(answersOf(phone).length).toBe(phone.sent.length);
    expect(phone.trouble).toEqual([]);
  });
});

/** Nobody answers a response, an ACK, or what nobody could match an answer to. */
function wantedStatus(entry: Read, [seen]: readonly TapRecord[]): readonly number[] {
  if ('refused' in entry) return entry.answerable ? [entry.status] : [];
  const outcome = seen === undefined ? undefined : parseMessage(seen.bytes);
  if ('noise' in entry || outcome?.ok !== true || outcome.message.kind === 'response') return [];
  return entry.answer === 'none' ? [] : [entry.answer ?? 200];
}

interface Answer {
  readonly status: number;
  readonly method: string | undefined;
  readonly tag: string | undefined;
}

/** An answer repeats what it refuses (RFC 3261 8.2.6.2); apart from that it can be read. */
function answersOf(phone: Phone): readonly Answer[] {
  const refused = phone.arrived.flatMap(({ unreadable }) => unreadable ?? []);
  return phone.sent.flatMap((bytes): readonly Answer[] => {
    const outcome = parseMessage(bytes, LONG);
    if (!outcome.ok) {
      if (!refused.includes(outcome.reason)) throw new Error(`the phone sends what cannot be read: ${outcome.reason}`);
      const [, status, method] = /^SIP\/2\.0 (\d{3}) [^]*^CSeq: ?\d* ?(\S*)/m.exec(Buffer.from(bytes).toString()) ?? [];
      return [{ status: Number(status), method, tag: undefined }];
    }
    const { message } = outcome;
    return message.kind === 'request'
      ? []
      : [{ status: message.status, method: cseq(message)?.method, tag: toTag(message) }];
  });
}

function methodsSent(phone: Phone): readonly string[] {
  return phone.sent.flatMap((bytes) => {
    const outcome = parseMessage(bytes);
    if (!outcome.ok) throw new Error(`the phone sends what cannot be read: ${outcome.reason}`);
    return outcome.message.kind === 'request' ? [outcome.message.method] : [];
  });
}

/** Of the call, which comes first. */
function lastTag(phone: Phone): string {
  return answersOf(phone)[0]?.tag ?? '';
}

function filled(octets: Buffer, words: object): Buffer {
  const text = octets
    .toString('latin1')
    .replace(/\{(tag|via|branch|call)\}/g, (_, word) => String(Reflect.get(words, word)));
  return Buffer.from(text, 'latin1');
}

/** The messages of a file, cut apart as on a connection. */
function datagramsOf(octets: Buffer): readonly Buffer[] {
  const bytes = new StreamBytes();
  bytes.push(octets);
  const outcomes = new StreamFramer().push(octets).filter((each) => each !== 'keepalive');
  return outcomes.map((outcome) => Buffer.from(bytes.take(outcome)));
}

function framed(pieces: readonly Uint8Array[]): readonly string[] {
  const framer = new StreamFramer();
  const told = pieces
    .flatMap((piece) => framer.push(piece))
    .map((each) => {
      if (each === 'keepalive') return each;
      if (!each.ok) return `refused: ${each.reason}`;
      const { message } = each;
      return message.kind === 'request' ? `${message.method} ${message.uri}` : `${message.status} ${message.reason}`;
    });
  return framer.broken === undefined ? told : [...told, `broken: ${framer.broken}`];
}

function firstLine(bytes: Uint8Array): string {
  const outcome = parseMessage(bytes);
  if (!outcome.ok) return `refused: ${outcome.reason}`;
  const { message } = outcome;
  return message.kind === 'request' ? `${message.method} ${message.uri}` : `${message.status} ${message.reason}`;
}
