/** What the final NOTIFY of a REFER tells beside the status: header fields after the status line (RFC 3420). */
import { type Dialect, isToldBySipfrag } from '../../candidate/dialect/dialect-table.ts';
import { parseNameAddr } from '../../sip/fields/name-addr.ts';
import { parseUri } from '../../sip/uri.ts';
import type { ReferResult, Sipfrag } from '../../phone/phone.ts';
import type { ParkResult } from '../dialect.ts';

type Parked = Extract<ParkResult, { kind: 'parked' }>;

/** The outcome of a park, with the orbit that the Contact of the sipfrag names where the dialect has it there. */
export function withToldOrbit(outcome: ParkResult, result: ReferResult, dialect: Dialect): ParkResult {
  if (outcome.kind !== 'parked' || outcome.orbit !== undefined || !isToldBySipfrag(dialect)) return outcome;
  const final = result.kind === 'accepted' ? result.final : undefined;
  const uri = parseNameAddr((final && headerOf(final, 'Contact')) ?? '')?.uri;
  const orbit = uri === undefined ? undefined : parseUri(uri)?.user;
  return orbit === undefined ? outcome : { ...outcome, orbit };
}

/** The dialog of the parked call, by From, To and Call-ID. */
export function dialogIn(final: Sipfrag): Parked['dialog'] {
  const callId = headerOf(final, 'Call-ID');
  const localTag = tagOf(headerOf(final, 'From'));
  const remoteTag = tagOf(headerOf(final, 'To'));
  const named = callId !== undefined && localTag !== undefined && remoteTag !== undefined;
  return named ? { callId, localTag, remoteTag } : undefined;
}

function headerOf(frag: Sipfrag, wanted: string): string | undefined {
  return frag.headers.find(({ name }) => name.toLowerCase() === wanted.toLowerCase())?.value;
}

function tagOf(value: string | undefined): string | undefined {
  return value === undefined ? undefined : parseNameAddr(value)?.params.get('tag');
}
