/** Header names: usual spelling, compact forms (RFC 3261 7.3.3 and the registry), and which fields are lists or may come once only. */

const COMPACT: ReadonlyArray<readonly [string, string]> = [
  ['a', 'Accept-Contact'],
  ['b', 'Referred-By'],
  ['c', 'Content-Type'],
  ['d', 'Request-Disposition'],
  ['e', 'Content-Encoding'],
  ['f', 'From'],
  ['i', 'Call-ID'],
  ['j', 'Reject-Contact'],
  ['k', 'Supported'],
  ['l', 'Content-Length'],
  ['m', 'Contact'],
  ['n', 'Identity-Info'],
  ['o', 'Event'],
  ['r', 'Refer-To'],
  ['s', 'Subject'],
  ['t', 'To'],
  ['u', 'Allow-Events'],
  ['v', 'Via'],
  ['x', 'Session-Expires'],
  ['y', 'Identity'],
];

/** Fields whose values may be joined with commas, or given in several fields (7.3.1). */
const LISTS = [
  'Accept',
  'Accept-Contact',
  'Accept-Encoding',
  'Accept-Language',
  'Alert-Info',
  'Allow',
  'Allow-Events',
  'Call-Info',
  'Contact',
  'Content-Encoding',
  'Content-Language',
  'Diversion',
  'Error-Info',
  'History-Info',
  'In-Reply-To',
  'P-Asserted-Identity',
  'P-Associated-URI',
  'P-Preferred-Identity',
  'Path',
  'Privacy',
  'Proxy-Require',
  'Reason',
  'Record-Route',
  'Reject-Contact',
  'Request-Disposition',
  'Require',
  'Route',
  'Security-Client',
  'Security-Server',
  'Security-Verify',
  'Service-Route',
  'Supported',
  'Unsupported',
  'Via',
  'Warning',
];

/** Fields of one value that this stack uses, so that a second one would make the message mean two things. */
const SINGLES = [
  'Call-ID',
  'CSeq',
  'Content-Length',
  'Content-Type',
  'Event',
  'Expires',
  'From',
  'Refer-To',
  'Referred-By',
  'Replaces',
  'Subscription-State',
  'To',
];

const OTHERS = [
  'Authentication-Info',
  'Authorization',
  'Content-Disposition',
  'Date',
  'MIME-Version',
  'Max-Forwards',
  'Min-Expires',
  'Min-SE',
  'Organization',
  'Presence-State',
  'Priority',
  'Proxy-Authenticate',
  'Proxy-Authorization',
  'Refer-Sub',
  'Reply-To',
  'Retry-After',
  'Server',
  'SIP-ETag',
  'SIP-If-Match',
  'Session-Expires',
  'Subject',
  'Target-Dialog',
  'Timestamp',
  'User-Agent',
  'WWW-Authenticate',
];

const listNames: ReadonlySet<string> = new Set(LISTS);
const singleNames: ReadonlySet<string> = new Set(SINGLES);
const known: ReadonlyMap<string, string> = new Map([
  ...[...LISTS, ...SINGLES, ...OTHERS, ...COMPACT.map(([, long]) => long)].flatMap((name) => [
    [name, name] as const,
    [name.toLowerCase(), name] as const,
  ]),
  ...COMPACT.flatMap(([short, long]) => [[short, long] as const, [short.toUpperCase(), long] as const]),
]);

/** The usual spelling of a known header name, long form; an unknown name as it is. */
export function canonicalName(name: string): string {
  return known.get(name) ?? known.get(name.toLowerCase()) ?? name;
}

export function sameName(a: string, b: string): boolean {
  return a === b || canonicalName(a).toLowerCase() === canonicalName(b).toLowerCase();
}

/** `name` is in its usual spelling. */
export function isListName(name: string): boolean {
  return listNames.has(name);
}

/** `name` is in its usual spelling. */
export function isSingleName(name: string): boolean {
  return singleNames.has(name);
}
