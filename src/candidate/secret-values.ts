/** What a candidate file calls secret: passwords, `secrets`, and the variables that it passes on. Pure. */
import { environmentsOf } from './environments.ts';
import { isIP } from 'node:net';
import { Secrets, SHORTEST } from '../secrets.ts';
import { PARTIES } from '../suite/cell.ts';
import type { Candidate } from './candidate.ts';
import { basicCredentials, credentialsOf, textsOf } from './http-order.ts';
import { httpOrders, type NamedOrder } from './http-orders.ts';
import { type Environment, fillInText, isInherited, variablesIn } from './passed-variables.ts';
import { type User, usersOf } from './users.ts';

export interface SecretValue {
  /** `the password of alice`, `TOKEN` */
  readonly name: string;
  readonly value: string;
}

/** All that can be hidden of what the file calls secret. */
export function secretsOf(candidate: Candidate, from: Environment): Secrets {
  const values = secretValues(candidate, from).map(({ value }) => value);
  return new Secrets(values.filter((value) => !isCommon(value, candidate)));
}

/** Hides what `secrets` names in an `env` whose placeholders have been filled in. */
export function addSecrets(secrets: Secrets, candidate: Candidate, env: Readonly<Record<string, string>>): void {
  for (const name of candidate.secrets ?? []) {
    const value = env[name] ?? '';
    if (!isCommon(value, candidate)) secrets.add(value);
  }
}

/** Each value once. Variables that are not set have none. */
export function secretValues(candidate: Candidate, from: Environment): readonly SecretValue[] {
  const { password, secrets = [], spares = [] } = candidate;
  const env = environmentTexts(candidate);
  const orders = httpOrders(candidate);
  const texts = [
    password,
    ...PARTIES.map((party) => usersOf(candidate)[party].password),
    ...spares.map((user) => user.password),
    ...env.map(([, text]) => text),
    ...orders.flatMap(({ order }) => textsOf(order)),
  ];
  const passed = texts.flatMap((text) => variablesIn(text ?? '')).filter((name) => !isInherited(name));
  const found = [
    { name: 'the password of `accounts`', value: filled(password, from) },
    ...PARTIES.map((party) => ({
      name: `the password of ${party}`,
      value: filled(usersOf(candidate)[party].password, from),
    })),
    ...spares.map((user) => ({ name: `the password of ${user.name}`, value: filled(user.password, from) })),
    ...env
      .filter(([name, text]) => secrets.includes(name) && !HELD_BACK.test(text))
      .map(([name, text]) => ({ name, value: filled(text, from) })),
    ...orders.flatMap((one) => ofRequest(one, from)),
    ...[...passed, ...secrets].map((name) => ({ name, value: from[name] ?? '' })),
  ];
  // What is not set is no secret.
  const seen = new Set(['']);
  return found.filter(({ value }) => !seen.has(value) && seen.add(value));
}

/** Its credentials, and those of Basic in the one word in which they are sent, which no password alone is found in. */
function ofRequest({ order, what }: NamedOrder, from: Environment): readonly SecretValue[] {
  const { basic } = order.details ?? {};
  const own = credentialsOf(order, what).map(({ name, text }) => ({ name, value: filled(text, from) }));
  if (basic === undefined) return own;
  const word = basicCredentials(filled(basic.user, from), filled(basic.password, from));
  return [...own, { name: `the credentials of ${what}`, value: word }];
}

/** A placeholder whose value only the start of a pool tells. */
const HELD_BACK = /\$\{(?!env:)[^}]*\}/;

/**
 * Whether the value would be found by chance in what has nothing to do with it: hiding it there would change what a message
 * says, and a verdict with it.
 */
export function isCommon(value: string, candidate: Candidate): boolean {
  const own = value.trim().toLowerCase();
  if (own.length < SHORTEST || (/^\d+$/.test(own) && own.length < SHORTEST_NUMBER) || isPlace(own)) return true;
  return [...publicWords(candidate), WORDS].some((text) => text.toLowerCase().includes(own));
}

/** An address, perhaps with a scheme and a port: `127.0.0.1`, `udp:10.0.0.7:5060`, `http://[fd00::1]:8080/`. */
function isPlace(text: string): boolean {
  const [, bracketed, plain = ''] =
    /^(?:[a-z]+:(?:\/\/)?)?(?:\[([0-9a-f:.]+)\]|([0-9.]+))(?::\d{1,5})?\/?$/.exec(text) ?? [];
  return isIP(bracketed ?? plain) !== 0 || isIP(text) !== 0;
}

/** Numbers of messages, ports and clocks have fewer digits. */
const SHORTEST_NUMBER = 8;

/** Words of SIP, of SDP and of histories, of whatever candidate. */
const WORDS = `INVITE ACK BYE CANCEL OPTIONS REGISTER REFER NOTIFY SUBSCRIBE PUBLISH MESSAGE UPDATE PRACK INFO SIP/2.0
Via From To Call-ID CSeq Contact Max-Forwards Route Record-Route Content-Type Content-Length Content-Disposition Expires
Min-Expires Session-Expires Min-SE Allow Allow-Events Accept Accept-Encoding Accept-Language Supported Require Proxy-Require
Unsupported Event Subscription-State Refer-To Referred-By Refer-Sub Replaces Target-Dialog Authorization WWW-Authenticate
Proxy-Authorization Proxy-Authenticate Authentication-Info User-Agent Server Warning Retry-After Reason Alert-Info Diversion
History-Info P-Asserted-Identity Privacy Path Service-Route RSeq RAck Date Subject Organization Timestamp
application/sdp application/dialog-info+xml message/sipfrag;version=2.0 application/dtmf-relay application/json text/plain
z9hG4bK branch received rport transport=udp tcp lr tag alias username realm nonce cnonce opaque qop auth algorithm digest
MD5 SHA-256 response active terminated pending timeout noresource deactivated giveup rejected early confirmed proceeding
trying replaced refresher uac uas dialog presence refer unknown anonymous invalid audio RTP/AVP PCMU PCMA G722
telephone-event rtpmap fmtp sendrecv sendonly recvonly inactive session IN IP4 127.0.0.1 localhost
Trying Ringing Session Progress Accepted Moved Temporarily Bad Request Unauthorized Forbidden Not Found Method Not Allowed
Proxy Authentication Required Request Timeout Busy Here Temporarily Unavailable Request Terminated Not Acceptable Decline
Service Unavailable Server Internal Error Call/Transaction Does Not Exist Interval Too Brief
primary backup outage failover failed-over failback restored normal process docker remote entering reached missed intended
applied not-applied undone healed unreachable silent answered refused not-sent not-seen given-up broken failed started ready
exited registered answers duplicated trouble complete deadline interrupted disconnect connect unpause attended consultation
redirect occupied vacant hold blind-transfer attended-transfer music-on-hold ringback orbit-status resiliency-announcement
rfc5359 rfc4733 one-touch-slot valet feature-code asterisk-lot dtmf`;

function publicWords(candidate: Candidate): readonly string[] {
  const { domain, pools } = candidate;
  const users = PARTIES.flatMap((party) => namesOf(usersOf(candidate)[party]));
  const ranges = [pools.primary, pools.backup].map(({ orbits }) => `${orbits.first}-${orbits.last}`);
  return [...PARTIES, ...users, domain, candidate.dialect.name, ...ranges];
}

function namesOf({ name, domain, displayName = '', authName = '' }: User): readonly string[] {
  return [name, domain, displayName, authName];
}

export function environmentTexts(candidate: Candidate): ReadonlyArray<readonly [name: string, text: string]> {
  return environmentsOf(candidate).flatMap((env) => Object.entries(env));
}

function filled(text: string | undefined, from: Environment): string {
  return fillInText(text ?? '', from, () => undefined);
}
