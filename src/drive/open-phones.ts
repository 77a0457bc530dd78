/** The phones of a cell, tapped into its history. */
import { PARTY_SIGNATURES } from '../media/voices.ts';
import type { Candidate } from '../candidate/candidate.ts';
import { usersOf } from '../candidate/users.ts';
import type { Recorder } from '../history/recorder.ts';
import { Access } from '../network/link.ts';
import type { SipAddress } from '../candidate/sip-address.ts';
import type { Phone, PhoneDriver, Voice } from '../phone/phone.ts';
import { type Cell, PARTIES, type Party, POOLS, type PoolName } from '../suite/cell.ts';
import { HarnessError, messageOf } from '../harness-error.ts';
import type { Network } from './bad-network.ts';

export interface PhonesOptions {
  readonly cell: Cell;
  readonly candidate: Candidate;
  readonly pools: Readonly<Record<PoolName, SipAddress>>;
  /** The address on which they listen. */
  readonly host: string;
  readonly recorder: Recorder;
  readonly driver: PhoneDriver;
  /** The bad network that the phones are behind. */
  readonly network?: Network | undefined;
  /** Told when a phone itself breaks. */
  readonly onTrouble: (error: HarnessError) => void;
}

/** Opens a phone for each party of the cell. Those that are open when one fails are closed again. */
export async function openPhones(options: PhonesOptions): Promise<ReadonlyMap<Party, Phone>> {
  const { cell } = options;
  const opened = await Promise.allSettled(cell.parties.map((party) => openPhone(options, party)));
  const phones = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failure = opened.find((result) => result.status === 'rejected');
  if (failure !== undefined) {
    await Promise.all(phones.map((phone) => phone.close({ within: 0 })));
    throw new HarnessError('phone', `a phone could not be opened: ${messageOf(failure.reason)}`, {
      hint: `are there free UDP ports on ${options.host}, and file descriptors (\`ulimit -n\`)?`,
      cause: failure.reason,
    });
  }
  return new Map(phones.map((phone) => [phone.party, phone]));
}

function openPhone(options: PhonesOptions, party: Party): Promise<Phone> {
  const { cell, candidate, pools, host, recorder, network } = options;
  return options.driver({
    party,
    user: usersOf(candidate)[party],
    transport: candidate.pools.primary.transport,
    host,
    pools,
    voices: voicesOf(candidate),
    access: network && new Access(network.impairment, { seed: network.seed, cell: cell.id, party }),
    taps: {
      sip: (event, now) => recorder.append({ kind: 'sip', ...event }, now),
      media: (event, now) => recorder.append({ kind: 'media', ...event, at: recorder.clock(event.at) }, now),
      network: (event) => recorder.append({ kind: 'network', ...event }),
      flooded: (text) =>
        options.onTrouble(
          new HarnessError('phone', `${party}'s phone was flooded: ${text}`, {
            hint: 'the candidate, or somebody else on this machine, sends far more than a call has',
          }),
        ),
      trouble: (text, cause) =>
        options.onTrouble(
          new HarnessError('phone', `${party}'s phone broke: ${text}`, {
            hint: 'this is a bug of parkspec: please report it with the history of this cell',
            cause,
          }),
        ),
    },
  });
}

/** Every voice there may be: the parties' own and the music that the pools say they play. */
function voicesOf(candidate: Candidate): readonly Voice[] {
  const music = POOLS.flatMap((pool): Voice[] => {
    const hz = candidate.settings[pool].musicOnHold;
    return hz === undefined ? [] : [{ name: `music:${pool}`, sound: { kind: 'tone', hz } }];
  });
  return [...PARTIES.map((party): Voice => ({ name: party, sound: PARTY_SIGNATURES[party] })), ...music];
}
