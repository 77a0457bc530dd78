/** What a table row of a message test says, and what a parse gave, in a form that can be compared. */
import { Buffer } from 'node:buffer';
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
  /** Octets before and after the message. */
  readonly skipped: number;
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

/** What the parse gave, of what the row speaks of, and what it should have given. */
export function compare(row: Row, octets: Uint8Array): { readonly found: unknown; readonly wanted: unknown } {
  const outcome = parseMessage(octets);
  if ('refused' in row) {
    const wanted = { reason: row.refused, status: row.status ?? 400, answerable: row.answerable ?? true };
    if (outcome.ok) return { found: outcome, wanted };
    const { reason, status, partial } = outcome;
    return { found: { reason, status, answerable: partial !== undefined }, wanted };
  }
  const end = octets.length - (row.reads.ignored ?? 0);
  const read = Buffer.from(octets.subarray(row.reads.skipped ?? 0, end)).toString('latin1');
  const wanted = { wire: undefined, skipped: 0, ignored: 0, ...row.reads, written: read };
  if (!outcome.ok) return { found: outcome, wanted };
  const { message, skipped, ignored } = outcome;
  const facts = {
    ...factsOf(message),
    skipped,
    ignored,
    fields: fieldsOf(message, Object.keys(row.reads.fields ?? {})),
    written: Buffer.from(serializeMessage(message)).toString('latin1'),
  };
  return { found: Object.fromEntries(Object.entries(facts).filter(([name]) => name in wanted)), wanted };
}

function fieldsOf(message: SipMessage, names: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(names.map((name) => [name, headerValues(message, name)]));
}

function factsOf(message: SipMessage): Omit<Facts, 'fields' | 'skipped' | 'ignored'> {
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
