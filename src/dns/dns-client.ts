/** Asks DNS servers over UDP, one after the other, until one answers. */
import { createSocket } from 'node:dgram';
import { randomInt } from 'node:crypto';
import { messageOf } from '../harness-error.ts';
import { hostPort, udpType } from '../numeric-host.ts';
import { type DnsAnswer, decodeAnswer, encodeQuestion, type Question } from './dns-message.ts';

/** A DNS server: a numeric address and a UDP port. */
export interface DnsServer {
  readonly host: string;
  readonly port: number;
}

export type Reply =
  /** The records of the question, those of an alias of its name too; none where there are none. */
  | { readonly kind: 'answered'; readonly server: string; readonly answer: DnsAnswer }
  /** No server gave an answer that can be used; `why` says so of each. */
  | { readonly kind: 'failed'; readonly why: string };

/** How often each server is asked, and how long it is waited for each time, in ms. */
const TRIES = 2;
const PATIENCE = 1_000;
/** Codes of an answer which is one: no error, and no such name (RFC 1035 4.1.1). */
const USEFUL: ReadonlySet<number> = new Set([0, 3]);
const CODES: Readonly<Record<number, string>> = { 1: 'FORMERR', 2: 'SERVFAIL', 4: 'NOTIMP', 5: 'REFUSED' };

export async function askServers(servers: readonly DnsServer[], question: Question): Promise<Reply> {
  const complaints: string[] = [];
  for (const { host, port } of servers) {
    const server = hostPort(host, port);
    // oxlint-disable-next-line no-await-in-loop -- the next server is asked only when this one is of no use
    const answer = await askOne({ host, port }, question);
    if (typeof answer === 'string') complaints.push(`${server} ${answer}`);
    else if (answer.isCut) complaints.push(`${server} gave an answer that is too long for UDP`);
    else if (USEFUL.has(answer.code)) return { kind: 'answered', server, answer };
    else complaints.push(`${server} answered ${CODES[answer.code] ?? `with code ${answer.code}`}`);
  }
  return { kind: 'failed', why: complaints.join('; ') };
}

/** A text says why there is no answer. */
async function askOne(server: DnsServer, question: Question): Promise<DnsAnswer | string> {
  let last = `did not answer within ${TRIES * PATIENCE} ms`;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    // oxlint-disable-next-line no-await-in-loop -- asked again only when no answer came
    const answer = await askOnce(server, question);
    if (answer === undefined) continue;
    if (typeof answer !== 'string') return answer;
    last = answer;
    break;
  }
  return last;
}

/** A socket of its own for each question: nobody who cannot see it guesses its port and the id (RFC 5452). */
function askOnce({ host, port }: DnsServer, question: Question): Promise<DnsAnswer | string | undefined> {
  const id = randomInt(0x1_00_00);
  const asked = encodeQuestion(id, question);
  if (asked === undefined) return Promise.resolve('cannot be asked for such a name');
  return new Promise((resolve) => {
    const socket = createSocket(udpType(host));
    let isOpen = true;
    const settle = (result: DnsAnswer | string | undefined): void => {
      clearTimeout(timer);
      if (isOpen) socket.close();
      isOpen = false;
      resolve(result);
    };
    const timer = setTimeout(() => settle(undefined), PATIENCE);
    socket.on('error', (cause) =>
      settle(messageOf(cause).includes('ECONNREFUSED') ? 'does not listen' : `cannot be asked: ${messageOf(cause)}`),
    );
    socket.on('message', (octets) => {
      const answer = decodeAnswer(octets, id, question);
      if (answer !== undefined) settle(answer);
    });
    // Connected, it takes datagrams of that server alone, and hears when nobody listens there.
    socket.connect(port, host, () => isOpen && socket.send(asked));
  });
}
