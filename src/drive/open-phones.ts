/** The phones of a cell, tapped into its history. */
import { readRecording } from '../media/recording/recording.ts';
import { PARTY_SIGNATURES, type Sound } from '../media/voices.ts';
import type { Candidate } from '../candidate/candidate.ts';
import { hasBothLines, needsWitness } from '../candidate/phone-policy.ts';
import { outboundProxy, routeTo } from '../candidate/outbound-proxy.ts';
import { usersOf } from '../candidate/users.ts';
import type { PortRange } from '../free-port.ts';
import type { Recorder } from '../history/recorder.ts';
import { servedBy } from '../history/served-by.ts';
import { Access } from '../network/link.ts';
import { Reach } from '../network/reach.ts';
import type { SipAddress } from '../candidate/sip-address.ts';
import type { Phone, PhoneDriver, Voice } from '../phone/phone.ts';
import { type Cell, PARTIES, type Party, POOLS, type PoolName } from '../suite/cell.ts';
import { HarnessError, messageOf } from '../harness-error.ts';
import type { Network } from './bad-network.ts';
import { poolFinder } from './find-pools.ts';
import { FarEnds } from './far-ends.ts';
import { hostPort } from '../numeric-host.ts';

export interface PhonesOptions {
  readonly cell: Cell;
  readonly candidate: Candidate;
  readonly pools: Readonly<Record<PoolName, SipAddress>>;
  /** All that they know, where there is an edge. */
  readonly edge?: SipAddress | undefined;
  /** The address on which they listen. */
  readonly host: string;
  /** The ports on which they listen; the system chooses, where they are left out. */
  readonly ports?: PortRange | undefined;
  /** The addresses of their cell. */
  readonly addresses: readonly string[];
  readonly recorder: Pick<Recorder, 'append' | 'clock'>;
  readonly driver: PhoneDriver;
  /** The bad network that the phones are behind. */
  readonly network?: Network | undefined;
  /** Told when a phone itself breaks. */
  readonly onTrouble: (error: HarnessError) => void;
}

/** Opens a phone for each party of the cell. Those that are open when one fails are closed again. */
export async function openPhones(options: PhonesOptions): Promise<ReadonlyMap<Party, Phone>> {
  const farEnds = new FarEnds(POOLS.map((pool) => placeOfAddress(entrances(options)[pool])));
  const opened = await Promise.allSettled(partiesOf(options).map((party) => openPhone(options, party, farEnds)));
  const phones = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failure = opened.find((result) => result.status === 'rejected');
  if (failure !== undefined) {
    await Promise.all(phones.map((phone) => phone.close({ within: 0 })));
    throw new HarnessError('phone', `a phone could not be opened: ${messageOf(failure.reason)}`, {
      hint: `are there free ports on ${options.host}, and file descriptors (\`ulimit -n\`)?`,
      cause: failure.reason,
    });
  }
  return new Map(phones.map((phone) => [phone.party, phone]));
}

/** The last one is the witness, where the policy of the phones needs one; see `needsWitness`. */
function partiesOf({ cell, candidate }: PhonesOptions): readonly Party[] {
  const spare = needsWitness(candidate) ? PARTIES.find((party) => !cell.parties.includes(party)) : undefined;
  return spare === undefined ? cell.parties : [...cell.parties, spare];
}

function openPhone(options: PhonesOptions, party: Party, farEnds: FarEnds): Promise<Phone> {
  const { cell, candidate, pools, edge, host, ports, recorder, network } = options;
  const served =
    edge &&
    servedBy(
      candidate,
      eachPool((pool) => placeOfAddress(pools[pool])),
    );
  return options.driver({
    party,
    user: usersOf(candidate)[party],
    transport: (candidate.edge ?? candidate.pools.primary).transport,
    host,
    ports,
    pools: entrances(options),
    locate: poolFinder({ ...options, cell: cell.id, entrances: entrances(options) }, party),
    tls: candidate.tls,
    proxies: edge === undefined ? proxiesOf(candidate, pools) : eachPool(() => routeTo(edge)),
    served,
    voices: voicesOf(candidate),
    digits: candidate.dialect.park.digits?.via.includes('rfc4733'),
    news: candidate.dialect.told?.of,
    minSessionExpires: candidate.phones?.minSessionExpires,
    both: hasBothLines(candidate),
    srtp: candidate.phones?.srtp,
    reach: reachOf(options),
    access: network && new Access(network.impairment, { seed: network.seed, cell: cell.id, party }),
    taps: {
      sip: (event, now) => recorder.append({ kind: 'sip', ...farEnds.named(event) }, now),
      astray: (event) => recorder.append({ kind: 'astray', ...event }),
      srtp: (event) => recorder.append({ kind: 'srtp', ...event }),
      unsent: (text) => recorder.append({ kind: 'note', level: 'info', text: `${party} ${text}` }),
      media: (event, now) => recorder.append({ kind: 'media', ...event, at: recorder.clock(event.at) }, now),
      digits: (event, now) => recorder.append({ kind: 'digits', ...event }, now),
      network: (event) => recorder.append({ kind: 'network', ...event }),
      flooded: (text) =>
        options.onTrouble(
          new HarnessError('phone', `${party}'s phone was flooded: ${text}`, {
            hint: 'the candidate, or somebody else on this machine, sends far more than a call has',
          }),
        ),
      trouble: (text, cause, hint = 'this is a bug of parkspec: please report it with the history of this cell') =>
        options.onTrouble(
          new HarnessError('phone', `${party}'s phone broke: ${text}${behind(cause)}`, {
            hint,
            cause,
          }),
        ),
    },
  });
}

/** The first words of what a trouble came from; they are the only ones that the history has. */
function behind(cause: unknown): string {
  if (cause === undefined) return '';
  const [first = ''] = messageOf(cause).split('\n', 1);
  return ` (${first.slice(0, MOST_OF_CAUSE)})`;
}

/** In characters. */
const MOST_OF_CAUSE = 300;

/** The proxies are declared as well: phones are told to go through them. */
function reachOf({ candidate, pools, edge, host, addresses }: PhonesOptions): Reach {
  const hosts = POOLS.flatMap((pool) => {
    const proxy = outboundProxy(candidate.pools[pool], pools[pool]);
    return [pools[pool].host, ...(proxy === undefined ? [] : [proxy.host])];
  });
  const edges = edge === undefined ? [] : [edge.host];
  return new Reach([host, ...hosts, ...edges, ...addresses, ...(candidate.addresses ?? [])]);
}

/** Where they send what is for each pool. */
function entrances({ pools, edge }: PhonesOptions): PhonesOptions['pools'] {
  return edge === undefined ? pools : eachPool(() => edge);
}

function eachPool<T>(of: (pool: PoolName) => T): Readonly<Record<PoolName, T>> {
  return { primary: of('primary'), backup: of('backup') };
}

function placeOfAddress({ host, port }: SipAddress): string {
  return hostPort(host, port);
}

function proxiesOf(candidate: Candidate, pools: PhonesOptions['pools']): Readonly<Partial<Record<PoolName, string>>> {
  return Object.fromEntries(
    POOLS.flatMap((pool) => {
      const proxy = outboundProxy(candidate.pools[pool], pools[pool]);
      return proxy === undefined ? [] : [[pool, proxy.route]];
    }),
  );
}

/** Every voice there may be: the parties' own and the music that the pools say they play. */
function voicesOf(candidate: Candidate): readonly Voice[] {
  const music = POOLS.flatMap((pool): Voice[] => {
    const sound = musicOf(candidate.settings[pool].musicOnHold);
    return sound === undefined ? [] : [{ name: `music:${pool}`, sound }];
  });
  return [...PARTIES.map((party): Voice => ({ name: party, sound: PARTY_SIGNATURES[party] })), ...music];
}

function musicOf(music: number | string | undefined): Sound | undefined {
  if (typeof music !== 'string') return music === undefined ? undefined : { kind: 'tone', hz: music };
  const recording = readRecording(music);
  if (typeof recording !== 'string') return { kind: 'recording', recording };
  throw new HarnessError('start', `the music on hold cannot be read: ${music}: ${recording}`, {
    hint: 'see `music-on-hold` in the settings of the candidate file',
  });
}
