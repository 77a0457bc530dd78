/**
 * Asks a system that runs how it parks, by requests that change nothing: OPTIONS (RFC 3261 section 11), and a SUBSCRIBE that asks
 * once and keeps no subscription (Expires: 0, RFC 6665 section 4.4.3).
 */
import type { SipAddress } from '../candidate/sip-address.ts';
import { headerValues } from '../sip/message/headers.ts';
import type { SipResponse } from '../sip/message/message.ts';
import { addressText } from '../runtime/pool.ts';
import { type DialectProposal, plainProposal, proposedByBanner } from './dialect-proposals.ts';
import { exchange, type Question } from './sip-exchange.ts';

export interface Asked {
  /** Whether a SIP answer came at all. */
  readonly answers: boolean;
  /** What was asked and answered, a line each. */
  readonly seen: readonly string[];
  /** What it calls itself. */
  readonly banner?: string | undefined;
  readonly proposal: DialectProposal | undefined;
}

/** Longest wait for one answer, in ms. */
export const WITHIN = 3_000;
/** Characters of a header that are shown. */
const SHOWN = 120;

const POLL: Question = {
  method: 'SUBSCRIBE',
  user: 'park',
  headers: [
    ['Event', 'dialog'],
    ['Accept', 'application/dialog-info+xml'],
    ['Expires', '0'],
  ],
};

export async function askSystem(server: SipAddress, within = WITHIN): Promise<Asked> {
  const at = addressText(server);
  const options = await exchange(server, { method: 'OPTIONS' }, within);
  if (options === undefined) return { answers: false, seen: [`${at} did not answer OPTIONS.`], proposal: undefined };
  const [park, poll, lot] = await Promise.all([
    exchange(server, { method: 'OPTIONS', user: 'park' }, within),
    exchange(server, POLL, within),
    exchange(server, { method: 'OPTIONS', user: '700' }, within),
  ]);
  const banner = ['Server', 'User-Agent'].flatMap((name) => shown(options, name))[0];
  const facts = ['Server', 'User-Agent', 'Allow', 'Supported'].flatMap((name) =>
    shown(options, name).map((value) => `${name}: ${value}`),
  );
  return {
    answers: true,
    banner,
    seen: [
      `${at} answered OPTIONS with ${options.status}${facts.length === 0 ? ', and says nothing of itself' : ''}.`,
      ...facts.map((fact) => `  ${fact}`),
      `  OPTIONS to park: ${statusOf(park)}; SUBSCRIBE to park (Event: dialog, Expires: 0): ${statusOf(poll)}; OPTIONS to 700: ${statusOf(lot)}`,
    ],
    proposal: (banner === undefined ? undefined : proposedByBanner(banner)) ?? byAnswers(poll),
  };
}

/** Who tells the state of `park` is a park server of RFC 5359. An answer to OPTIONS proves less: many servers answer for anybody. */
function byAnswers(poll: SipResponse | undefined): DialectProposal | undefined {
  if (poll === undefined || poll.status >= 300) return undefined;
  return plainProposal('rfc5359', `a SUBSCRIBE to park was answered ${poll.status}, as a park server of RFC 5359 does`);
}

function statusOf(answer: SipResponse | undefined): string {
  return answer === undefined ? 'no answer' : String(answer.status);
}

/** In one line, whatever it holds: it goes into a comment of YAML. */
function shown(answer: SipResponse, name: string): readonly string[] {
  const value = headerValues(answer, name)
    .join(', ')
    .replaceAll(/[^\x20-\x7e]/g, ' ')
    .trim();
  return value === '' ? [] : [value.length <= SHOWN ? value : `${value.slice(0, SHOWN)}…`];
}
