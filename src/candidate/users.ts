/** The users as whom the phones register: names, domain and credentials, which need not be of our choosing. */
import { PARTIES, type Party } from '../suite/cell.ts';
import type { Candidate } from './candidate.ts';

/** The domain of a candidate that names none. */
export const DEFAULT_DOMAIN = 'park.example';

export interface User {
  /** User part of the address of record, escaped where necessary. */
  readonly name: string;
  readonly domain: string;
  readonly displayName?: string | undefined;
  /** User name of the credentials, where that is not `name`. */
  readonly authName?: string | undefined;
  /** Without it challenges are not answered. */
  readonly password?: string | undefined;
}

export type Users = Readonly<Record<Party, User>>;

/** Where a candidate says nothing of its users they bear the names of the parties, and share a password. */
export function usersOf({ users, domain, password }: Pick<Candidate, 'users' | 'domain' | 'password'>): Users {
  return users ?? eachParty((party) => ({ name: party, domain, password }));
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

/** `sip:alice@park.example` */
export function aorOf({ name, domain }: User): string {
  return `sip:${name}@${domain}`;
}
