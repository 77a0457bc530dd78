import type { AstrayEvent, MishapEvent, SipEvent } from '../history/event.ts';
import type { Mishap } from '../network/link.ts';
import type { Address, TapRecord, Unsent } from '../sip/endpoint.ts';
import { cseq } from '../sip/fields/cseq.ts';
import { callId } from '../sip/fields/tags.ts';
import { topVia } from '../sip/fields/via.ts';
import type { SipMessage } from '../sip/message/message.ts';
import { parseMessage } from '../sip/message/parse.ts';
import type { Party } from '../suite/cell.ts';
import { hostPort } from '../numeric-host.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What passed a socket of a phone, as the history keeps it: every byte, also of what is no SIP message. */
export function tapped(tap: Party, record: TapRecord): Omit<SipEvent, 'kind'> {
  const { direction, local, remote, bytes, unreadable } = record;
  return {
    tap,
    direction,
    local: formatAddress(local),
    remote: formatAddress(remote),
    ...textOf(bytes),
    ...(unreadable === undefined ? {} : { unreadable }),
  };
}

/** `could not send \`REGISTER sip:park.example\` to tcp:127.0.0.1:5060: connect ECONNREFUSED` */
export function unsentTold({ bytes, to, why }: Unsent): string {
  const [line = ''] = textOf(bytes).text.split(/\r?\n/, 1);
  return `could not send \`${line.replace(/ SIP\/2\.0$/, '')}\` to ${formatAddress(to)}: ${why}`;
}

/** A message that was to go outside of the reach of a phone. */
export function outsideTold(tap: Party, { bytes, to }: Omit<Unsent, 'why'>): Omit<AstrayEvent, 'kind'> {
  const parsed = parseMessage(bytes);
  const id = parsed.ok ? callId(parsed.message) : undefined;
  const [line = ''] = textOf(bytes).text.split(/\r?\n/, 1);
  return {
    tap,
    channel: 'sip',
    direction: 'out',
    remote: formatAddress(to),
    ...(id === undefined ? {} : { callId: id }),
    line,
  };
}

/** What a bad network did to a message, with what ties it to its transaction. */
export function mishapTold(tap: Party, { direction, what, delayMs, bytes, remote }: Mishap): Omit<MishapEvent, 'kind'> {
  const parsed = parseMessage(bytes);
  const [line = ''] = textOf(bytes).text.split(/\r?\n/, 1);
  return {
    channel: 'sip',
    tap,
    direction,
    what,
    ...(what === 'held' ? { delayMs: Math.round(delayMs * 10) / 10 } : {}),
    remote: formatAddress({ transport: 'udp', ...remote }),
    line,
    ...(parsed.ok ? transactionOf(parsed.message) : {}),
  };
}

function transactionOf(message: SipMessage): Pick<MishapEvent, 'callId' | 'cseq' | 'branch'> {
  const id = callId(message);
  const sequence = cseq(message);
  const branch = topVia(message)?.params.get('branch');
  return {
    ...(id === undefined ? {} : { callId: id }),
    ...(sequence === undefined ? {} : { cseq: `${sequence.seq} ${sequence.method}` }),
    ...(branch === undefined ? {} : { branch }),
  };
}

function formatAddress({ transport, host, port }: Address): string {
  return `${transport}:${hostPort(host, port)}`;
}

function textOf(bytes: Uint8Array): Pick<SipEvent, 'text' | 'encoding'> {
  try {
    return { text: utf8.decode(bytes) };
  } catch {
    return { text: Buffer.from(bytes).toString('latin1'), encoding: 'latin1' };
  }
}
