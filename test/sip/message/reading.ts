/** What a table row of a message test says, and what a parse gave, in a form that can be compared. */
import { Buffer } from 'node:buffer';
import { expect } from '@jest/globals';
import { parseCSeq } from '../../../src/sip/fields/cseq.ts';
import { parseNameAddr } from '../../../src/sip/fields/name-addr.ts';
import { parseVia } from '../../../src/sip/fields/via.ts';
import { header, headerValues } from '../../../src/sip/message/headers.ts';
import type { SipMessage, WireForm } from '../../../src/sip/message/message.ts';
import { parseMessage } from '../../../src/sip/message/parse.ts';
import { serializeMessage } from '../../../src/sip/message/serialize.ts';

/** The values that the rows assert; a row gives those that matter to its case. */
export interface Facts {
  /** `INVITE sip:…` or `200 OK` */
  readonly start: string;
  /** `display <uri> tag`, without what is not there. */
  readonly from: string;
  readonly to: string;
  readonly callId: string;
  readonly cseq: string;
  /** `UDP host:port branch` from the top. */
  readonly vias: readonly string[];
  /** URIs, or `*`. */
  readonly contacts: readonly string[];
  readonly routes: readonly string[];
  /** Any other header fields: their values as `headerValues` gives them. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** Octets. */
  readonly body: number;
  readonly ignored: number;
  readonly wire: WireForm | undefined;
}

export type Row = {
  readonly file: string;
  readonly about: string;
  /** Why we accept what a strict reader may refuse. */
  readonly leniency?: string;
} & (
  | { readonly reads: Partial<Facts> }
  | {
      readonly refused: string;
      readonly status?: number;
      /** Whether enough could be read to answer; true for requests unless said otherwise. */
      readonly answerable?: boolean;
    }
);

/** Compares a parse with a row, and what was read with what is written again. */
export function expectRow(row: Row, octets: Uint8Array): void {
  const outcome = parseMessage(octets);
  if ('refused' in row) {
    expect(outcome).toMatchObject({ ok: false, reason: row.refused, status: row.status ?? 400 });
    expect({ answerable: !outcome.ok && outcome.partial !== undefined }).toEqual({
      answerable: row.answerable ?? true,
    });
    return;
  }
  if (!outcome.ok) throw new Error(`refused: ${outcome.reason} at octet ${outcome.offset}`);
  const { fields = {}, ...reads } = row.reads;
  expect(factsOf(outcome.message, outcome.ignored)).toMatchObject({ wire: undefined, ignored: 0, ...reads });
  for (const [name, values] of Object.entries(fields)) {
    expect({ [name]: headerValues(outcome.message, name) }).toEqual({ [name]: values });
  }
  const written = serializeMessage(outcome.message);
  const read = octets.subarray(0, octets.length - outcome.ignored);
  expect(Buffer.from(written).toString('latin1')).toBe(Buffer.from(read).toString('latin1'));
}

function factsOf(message: SipMessage, ignored: number): Omit<Facts, 'fields'> {
  return {
    start: message.kind === 'request' ? `${message.method} ${message.uri}` : `${message.status} ${message.reason}`,
    from: address(header(message, 'From')),
    to: address(header(message, 'To')),
    callId: header(message, 'Call-ID') ?? '',
    cseq: cseqText(header(message, 'CSeq') ?? ''),
    vias: headerValues(message, 'Via').map(via),
    contacts: headerValues(message, 'Contact').map(uri),
    routes: headerValues(message, 'Route').map(uri),
    body: message.body.length,
    ignored,
    wire: message.wire,
  };
}

function address(value: string | undefined): string {
  const parsed = parseNameAddr(value ?? '');
  return [parsed?.display, `<${parsed?.uri}>`, parsed?.params.get('tag')]
    .filter((part) => part !== undefined)
    .join(' ');
}

function cseqText(value: string): string {
  const parsed = parseCSeq(value);
  return `${parsed?.seq} ${parsed?.method}`;
}

function via(value: string): string {
  const parsed = parseVia(value);
  const port = parsed?.port === undefined ? '' : `:${parsed.port}`;
  const branch = parsed?.params.get('branch');
  return `${parsed?.transport} ${parsed?.host}${port}${branch === undefined ? '' : ` ${branch}`}`;
}

function uri(value: string): string {
  return value === '*' ? value : (parseNameAddr(value)?.uri ?? 'malformed');
}
