/** What an entry of the corpus speaks of, and what a parse gave, in a form that can be compared. */
import { describedIn } from '../../../src/sip/described.ts';
import { bodyOf } from '../../../src/sip/body.ts';
import { DIALOG_INFO, parseDialogInfo } from '../../../src/sip/dialog-info.ts';
import { parseChallenge } from '../../../src/sip/digest.ts';
import { redirectUris } from '../../../src/sip/fields/contact.ts';
import { parseCSeq } from '../../../src/sip/fields/cseq.ts';
import { eventOf } from '../../../src/sip/fields/event-package.ts';
import { parseNameAddr } from '../../../src/sip/fields/name-addr.ts';
import { rackOf } from '../../../src/sip/fields/rack.ts';
import { parseReplaces } from '../../../src/sip/fields/replaces.ts';
import { parseRetryAfter } from '../../../src/sip/fields/retry-after.ts';
import { parseSubscriptionState } from '../../../src/sip/fields/subscription-state.ts';
import { parseVia, topVia } from '../../../src/sip/fields/via.ts';
import { parseWarning } from '../../../src/sip/fields/warning.ts';
import { header, headerValues } from '../../../src/sip/message/headers.ts';
import type { SipMessage } from '../../../src/sip/message/message.ts';
import { parseMessage } from '../../../src/sip/message/parse.ts';
import { serializeMessage } from '../../../src/sip/message/serialize.ts';
import { oddities } from '../../../src/sip/oddities.ts';
import { audioOf } from '../../../src/sip/sdp.ts';
import { parseSipfrag } from '../../../src/sip/sipfrag.ts';
import { parseUri } from '../../../src/sip/uri.ts';
import { isKeepAlive } from '../../../src/sip/transport/udp.ts';
import type { Read, Taken } from './corpus.ts';

type Reader = (message: SipMessage, entry: Taken) => unknown;

const READERS: Readonly<Record<Exclude<keyof Taken, 'skipped' | 'ignored'>, Reader>> = {
  start: (message) =>
    message.kind === 'request' ? `${message.method} ${message.uri}` : `${message.status} ${message.reason}`,
  from: (message) => address(header(message, 'From')),
  to: (message) => address(header(message, 'To')),
  callId: (message) => header(message, 'Call-ID'),
  cseq: (message) => {
    const read = parseCSeq(header(message, 'CSeq') ?? '');
    return `${read?.seq} ${read?.method}`;
  },
  vias: (message) => headerValues(message, 'Via').map(viaText),
  via: (message) => [...(topVia(message)?.params ?? [])].map(paramText),
  contacts: (message) => headerValues(message, 'Contact').map(uriText),
  routes: (message) => headerValues(message, 'Route').map(uriText),
  fields: (message, { fields = {} }) =>
    Object.fromEntries(Object.keys(fields).map((name) => [name, headerValues(message, name)])),
  body: ({ body }) => body.length,
  wire: ({ wire }) => wire,
  uri: (message) => {
    const read = message.kind === 'request' ? parseUri(message.uri) : undefined;
    return read === undefined ? null : words(read.user, read.host, read.port);
  },
  audio: audioText,
  sipfrag: (message) => {
    const read = parseSipfrag(bodyOf(message, 'message/sipfrag') ?? '');
    if (read === undefined) return null;
    return [`${read.status} ${read.reason}`, ...read.headers.map(({ name, value }) => `${name}: ${value}`)];
  },
  dialogs: (message) => {
    const read = parseDialogInfo(bodyOf(message, DIALOG_INFO) ?? '');
    if (read === undefined) return null;
    const lost = read.unreadable === 0 ? [] : [`+${read.unreadable}`];
    return [...read.dialogs.map(({ id, state }) => `${id} ${state}`), ...lost];
  },
  subscription: (message) => parseSubscriptionState(header(message, 'Subscription-State') ?? '') ?? null,
  event: (message) => words(eventOf(message).name, eventOf(message).id),
  replaces: (message) => {
    const read = parseReplaces(header(message, 'Replaces') ?? '');
    return read === undefined
      ? null
      : words(read.callId, read.toTag, read.fromTag, read.earlyOnly ? 'early-only' : undefined);
  },
  referTo: (message) => {
    const uri = parseNameAddr(header(message, 'Refer-To') ?? '')?.uri;
    const read = uri === undefined ? undefined : parseUri(uri);
    return uri === undefined || read === undefined ? null : [uri, ...read.headers.map((pair) => pair.join('='))];
  },
  challenges: (message) =>
    headerValues(message, 'WWW-Authenticate')
      .map(parseChallenge)
      .map((read) => (read === undefined ? null : words(read.realm, read.nonce, read.algorithm, ...read.qop))),
  retryAfter: (message) => {
    const read = parseRetryAfter(header(message, 'Retry-After') ?? '');
    return read === undefined ? null : words(read.seconds, read.duration);
  },
  warnings: (message) =>
    headerValues(message, 'Warning')
      .map(parseWarning)
      .map((read) => (read === undefined ? null : words(read.code, read.agent, read.text))),
  rack: (message) => {
    const read = message.kind === 'request' ? rackOf(message) : undefined;
    return read === undefined ? null : words(read.rseq, read.cseq.seq, read.cseq.method);
  },
  redirects: redirectUris,
};

/** What the parse gave, of what the entry speaks of, and what it should have given. */
export function compare(entry: Read, octets: Uint8Array): { readonly found: unknown; readonly wanted: unknown } {
  if ('noise' in entry) return { found: isKeepAlive(octets), wanted: true };
  const outcome = parseMessage(octets);
  if ('refused' in entry) {
    const wanted = { reason: entry.refused, status: entry.status, answerable: entry.answerable };
    if (outcome.ok) return { found: { taken: outcome.message }, wanted };
    const { reason, status, partial } = outcome;
    return { found: { reason, status, answerable: partial !== undefined }, wanted };
  }
  const { taken, advisories = [] } = entry;
  const { skipped = 0, ignored = 0 } = taken;
  const read = Buffer.from(octets.subarray(skipped, octets.length - ignored)).toString('latin1');
  const wanted = { wire: undefined, ...taken, skipped, ignored, advisories, written: read };
  if (!outcome.ok) return { found: { refused: outcome.reason }, wanted };
  const { message } = outcome;
  const names = Object.keys(READERS).filter((name): name is keyof typeof READERS => name in wanted);
  const found = {
    ...Object.fromEntries(names.map((name) => [name, READERS[name](message, taken)])),
    skipped: outcome.skipped,
    ignored: outcome.ignored,
    advisories: oddities(message).map(({ text }) => text),
    // A message that was read is written again octet for octet.
    written: Buffer.from(serializeMessage(message)).toString('latin1'),
  };
  return { found, wanted };
}

function audioText(message: SipMessage): string | number | null {
  const described = describedIn(message);
  if (described.kind === 'none') return 'none';
  if (described.kind === 'refuse') return described.status;
  const audio = audioOf(described.sdp);
  if (audio === undefined) return null;
  const { address: host, port, direction, format, secure } = audio;
  return words(
    `${host}:${port}`,
    direction,
    format === undefined ? 'no codec' : `${format.codec}/${format.payloadType}`,
    secure ? 'encrypted' : undefined,
  );
}

function address(value: string | undefined): string {
  const parsed = parseNameAddr(value ?? '');
  return words(parsed?.display, `<${parsed?.uri}>`, parsed?.params.get('tag'));
}

function viaText(value: string): string {
  const parsed = parseVia(value);
  const port = parsed?.port === undefined ? '' : `:${parsed.port}`;
  return words(parsed?.transport, `${parsed?.host}${port}`, parsed?.params.get('branch'));
}

function paramText([name, value]: readonly [string, string | undefined]): string {
  return value === undefined ? name : `${name}=${value}`;
}

function uriText(value: string): string {
  return value === '*' ? value : (parseNameAddr(value)?.uri ?? 'malformed');
}

function words(...parts: ReadonlyArray<string | number | undefined>): string {
  return parts.filter((part) => part !== undefined).join(' ');
}
