/** Messages of our own making. */
import { hasTag } from '../fields/tags.ts';
import { EMPTY_BODY, type HeaderField, type SipRequest, type SipResponse } from './message.ts';
import { canonicalName } from './names.ts';
import { reasonPhrase } from './reason-phrases.ts';

type HeaderList = ReadonlyArray<readonly [name: string, value: string]>;

/** Copied from a request into each of its responses (RFC 3261 8.2.6.2). */
const COPIED = new Set(['Via', 'From', 'To', 'Call-ID', 'CSeq']);

/** Adds Max-Forwards 70 when it is not given, and Content-Length. */
export function buildRequest(parts: {
  readonly method: string;
  readonly uri: string;
  readonly headers: HeaderList;
  readonly body?: Uint8Array | undefined;
}): SipRequest {
  const body = parts.body ?? EMPTY_BODY;
  const fields = toFields(parts.headers);
  if (!fields.some((field) => field.name === 'Max-Forwards')) fields.push({ name: 'Max-Forwards', value: '70' });
  return { kind: 'request', method: parts.method, uri: parts.uri, headers: [...fields, lengthOf(body)], body };
}

/**
 * Copies every Via, From, To, Call-ID and CSeq, Timestamp into a 100, and Record-Route where the response may make a
 * dialog (RFC 3261 12.1.1). `toTag` is added when To has none.
 * `reason` defaults to the phrase of the RFC.
 */
export function buildResponse(
  request: SipRequest,
  status: number,
  reason?: string,
  options: { readonly toTag?: string; readonly headers?: HeaderList; readonly body?: Uint8Array | undefined } = {},
): SipResponse {
  const body = options.body ?? EMPTY_BODY;
  const copied: HeaderField[] = [];
  const makesDialog = status > 100 && status < 300;
  for (const field of request.headers) {
    const name = canonicalName(field.name);
    if (name === 'To' && options.toTag !== undefined && !hasTag(field.value)) {
      copied.push({ name: 'To', value: `${field.value};tag=${options.toTag}` });
    } else if (
      COPIED.has(name) ||
      (name === 'Timestamp' && status === 100) ||
      (name === 'Record-Route' && makesDialog)
    ) {
      copied.push(request.wire?.lineEnd === undefined ? field : { name, value: field.value });
    }
  }
  return {
    kind: 'response',
    status,
    reason: reason ?? reasonPhrase(status),
    headers: [...copied, ...toFields(options.headers ?? []), lengthOf(body)],
    body,
  };
}

function toFields(headers: HeaderList): HeaderField[] {
  const fields = headers.map(([name, value]): HeaderField => ({ name: canonicalName(name), value }));
  return fields.filter((field) => field.name !== 'Content-Length');
}

function lengthOf(body: Uint8Array): HeaderField {
  return { name: 'Content-Length', value: String(body.length) };
}
