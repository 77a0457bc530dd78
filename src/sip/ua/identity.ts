/** The header fields that name a user agent and its capabilities. */
import type { Address } from '../endpoint.ts';
import type { HeaderList } from '../dialog/request.ts';

export interface Identity {
  /** Address of record: `sip:alice@park.example`. */
  readonly aor: string;
  readonly displayName: string | undefined;
  /** User part of our contact URI, already escaped. */
  readonly contactUser: string;
  /** Parameters of the Contact header field, without a leading semicolon: `automaton;+sip.rendering="no"`. */
  readonly contactParams: string | undefined;
  readonly userAgent: string | undefined;
  readonly address: Address;
}

export const methods = [
  'INVITE',
  'ACK',
  'CANCEL',
  'BYE',
  'OPTIONS',
  'UPDATE',
  'INFO',
  'REFER',
  'SUBSCRIBE',
  'NOTIFY',
  'PRACK',
];

/** What a user agent notifies of without a handler of its own, since a REFER asks for it (RFC 6665 8.2.2). */
export const allowEvents: HeaderList[number] = ['Allow-Events', 'refer'];

/** Option tags that a peer may require of us. */
export const extensions: readonly string[] = ['replaces', '100rel'];

export function contactUri({ contactUser, address }: Identity, user = contactUser): string {
  const transport = address.transport === 'tcp' ? ';transport=tcp' : '';
  return `sip:${user}@${address.host}:${address.port}${transport}`;
}

/** Value of Contact; `user` stands in for the usual user part. */
export function contactValue(identity: Identity, user?: string): string {
  const params = identity.contactParams === undefined ? '' : `;${identity.contactParams}`;
  return `<${contactUri(identity, user)}>${params}`;
}

export function fromValue({ aor, displayName }: Identity, tag: string): string {
  const name = displayName === undefined ? '' : `"${displayName.replaceAll(/["\\]/g, String.raw`\$&`)}" `;
  return `${name}<${aor}>;tag=${tag}`;
}

/** Allow and Supported, for INVITE, its answers and answers to OPTIONS. */
export function capabilities(): HeaderList {
  return [
    ['Allow', methods.join(', ')],
    ['Supported', extensions.join(', ')],
  ];
}

export function product({ userAgent }: Identity, field: 'User-Agent' | 'Server'): HeaderList {
  return userAgent === undefined ? [] : [[field, userAgent]];
}
