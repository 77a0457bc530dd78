/** The users as whom the phones register: names, domain and credentials, which need not be of our choosing. */
import { PARTIES, type Party } from '../suite/cell.ts';
import { schemeOf } from './tls-profile.ts';
import type { Scheme } from './tls-schema.ts';
import type { Candidate } from './candidate.ts';

/** The domain of a candidate that names none. */
export const DEFAULT_DOMAIN = 'park.example';

export interface User {
  /** User part of the address of record, escaped where necessary. */
  readonly name: string;
  readonly domain: string;
  /** Of the address of record; `sip` where it is left out. */
  readonly scheme?: Scheme | undefined;
  readonly displayName?: string | undefined;
  /** User name of the credentials, where that is not `name`. */
  readonly authName?: string | undefined;
  /** Without it challenges are not answered. */
  readonly password?: string | undefined;
}

export type Users = Readonly<Record<Party, User>>;

/** Where a candidate says nothing of its users they bear the names of the parties, and share a password. */
export function usersOf(candidate: Pick<Candidate, 'users' | 'domain' | 'password' | 'tls'>): Users {
  const { users, domain, password } = candidate;
  const known = users ?? eachParty((party) => ({ name: party, domain, password }));
  return schemeOf(candidate) === 'sip' ? known : eachParty((party) => ({ ...known[party], scheme: 'sips' }));
}

export function eachParty(userOf: (party: Party) => User): Users {
  const [alice, bob, carol, dave, erin, frank] = PARTIES;
  return {
    [alice]: userOf(alice),
    [bob]: userOf(bob),
    [carol]: userOf(carol),
    [dave]: userOf(dave),
    [erin]: userOf(erin),
    [frank]: userOf(frank),
  };
}

/** `sip:alice@park.example`, or the same with `sips` */
export function aorOf({ name, domain, scheme = 'sip' }: User): string {
  return `${scheme}:${name}@${domain}`;
}
