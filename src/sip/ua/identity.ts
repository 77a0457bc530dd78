/** The header fields that name a user agent and its capabilities. */
import type { Address } from '../endpoint.ts';
import type { HeaderList } from '../dialog/request.ts';
import { hostPort } from '../../numeric-host.ts';

export interface Identity {
  /** Address of record: `sip:alice@park.example`; contacts have its scheme. */
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
export const extensions: readonly string[] = ['replaces', '100rel', 'timer'];

/** Where a dialog of ours is reached, where that is not the usual place. */
export interface ContactPlace {
  /** Stands in for the usual user part of our contact. */
  readonly contactUser?: string | undefined;
  /** Stands in for the address of the endpoint; its owner sees to it that what is sent there comes to the user agent. */
  readonly contactAddress?: Address | undefined;
}

export function contactUri(identity: Identity, place: ContactPlace = {}): string {
  const { contactUser: user = identity.contactUser, contactAddress: address = identity.address } = place;
  // RFC 5630 5.1.1 and 3.3: who asks by SIPS is reached by SIPS, which says TLS without a parameter.
  const secure = /^sips:/i.test(identity.aor);
  const transport = secure || address.transport === 'udp' ? '' : `;transport=${address.transport}`;
  return `${secure ? 'sips' : 'sip'}:${user}@${hostPort(address.host, address.port)}${transport}`;
}

/** Value of Contact. */
export function contactValue(identity: Identity, place?: ContactPlace): string {
  const params = identity.contactParams === undefined ? '' : `;${identity.contactParams}`;
  return `<${contactUri(identity, place)}>${params}`;
}

/** Value of From; `uri` stands in for the address of record where we call in the name of another. */
export function fromValue({ aor, displayName }: Identity, tag: string, uri?: string): string {
  if (uri !== undefined) return `<${uri}>;tag=${tag}`;
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
