/** What a DNS server tells of a name: the records that RFC 3263 asks for. Pure. */

/** Numbers of the types (RFC 1035 3.2.2, RFC 2782, RFC 3403, RFC 3596). */
export const RECORD_TYPES = { A: 1, CNAME: 5, SOA: 6, AAAA: 28, SRV: 33, NAPTR: 35 } as const;

/** The types that are asked for. */
export type AskedType = 'A' | 'AAAA' | 'SRV' | 'NAPTR';

export interface SrvData {
  readonly type: 'SRV';
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  /** Empty for the root: the service is decidedly not there (RFC 2782). */
  readonly target: string;
}

export interface NaptrData {
  readonly type: 'NAPTR';
  readonly order: number;
  readonly preference: number;
  readonly flags: string;
  readonly service: string;
  readonly regexp: string;
  /** Empty for the root. */
  readonly replacement: string;
}

export type RecordData =
  | { readonly type: 'A'; readonly address: string }
  | { readonly type: 'AAAA'; readonly address: string }
  | { readonly type: 'CNAME'; readonly target: string }
  /** `minimum`: for how many seconds it may be remembered that a record is not there (RFC 2308 section 4). */
  | { readonly type: 'SOA'; readonly minimum: number }
  | SrvData
  | NaptrData;

/** Names have no dot at their end; `ttl` is in seconds. */
export type DnsRecord = { readonly name: string; readonly ttl: number } & RecordData;

/** As zone files write it. */
export function recordText(record: RecordData): string {
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return `${record.type} ${record.address}`;
    case 'CNAME':
      return `CNAME ${record.target}`;
    case 'SOA':
      return `SOA ${record.minimum}`;
    case 'SRV':
      return `SRV ${record.priority} ${record.weight} ${record.port} ${record.target || '.'}`;
    case 'NAPTR': {
      const { order, preference, flags, service, regexp, replacement } = record;
      return `NAPTR ${order} ${preference} "${flags}" "${service}" "${regexp}" ${replacement || '.'}`;
    }
  }
}

/** Names are compared without regard to case (RFC 4343). */
export function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
