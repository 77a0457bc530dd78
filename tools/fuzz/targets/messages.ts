/** Whole SIP messages, in datagrams and on a stream, and what is answered to them. */
import { isDeepStrictEqual } from 'node:util';
import { dialogFromUac, dialogFromUas } from '../../../src/sip/dialog/dialog.ts';
import { inDialogRequest } from '../../../src/sip/dialog/request.ts';
import { refusalOf } from '../../../src/sip/endpoint/damaged-request.ts';
import { cseq } from '../../../src/sip/fields/cseq.ts';
import { toTag } from '../../../src/sip/fields/tags.ts';
import { buildResponse } from '../../../src/sip/message/build.ts';
import { StreamFramer } from '../../../src/sip/message/framer.ts';
import { header, headerValues, withAppended, withoutFirst, withPrepended } from '../../../src/sip/message/headers.ts';
import type { SipMessage, SipRequest, SipResponse } from '../../../src/sip/message/message.ts';
import { type ParseOutcome, parseMessage } from '../../../src/sip/message/parse.ts';
import { serializeMessage } from '../../../src/sip/message/serialize.ts';
import { nextHop } from '../../../src/sip/route.ts';
import { ackFor, cancelFor } from '../../../src/sip/transaction/derived.ts';
import { requestMatch } from '../../../src/sip/transaction/matching.ts';
import { responseAddress, withOwnVia, withReceived } from '../../../src/sip/transaction/top-via.ts';
import type { Address } from '../../../src/sip/transport/transport.ts';
import { StreamBytes } from '../../../src/sip/transport/stream-bytes.ts';
import { describedIn } from '../../../src/sip/described.ts';
import { randomOf } from '../random.ts';
import type { Target } from '../target.ts';
import { sipWords } from './pieces.ts';
import { seedFiles } from './seeds.ts';

const peer: Address = { transport: 'udp', host: '127.0.0.1', port: 5070 };
const own: Address = { transport: 'udp', host: '127.0.0.1', port: 5060 };
const LISTS = ['Via', 'Contact', 'Record-Route', 'Route', 'Require', 'Replaces', 'Warning', 'X'];

export const message: Target = {
  name: 'message',
  words: sipWords,
  share: 20,
  slow: 200,
  seeds: () => seedFiles('fixtures/sip/corpus'),
  check(input) {
    const outcome = parseMessage(input);
    if (!outcome.ok) return refusalFault(outcome);
    const written = Buffer.from(serializeMessage(outcome.message));
    if (!written.equals(input.subarray(outcome.skipped, input.length - outcome.ignored)))
      return 'is not written as it was read';
    const again = parseMessage(written);
    if (!again.ok || !isDeepStrictEqual(again.message, outcome.message)) return 'is not read again as it was written';
    return editFault(outcome.message) ?? answerFault(outcome.message);
  },
};

export const stream: Target = {
  name: 'stream',
  words: sipWords,
  share: 4,
  slow: 200,
  seeds: () => {
    const files = seedFiles('fixtures/sip/corpus');
    return [
      ...files,
      ...files.map((file, index) => Buffer.concat([file, files[(index * 7 + 3) % files.length] ?? file])),
    ];
  },
  check(input) {
    const whole = new StreamFramer();
    const outcomes = whole.push(input);
    const cut = new StreamFramer();
    const parts = chunks(input).flatMap((chunk) => cut.push(chunk));
    if (whole.broken !== cut.broken) return 'is broken or not depending on how it is cut';
    if (!isDeepStrictEqual(outcomes, parts)) return 'gives other messages when it is cut otherwise';
    return bytesFault(input, outcomes) ?? asDatagramFault(input, outcomes);
  },
};

/** The tap must show each message in its own octets. */
function bytesFault(input: Buffer, outcomes: ReadonlyArray<ParseOutcome | 'keepalive'>): string | undefined {
  const bytes = new StreamBytes();
  bytes.push(input);
  for (const outcome of outcomes) {
    if (outcome === 'keepalive') continue;
    if (!outcome.ok) return undefined;
    if (!Buffer.from(serializeMessage(outcome.message)).equals(bytes.take(outcome))) return 'is tapped in other octets';
  }
  return undefined;
}

function asDatagramFault(input: Buffer, outcomes: ReadonlyArray<ParseOutcome | 'keepalive'>): string | undefined {
  // Empty lines before the message are skipped in a datagram; on a stream two of them are a keep-alive.
  const first = outcomes.find((each) => each !== 'keepalive');
  const datagram = parseMessage(input);
  if (!datagram.ok || datagram.message.wire?.unended || datagram.message.wire?.unsized) return undefined;
  if (first?.ok !== true) return 'is a message as a datagram but not on a stream';
  return Buffer.from(serializeMessage(first.message)).equals(serializeMessage(datagram.message))
    ? undefined
    : 'is another message on a stream';
}

/** Pieces whose lengths the input itself decides, so that a finding can be had again. */
function chunks(input: Buffer): readonly Buffer[] {
  const random = randomOf(input.length * 31 + (input[input.length >> 1] ?? 0));
  // The long ones are there for the time they take, which small pieces would hide.
  const most = input.length > 8_000 ? 500 : random.pick([1, 3, 20, 500], 1);
  const pieces: Buffer[] = [];
  for (let at = 0; at < input.length; ) {
    const size = 1 + random.int(most);
    pieces.push(input.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

function refusalFault(outcome: Extract<ParseOutcome, { ok: false }>): string | undefined {
  if (outcome.partial === undefined) return undefined;
  const refusal = refusalOf(outcome.partial, outcome, peer);
  if (refusal !== undefined) serializeMessage(refusal.response);
  return undefined;
}

function editFault(read: SipMessage): string | undefined {
  for (const name of LISTS) {
    const values = headerValues(read, name);
    const first = header(read, name);
    if (values.length > 0 && first === undefined) return `has ${name} in its list but not by itself`;
  }
  // Of Contact the first value must be one that can be called, so that another one may not take its place.
  const edited = withPrepended(
    withAppended(withoutFirst(read, 'Supported'), 'X', 'y'),
    'Via',
    'SIP/2.0/UDP a;branch=b',
  );
  return parseMessage(serializeMessage(edited)).ok ? undefined : 'cannot be read after a change';
}

/** Whatever we send because of it must be a message that can be read. */
function answerFault(read: SipMessage): string | undefined {
  describedIn(read);
  return read.kind === 'request' ? requestFault(read) : responseFault(read);
}

function requestFault(bare: SipRequest): string | undefined {
  requestMatch(bare);
  const request = withReceived(bare, peer);
  if (!readable(request)) return 'cannot be read with `received`';
  responseAddress(request, peer);
  nextHop(request, peer);
  const response = buildResponse(request, 200, undefined, { toTag: 'x' });
  if (!readable(response)) return 'gets an answer that cannot be read';
  if (toTag(response) === undefined) return 'gets an answer without a tag';
  const dialog = dialogFromUas(request, response);
  const [, bye] = inDialogRequest(dialog, 'BYE');
  nextHop(bye, peer);
  return readable(withOwnVia(bye, own, 'z9hG4bKx')) ? undefined : 'makes a dialog whose BYE cannot be read';
}

function responseFault(response: SipResponse): string | undefined {
  // The last number there is leaves none for what follows; such a response is none of ours.
  const number = Math.min(cseq(response)?.seq ?? 0, 2 ** 31 - 2);
  const invite: SipRequest = { ...invited, headers: [...invited.headers, { name: 'CSeq', value: `${number} INVITE` }] };
  if (!readable(ackFor(invite, response))) return 'gets an ACK that cannot be read';
  if (!readable(cancelFor(invite))) return 'leads to a CANCEL that cannot be read';
  const dialog = dialogFromUac(invite, response);
  const [, bye] = inDialogRequest(dialog, 'BYE');
  nextHop(bye, peer);
  return readable(withOwnVia(bye, own, 'z9hG4bKx')) ? undefined : 'answers with a dialog whose BYE cannot be read';
}

const invited: SipRequest = {
  kind: 'request',
  method: 'INVITE',
  uri: 'sip:bob@park.example',
  headers: [
    { name: 'Via', value: 'SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK1' },
    { name: 'From', value: '<sip:alice@park.example>;tag=1' },
    { name: 'To', value: '<sip:bob@park.example>' },
    { name: 'Call-ID', value: '1' },
  ],
  body: new Uint8Array(0),
};

/** Larger than what is accepted from others is no mistake of the writer. */
const generous = { limits: { head: 1e6, message: 2e6, headers: 2_000 } };

function readable(built: SipMessage): boolean {
  return parseMessage(serializeMessage(built), generous).ok;
}
