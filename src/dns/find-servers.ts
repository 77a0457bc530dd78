/** Where the servers of a domain are: its NAPTR, SRV, A and AAAA records (RFC 3263 section 4). */
import type { SipTransport } from '../candidate/candidate.ts';
import { diceFor } from '../network/dice.ts';
import { numericHost } from '../numeric-host.ts';
import { recordText, type SrvData } from './dns-record.ts';
import type { NameLookups } from './name-lookups.ts';
import { naptrChoice } from './naptr-choice.ts';
import { srvOrder } from './srv-order.ts';

/** What is looked for. */
export interface Sought {
  /** A name, or a numeric address. */
  readonly host: string;
  /** Undefined where none is written: only then SRV records are asked for (RFC 3263 4.2). */
  readonly port: number | undefined;
  /** The one that the phones speak. */
  readonly transport: SipTransport;
  /** Whether the transport is written: then no NAPTR records are asked for (RFC 3263 4.1). */
  readonly isTransportStated: boolean;
}

export interface FoundServer {
  /** A numeric address. */
  readonly host: string;
  readonly port: number;
  /** The name that had this address. */
  readonly name: string;
}

export type Found =
  /** In the order in which they are tried; one name with addresses of both families is several. */
  | { readonly kind: 'found'; readonly servers: readonly FoundServer[] }
  /** DNS answers, and the domain leads to no server. */
  | { readonly kind: 'nowhere'; readonly why: string }
  /** DNS itself does not answer. */
  | { readonly kind: 'failed'; readonly why: string };

type Failed = Extract<Found, { kind: 'failed' }>;

const PORTS: Readonly<Record<SipTransport, number>> = { udp: 5060, tcp: 5060, tls: 5061 };
const SRV_PREFIXES: Readonly<Record<SipTransport, string>> = {
  udp: '_sip._udp.',
  tcp: '_sip._tcp.',
  tls: '_sips._tcp.',
};

/** The name that has the SRV records of a domain (RFC 3263 4.1). */
export function srvName(transport: SipTransport, host: string): string {
  return `${SRV_PREFIXES[transport]}${host}`;
}

/** @param seed  which of equal servers comes first follows from it and the records, and from nothing else */
export async function findServers(lookups: NameLookups, sought: Sought, seed: string): Promise<Found> {
  const { host, port, transport, isTransportStated } = sought;
  const numeric = numericHost(host);
  const stated = port ?? PORTS[transport];
  if (numeric !== undefined) return { kind: 'found', servers: [{ host: numeric, port: stated, name: host }] };
  if (port !== undefined) return addressesOf(lookups, [{ target: host, port }], host);
  const service = isTransportStated ? srvName(transport, host) : await serviceOf(lookups, sought);
  if (typeof service !== 'string') return service;
  const srv = await lookups.ask('SRV', service);
  if (srv.kind === 'failed') return srv;
  if (srv.records.length === 0) return addressesOf(lookups, [{ target: host, port: stated }], host);
  if (srv.records.every(({ target }) => target === '')) {
    return {
      kind: 'nowhere',
      why: `${service} has the SRV target \`.\`: the service is decidedly not there (RFC 2782)`,
    };
  }
  return addressesOf(lookups, inOrder(srv.records, seed), service);
}

/** The name whose SRV records are asked for: that of a NAPTR record, or where there is none the usual one. */
async function serviceOf(lookups: NameLookups, { host, transport }: Sought): Promise<string | Found> {
  const naptr = await lookups.ask('NAPTR', host);
  if (naptr.kind === 'failed') return naptr;
  const choice = naptrChoice(naptr.records, transport);
  if (choice !== undefined) return choice.replacement;
  if (naptr.records.length === 0) return srvName(transport, host);
  const told = naptr.records.map(recordText).join(', ');
  return { kind: 'nowhere', why: `no NAPTR record of ${host} is for SIP over ${transport.toUpperCase()}: ${told}` };
}

function inOrder(records: readonly SrvData[], seed: string): readonly SrvData[] {
  const usable = records.filter(({ target }) => target !== '');
  const text = usable.map(recordText).toSorted().join(', ');
  return srvOrder(usable, diceFor(`${seed} ${text}`));
}

/** Of each target all addresses, those of IPv4 first. One that has none is passed over (RFC 3263 4.3). */
async function addressesOf(
  lookups: NameLookups,
  targets: ReadonlyArray<Pick<SrvData, 'target' | 'port'>>,
  what: string,
): Promise<Found> {
  const each = await Promise.all(targets.map((one) => addressesAt(lookups, one)));
  const servers = each.flatMap((one) => (one.kind === 'found' ? one.servers : []));
  if (servers.length > 0) return { kind: 'found', servers };
  const failed = each.find((one): one is Failed => one.kind === 'failed');
  if (failed !== undefined) return failed;
  const names = targets.map(({ target }) => target).join(', ');
  return {
    kind: 'nowhere',
    why: names === what ? `DNS has no address of ${what}` : `DNS has no address of ${names}, to which ${what} leads`,
  };
}

async function addressesAt(lookups: NameLookups, { target, port }: Pick<SrvData, 'target' | 'port'>): Promise<Found> {
  const [four, six] = await Promise.all([lookups.ask('A', target), lookups.ask('AAAA', target)]);
  const addresses = [four, six].flatMap((one) =>
    one.kind === 'records' ? one.records.map(({ address }) => address) : [],
  );
  if (addresses.length > 0) {
    return { kind: 'found', servers: addresses.map((host) => ({ host, port, name: target })) };
  }
  const failed = [four, six].find((one): one is Failed => one.kind === 'failed');
  return failed ?? { kind: 'nowhere', why: `DNS has no address of ${target}` };
}
