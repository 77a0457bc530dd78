/** Answers to what is almost a request. */
import { createHash } from 'node:crypto';
import { buildResponse } from '../message/build.ts';
import { parseNameAddr } from '../fields/name-addr.ts';
import { header } from '../message/headers.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import { responseAddress, withReceived } from '../transaction/top-via.ts';
import { type Address, isReliable } from '../transport/transport.ts';

/**
 * The stateless answer to a request that came damaged, and where it goes; none to an ACK or without a Via to follow. `why`
 * becomes the reason phrase of a 400, which should say what is wrong (RFC 3261 21.4.1). A tag is added to a To that can be read:
 * behind another it would be a second fault.
 */
export function refusalOf(
  partial: SipRequest,
  { status, reason: why }: { readonly status: number; readonly reason: string },
  source: Address,
): { readonly response: SipResponse; readonly to: Address } | undefined {
  if (partial.method === 'ACK' || header(partial, 'Via') === undefined) return undefined;
  const request = withReceived(partial, source);
  const readable = parseNameAddr(header(request, 'To') ?? '') !== undefined;
  const reason = status === 400 ? `Bad Request: ${why}` : undefined;
  const response = buildResponse(request, status, reason, readable ? { toTag: stableTag(request) } : {});
  return { response, to: isReliable(source.transport) ? source : responseAddress(request, source) };
}

/** 8.2.7: the same tag each time the same request comes. */
function stableTag(request: SipRequest): string {
  const identity = ['Via', 'From', 'Call-ID', 'CSeq'].map((name) => header(request, name) ?? '');
  return createHash('sha256').update(identity.join('\n')).digest('hex').slice(0, 16);
}
