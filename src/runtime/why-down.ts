/** Why a pool that was started is not up, in the words of the history. */
import type { SipTransport } from '../candidate/candidate.ts';
import type { Presence } from './prober.ts';

export interface DownPool {
  readonly name: string;
  readonly transport: SipTransport;
  readonly presence: Presence | 'ended';
  /** How it ended, where it has. */
  readonly how: string;
  /** How long it had to answer, in ms. */
  readonly within: number;
  /** The end of its log, since that usually tells why; empty when it printed nothing. */
  readonly lastWords: string;
}

export function whyDown({ name, transport, presence, how, within, lastWords }: DownPool): string {
  const said = lastWords === '' ? '' : `; its last output: ${lastWords}`;
  if (presence === 'ended') return `${name} ended (${how})${said}`;
  const advice = `see ${name}.log, and allow more time with \`bounds.start\` of the candidate file where it only needs longer`;
  // A connection that is refused and one whose handshake fails look alike to who waits for an answer.
  const secure =
    transport === 'tls' && presence === 'refused'
      ? 'make sure that it speaks TLS 1.2 or later there, and give the phones a `certificate` and a `key` in `tls` if it asks for them; '
      : '';
  return `${name} did not answer OPTIONS${transport === 'tls' ? ' over TLS' : ''} within ${within} ms${said}; try: ${secure}${advice}`;
}
