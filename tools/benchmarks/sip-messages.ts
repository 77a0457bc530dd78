/**
 * How many messages a second the SIP kernel parses and serialises on one core: `npm run bench:sip`. Exits 1 when the
 * median is below the goal for an INVITE with a session description.
 */
import process from 'node:process';
import { parseMessage } from '../../src/sip/message/parse.ts';
import { serializeMessage } from '../../src/sip/message/serialize.ts';

const GOAL = 50_000;
const RUNS = 7;
const MESSAGES = 200_000;

const body = [
  'v=0',
  'o=- 3958271 1 IN IP4 127.0.0.1',
  's=-',
  'c=IN IP4 127.0.0.1',
  't=0 0',
  'm=audio 40002 RTP/AVP 0',
  'a=rtpmap:0 PCMU/8000',
  'a=ptime:20',
  'a=sendrecv',
  '',
].join('\r\n');

const invite = Buffer.from(
  [
    'INVITE sip:bob@127.0.0.1:5062;transport=udp SIP/2.0',
    'Via: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK74bf91d0c4a2e18d;rport',
    'Via: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bK8d5f3e0a97b14c21;received=127.0.0.1;rport=5070',
    'Max-Forwards: 69',
    'From: "Alice" <sip:alice@park.example>;tag=9fxced76sl',
    'To: <sip:bob@park.example>',
    'Call-ID: 3848276298220188511@127.0.0.1',
    'CSeq: 314159 INVITE',
    'Contact: <sip:alice@127.0.0.1:5070;transport=udp>',
    'Record-Route: <sip:127.0.0.1:5060;lr>',
    'Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, REFER, NOTIFY, UPDATE',
    'Supported: replaces',
    'User-Agent: parkspec',
    'Content-Type: application/sdp',
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n'),
);

const ringing = Buffer.from(
  [
    'SIP/2.0 180 Ringing',
    'Via: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK74bf91d0c4a2e18d;rport=5060',
    'From: "Alice" <sip:alice@park.example>;tag=9fxced76sl',
    'To: <sip:bob@park.example>;tag=a6c85cf',
    'Call-ID: 3848276298220188511@127.0.0.1',
    'CSeq: 314159 INVITE',
    'Contact: <sip:bob@127.0.0.1:5062>',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n'),
);

/** Messages a second. */
function rate(octets: Uint8Array, work: (octets: Uint8Array) => number): number {
  const started = performance.now();
  let sum = 0;
  for (let count = 0; count < MESSAGES; count += 1) sum += work(octets);
  const seconds = (performance.now() - started) / 1000;
  if (sum !== MESSAGES * octets.length) throw new Error('a message did not come out as it went in');
  return MESSAGES / seconds;
}

function parseAndSerialize(octets: Uint8Array): number {
  const outcome = parseMessage(octets);
  return outcome.ok ? serializeMessage(outcome.message).length : 0;
}

/** Prints the figures and gives the median. */
function measure(name: string, octets: Uint8Array): number {
  const rates = Array.from({ length: RUNS }, () => rate(octets, parseAndSerialize)).toSorted((a, b) => a - b);
  const [low = 0, median = 0, high = 0] = [rates[0], rates[(RUNS - 1) / 2], rates[RUNS - 1]].map((each) =>
    Math.round(each ?? 0),
  );
  console.log(`${name} (${octets.length} octets): median ${median}/s of ${RUNS} runs, from ${low}/s to ${high}/s`);
  return median;
}

measure('180 Ringing', ringing);
if (measure('INVITE with SDP', invite) < GOAL) process.exitCode = 1;
