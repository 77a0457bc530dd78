import { PARTIES, type Party } from '../../../suite/cell.ts';

/** The party whose user name a setting names, if it is one of ours. */
export function partyNamed(name: string | undefined): Party | undefined {
  return PARTIES.find((party) => party === name);
}
