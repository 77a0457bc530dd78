import { afterEach, describe, expect, test } from '@jest/globals';
import { findServers, type Sought } from '../../../src/dns/find-servers.ts';
import { NameLookups } from '../../../src/dns/name-lookups.ts';
import { SmallDns, type SmallDnsOptions, type Zone } from '../../dns/small-dns.ts';

const open: SmallDns[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

async function served(zone: Zone, options?: SmallDnsOptions): Promise<SmallDns> {
  const dns = await SmallDns.start(zone, options);
  open.push(dns);
  return dns;
}

const at = (...servers: ReadonlyArray<{ readonly port: number }>): Array<{ host: string; port: number }> =>
  servers.map(({ port }) => ({ host: '127.0.0.1', port }));

const PBX: Sought = { host: 'pbx.example', port: undefined, transport: 'udp', isTransportStated: false };

/** What is found, as `host:port`, or why nothing is. */
async function found(dns: SmallDns, sought: Partial<Sought> = {}): Promise<readonly string[] | string> {
  const result = await findServers(new NameLookups(at(dns)), { ...PBX, ...sought }, 'seed');
  return result.kind === 'found' ? result.servers.map(({ host, port }) => `${host}:${port}`) : result.why;
}

const SRV: Zone = {
  '_sip._udp.pbx.example': ['SRV 20 0 5070 b.example', 'SRV 10 0 5060 A.example'],
  'a.example': ['A 127.0.0.1', 'AAAA 2001:db8:0:0:0:0:0:1'],
  'b.example': ['A 127.0.0.2'],
};

describe('the servers of a domain', () => {
  test('are those of the SRV records that its NAPTR record names, with all their addresses', async () => {
    const dns = await served({
      ...SRV,
      'pbx.example': ['NAPTR 10 5 "s" "SIP+D2T" "" _sip._tcp.elsewhere', 'NAPTR 10 50 "s" "SIP+D2U" "" _x.pbx.example'],
      '_x.pbx.example': ['SRV 1 0 5080 b.example'],
    });
    expect(await found(dns)).toEqual(['127.0.0.2:5080']);
    expect(dns.asked).toEqual(['NAPTR pbx.example', 'SRV _x.pbx.example', 'A b.example', 'AAAA b.example']);
  });

  test('are those of the usual SRV records where it has no NAPTR record', async () => {
    const dns = await served(SRV);
    expect(await found(dns)).toEqual(['127.0.0.1:5060', '2001:db8::1:5060', '127.0.0.2:5070']);
  });

  test('are its own addresses where it has no SRV record either', async () => {
    expect(await found(await served({ 'pbx.example': ['A 127.0.0.9'] }))).toEqual(['127.0.0.9:5060']);
  });

  test('are not asked for by NAPTR where the transport is written', async () => {
    const dns = await served(SRV);
    await found(dns, { isTransportStated: true });
    expect(dns.asked[0]).toBe('SRV _sip._udp.pbx.example');
  });

  test('are not asked for by SRV where a port is written', async () => {
    const dns = await served({ ...SRV, 'pbx.example': ['CNAME a.example'] });
    expect(await found(dns, { port: 7000 })).toEqual(['127.0.0.1:7000', '2001:db8::1:7000']);
    expect(dns.asked.toSorted()).toEqual(['A pbx.example', 'AAAA pbx.example']);
  });

  test('that have no address are passed over', async () => {
    const dns = await served({ ...SRV, 'a.example': [] });
    expect(await found(dns)).toEqual(['127.0.0.2:5070']);
  });

  test.each<[string, Zone, RegExp]>([
    ['the SRV target is the root', { '_sip._udp.pbx.example': ['SRV 0 0 0 .'] }, /target `\.`: .* decidedly not there/],
    ['there is no such name', {}, /^DNS has no address of pbx\.example$/],
    [
      'no target has an address',
      { '_sip._udp.pbx.example': ['SRV 0 0 5060 gone.example'] },
      /no address of gone\.example, to which _sip\._udp\.pbx\.example leads/,
    ],
    [
      'its NAPTR records are for other transports',
      { 'pbx.example': ['NAPTR 1 1 "s" "SIP+D2T" "" _sip._tcp.pbx.example'] },
      /no NAPTR record of pbx\.example is for SIP over UDP: NAPTR 1 1 "s" "SIP\+D2T"/,
    ],
  ])('are none where %s', async (_, zone, why) => {
    expect(await found(await served(zone))).toMatch(why);
  });
});

describe('a DNS server', () => {
  test('that refuses is told with its code, and the next one is asked', async () => {
    const [bad, good] = [await served(SRV, { code: 2 }), await served(SRV)];
    expect(await found(bad)).toBe(`NAPTR pbx.example: ${bad.place} answered SERVFAIL`);
    const result = await findServers(new NameLookups(at(bad, good)), PBX, 'seed');
    expect(result.kind).toBe('found');
  });

  test('that does not listen, or gives answers that are none, is told', async () => {
    const gone = await SmallDns.start({});
    const place = gone.place;
    const port = gone.port;
    gone.close();
    const lookups = new NameLookups([{ host: '127.0.0.1', port }]);
    expect(await lookups.ask('SRV', 'x.example')).toEqual({
      kind: 'failed',
      why: `SRV x.example: ${place} does not listen`,
    });
    for (const damaged of [
      (answer: Buffer) => answer.subarray(0, answer.length - 3),
      (answer: Buffer) => Buffer.concat([Buffer.from([answer.readUInt8(0) ^ 1]), answer.subarray(1)]),
      // The name of the question is a pointer to itself.
      (answer: Buffer) => Buffer.concat([answer.subarray(0, 12), Buffer.from([0xc0, 12]), answer.subarray(14)]),
    ]) {
      const dns = await served(SRV, { damaged });
      expect(await found(dns)).toBe(`NAPTR pbx.example: ${dns.place} did not answer within 2000 ms`);
    }
  });

  test('whose answer is cut is told', async () => {
    const cut = (answer: Buffer): Buffer => {
      answer.writeUInt8(answer.readUInt8(2) | 2, 2);
      return answer;
    };
    const dns = await served(SRV, { damaged: cut });
    expect(await found(dns)).toContain('gave an answer that is too long for UDP');
  });
});

test('a look-up is repeated when its time to live is over, and no sooner', async () => {
  const dns = await served({ 'a.example': ['A 127.0.0.1'] }, { ttl: 30 });
  let now = 0;
  const lookups = new NameLookups(at(dns), () => now);
  const address = async (): Promise<unknown> => {
    const looked = await lookups.ask('A', 'a.example');
    return looked.kind === 'records' ? looked.records.map((each) => each.address) : looked;
  };
  expect(await address()).toEqual(['127.0.0.1']);
  dns.zone = { 'a.example': ['A 127.0.0.2'] };
  now = 29_999;
  expect(await address()).toEqual(['127.0.0.1']);
  now = 30_001;
  expect(await address()).toEqual(['127.0.0.2']);
  expect(lookups.taken().map(({ question, records }) => `${question}: ${records.join()}`)).toEqual([
    'A a.example: A 127.0.0.1',
    'A a.example: A 127.0.0.2',
  ]);
});
