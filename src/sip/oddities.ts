/** Departures from the grammar that a message is taken with all the same, each with the section that it breaks. */
import { bodyOf } from './body.ts';
import { cseq } from './fields/cseq.ts';
import { parseNameAddr } from './fields/name-addr.ts';
import { isToken, quotedEnd, splitAt, trim } from './message/basic-rules.ts';
import { header, headerValues } from './message/headers.ts';
import type { SipMessage } from './message/message.ts';
import { decodeText } from './message/octets.ts';
import { hasOddLine } from './sipfrag.ts';
import { rawUserinfo } from './uri.ts';

export interface Oddity {
  /** `the tag of To is no token` */
  readonly text: string;
  /** `RFC 3261 section 25.1` */
  readonly source: string;
}

const SEMICOLON = 0x3b;
const GRAMMAR = 'RFC 3261 section 25.1';
const ADDRESSES = ['From', 'To', 'Contact', 'Record-Route'];
const USERINFO =
  /^(?:[A-Za-z0-9\-_.!~*'()&=+$,;?/]|%[0-9A-Fa-f]{2})+(?::(?:[A-Za-z0-9\-_.!~*'()&=+$,]|%[0-9A-Fa-f]{2})*)?$/;
/** SIP-date: RFC 1123, always GMT. */
const DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [0-9]{4} [0-2][0-9]:[0-5][0-9]:[0-6][0-9] GMT$/;

/** Of the message that was read; each kind once. */
export function oddities(message: SipMessage): readonly Oddity[] {
  const found = [
    ...startOddities(message),
    ...ADDRESSES.flatMap((name) => headerValues(message, name).flatMap((value) => addressOddities(name, value))),
    ...headerValues(message, 'Via').flatMap((value) => paramOddities('Via', value.slice(end(value, SEMICOLON)))),
    ...stateOddities(header(message, 'Subscription-State')),
    ...dateOddities(headerValues(message, 'Date')),
    ...bodyOddities(message),
    ...schemeOddities(message),
  ];
  return [...new Map(found.map((each) => [each.text, each])).values()];
}

/**
 * Where a call is asked for by SIPS, its Contact and Record-Route are SIPS. To of a response is the URI that was asked for. A redirect may
 * lead to SIP (RFC 3261 8.1.3.4), and so may a Refer-To: these are none.
 */
function schemeOddities(message: SipMessage): readonly Oddity[] {
  const isRequest = message.kind === 'request';
  const asked = isRequest ? message.uri : parseNameAddr(header(message, 'To') ?? '')?.uri;
  if (asked === undefined || !isSips(asked)) return [];
  const bears = isRequest || (message.status > 100 && message.status < 300);
  const method = isRequest ? message.method : cseq(message)?.method;
  if (!bears || method === undefined || !TARGETS.includes(method)) return [];
  const isSip = (name: string): boolean =>
    headerValues(message, name).some((value) => /^sip:/i.test(parseNameAddr(value)?.uri ?? ''));
  return [
    ...odd(isSip('Contact'), 'Contact is a SIP URI where SIPS was asked for', isRequest ? OF_CONTACT : OF_ANSWER),
    ...odd(isSip('Record-Route'), 'Record-Route is a SIP URI where SIPS was asked for', 'RFC 3261 section 16.6'),
  ];
}

const isSips = (uri: string): boolean => /^sips:/i.test(uri);

/** Requests whose Contact is where the dialog goes on. */
const TARGETS = ['INVITE', 'SUBSCRIBE', 'UPDATE', 'REFER', 'NOTIFY'];
const OF_CONTACT = 'RFC 3261 section 8.1.1.8';
const OF_ANSWER = 'RFC 3261 section 12.1.1';

function startOddities({ wire }: SipMessage): readonly Oddity[] {
  if (wire?.unspaced !== true) return [];
  return [{ text: 'there is no space after the status code', source: 'RFC 3261 section 7.2' }];
}

function addressOddities(name: string, value: string): readonly Oddity[] {
  const read = parseNameAddr(value);
  if (read === undefined) return value === '*' ? [] : [{ text: `${name} cannot be read`, source: GRAMMAR }];
  const text = trim(value);
  const open = text.indexOf(`<${read.uri}>`);
  const params = open < 0 ? text.slice(end(text, SEMICOLON)) : text.slice(open + read.uri.length + 2);
  const display = trim(text.slice(0, Math.max(open, 0)));
  const userinfo = rawUserinfo(read.uri);
  return [
    ...odd(!isDisplay(display), `the display name of ${name} needs quotation marks`),
    ...odd(userinfo !== undefined && !USERINFO.test(userinfo), `the user part in ${name} needs escapes`),
    ...odd(/;(?:[;?]|$)/.test(afterUserinfo(read.uri, userinfo)), `the URI in ${name} has an empty parameter`),
    ...odd(!isToken(read.params.get('tag') ?? 'none'), `the tag of ${name} is no token`),
    ...paramOddities(name, params),
  ];
}

/** Semicolons in a user part separate nothing. */
function afterUserinfo(uri: string, userinfo: string | undefined): string {
  return userinfo === undefined ? uri : uri.slice(uri.indexOf(`${userinfo}@`) + userinfo.length);
}

function isDisplay(text: string): boolean {
  if (text.startsWith('"')) return quotedEnd(text, 0) === text.length;
  return text === '' || text.split(/[ \t]+/).every(isToken);
}

/** `text` begins with the semicolon of its first parameter. */
function paramOddities(name: string, text: string): readonly Oddity[] {
  const names = splitAt(trim(text), SEMICOLON)
    .slice(1)
    .map((part) => trim(part.split('=', 1)[0] ?? '').toLowerCase());
  const given = names.filter((each) => each !== '');
  return [
    ...odd(given.length < names.length, `${name} has an empty parameter`),
    ...odd(new Set(given).size < given.length, `${name} has a parameter twice`, 'RFC 3261 section 7.3.1'),
  ];
}

function stateOddities(value: string | undefined): readonly Oddity[] {
  const params = value === undefined ? [] : value.split(';').slice(1).map(withoutBlanks);
  const bad = params.some(
    (each) => !/^(?:expires|retry-after)=[0-9]+$|^(?!expires|retry-after)[^\s=;"]+(?:=\S+)?$/i.test(each),
  );
  return odd(bad, 'a parameter of Subscription-State cannot be read', 'RFC 6665 section 8.4');
}

/** White space may stand around the equals sign. */
function withoutBlanks(param: string): string {
  return trim(param).replace(/[ \t]*=[ \t]*/, '=');
}

function dateOddities(values: readonly string[]): readonly Oddity[] {
  return odd(
    values.length > 1 || !values.every((each) => DATE.test(each)),
    'Date is malformed',
    'RFC 3261 section 20.17',
  );
}

function bodyOddities(message: SipMessage): readonly Oddity[] {
  if (message.body.length === 0) return [];
  if (header(message, 'Content-Type') === undefined) {
    return [{ text: 'the type of the body is not told', source: 'RFC 3261 section 20.15' }];
  }
  const sipfrag = bodyOf(message, 'message/sipfrag');
  if (sipfrag !== undefined)
    return odd(hasOddLine(sipfrag), 'a line of the sipfrag cannot be read', 'RFC 3420 section 2');
  const body = bodyOf(message, 'application/sdp');
  return body === undefined ? [] : sdpOddities(decodeText(body));
}

/** The lines that every session has, each once, in their order. */
function sdpOddities(text: string): readonly Oddity[] {
  const rows = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const types = rows.map((row) => /^([a-z])=\S/.exec(row)?.[1] ?? (row.startsWith('s= ') ? 's' : undefined));
  const media = types.indexOf('m');
  const session = types.slice(0, media < 0 ? types.length : media);
  const whole = ['v', 'o', 's', 't'].every((type) => session.includes(type)) && !types.includes(undefined);
  const first = session.slice(0, 3).join('') === 'vos';
  return odd(
    !whole || !first,
    'a line of the session description is missing, malformed or out of place',
    'RFC 4566 section 5',
  );
}

function odd(is: boolean, text: string, source = GRAMMAR): readonly Oddity[] {
  return is ? [{ text, source }] : [];
}

/** Index of the first such character outside of quoted strings and brackets, or the length. */
function end(text: string, char: number): number {
  return splitAt(text, char)[0]?.length ?? text.length;
}
