/** Whole runs on a pair that the phones find by DNS: NAPTR, SRV and address records (RFC 3263). */
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { parkspec } from '../cli/parkspec.ts';
import { SmallDns, type Zone } from '../dns/small-dns.ts';
import { Lab } from './lab.ts';
import { compliance, type Event, history, type Run, seen, start } from './parkspec.ts';

jest.setTimeout(300_000);

const open: Array<{ end(): Promise<void> } | SmallDns> = [];
afterEach(async () => {
  for (const each of open.splice(0)) await (each instanceof SmallDns ? each.close() : each.end());
});

interface Pair {
  readonly lab: Lab;
  readonly dns: SmallDns;
  /** The file of its phones, which know `sip:pbx.example` alone. */
  readonly file: string;
}

async function pairWith(zone: (lab: Lab) => Zone, lines: Readonly<Record<string, string>> = {}): Promise<Pair> {
  const lab = await Lab.start();
  const dns = await SmallDns.start(zone(lab));
  open.push(lab, dns);
  const phones = 'phones: { min-session-expires: 1s, locate: sip:pbx.example }';
  return { lab, dns, file: lab.candidate({ 'phones:': `resolver: ${dns.place}\n${phones}`, ...lines }) };
}

const SRV = '_sip._udp.pbx.example';
const [FIRST, SECOND] = ['SRV 10 0 5060 park-1.pbx.example', 'SRV 20 0 5060 park-2.pbx.example'];

function zoneOf({ primary, backup }: Lab, srv: readonly string[] = [FIRST, SECOND]): Zone {
  return {
    'pbx.example': ['NAPTR 10 10 "s" "SIP+D2T" "" tcp.pbx.example', `NAPTR 20 10 "S" "sip+d2u" "" ${SRV}`],
    [SRV]: srv,
    'park-1.pbx.example': [`A ${primary}`],
    'park-2.pbx.example': [`A ${backup}`],
  };
}

function verdict(run: Run, cell: string): string | undefined {
  return compliance(run).cells.find(({ id }) => id === cell)?.verdict;
}

function lookups(run: Run, cell: string): readonly Event[] {
  return history(run, cell).filter(({ kind }) => kind === 'lookup');
}

const BOTH = ({ primary, backup }: Lab): readonly string[] => [`udp:${primary}:5060`, `udp:${backup}:5060`];

test('phones that know a domain alone find the backup by its second SRV record, and what they ask is in the history', async () => {
  const { lab, file } = await pairWith(zoneOf);
  const run = start(file, '--yes', '--cells', 'DR-S1', '--cells', 'DR-12');
  await run.ended;
  expect([verdict(run, 'DR-S1'), verdict(run, 'DR-12')]).toEqual(['pass', 'pass']);
  expect(lookups(run, 'DR-S1')[0]).toMatchObject({
    uri: 'sip:pbx.example',
    servers: BOTH(lab),
    asked: expect.arrayContaining([expect.objectContaining({ question: `SRV ${SRV}`, records: [FIRST, SECOND] })]),
  });
});

test('SIPp phones find it too', async () => {
  const { file } = await pairWith(zoneOf);
  const run = start(file, '--yes', '--phones', 'sipp', '--cells', 'DR-S1');
  await run.ended;
  expect(verdict(run, 'DR-S1')).toBe('pass');
});

test('a name that leads to the backup from the failover on is found anew', async () => {
  const { lab, dns, file } = await pairWith((each) => zoneOf(each, [FIRST]));
  const run = start(file, '--yes', '--cells', 'DR-S1');
  await seen(run, 'DR-S1', ({ phase, state }) => phase === 'outage' && state === 'reached');
  dns.zone = zoneOf(lab, [SECOND]);
  await run.ended;
  expect((await run.ended).output).toContain('sip:pbx.example does not lead to the backup now');
  expect(verdict(run, 'DR-S1')).toBe('pass');
  expect(lookups(run, 'DR-S1').at(-1)).toMatchObject({ servers: [`udp:${lab.backup}:5060`] });
});

test.each([
  ['has no record', [FIRST]],
  ['has the address of the primary', [FIRST, 'SRV 20 0 5060 park-1.pbx.example']],
])('where the backup %s no phone is redirected, and the run says so', async (_, srv) => {
  const { file } = await pairWith((lab) => zoneOf(lab, srv));
  const run = start(file, '--yes', '--cells', 'DR-S1');
  const { code, output } = await run.ended;
  expect({ code, verdict: verdict(run, 'DR-S1') }).toEqual({ code: 1, verdict: 'fail' });
  expect(output).toContain('sip:pbx.example does not lead to the backup now');
  expect(output).toContain('no answer of the primary, to which alone DNS leads the phone');
});

test('pools and edges are found by the SRV records of their names', async () => {
  const lab = await Lab.start();
  const zone = (pool: 1 | 2): Zone => ({
    [`_sip._udp.park-${pool}.example`]: [`SRV 0 0 5060 host-${pool}.example`],
    [`host-${pool}.example`]: [`A ${pool === 1 ? lab.primary : lab.backup}`],
  });
  const dns = await SmallDns.start({ ...zone(1), ...zone(2) });
  open.push(lab, dns);
  const run = start(
    lab.candidate({
      'phones:': `resolver: ${dns.place}`,
      'primary: { sip': 'primary: { sip: udp:park-1.example, http: 8080, orbits: 100-199 }',
      'backup:  { sip': 'backup: { sip: udp:park-2.example, http: 8080, orbits: 200-201 }',
    }),
    '--yes',
    '--cells',
    'DR-21',
  );
  await run.ended;
  expect(verdict(run, 'DR-21')).toBe('pass');
});

describe('before anything is sent', () => {
  test.each<[string, (lab: Lab) => Zone, RegExp]>([
    [
      'a domain that is not there',
      () => ({}),
      /the phones find no pool by sip:pbx\.example: DNS has no address of pbx/,
    ],
    [
      'a domain that leads elsewhere too',
      (lab) => ({ ...zoneOf(lab), 'park-2.pbx.example': ['A 127.9.9.9'] }),
      /leads to 127\.9\.9\.9:5060 too, which the candidate file does not name: nothing may be sent there\n.*hint: compare/,
    ],
    [
      'a domain whose service is not there',
      () => ({ [SRV]: ['SRV 0 0 0 .'] }),
      /has the SRV target `\.`: the service is decidedly not there/,
    ],
  ])('%s is refused, by run and by doctor', async (_, zone, words) => {
    const { file } = await pairWith(zone);
    expect(await parkspec(['run', file, '--yes'])).toMatchObject({ code: 64, output: expect.stringMatching(words) });
    const doctor = await parkspec(['doctor', '--candidate', file, '--yes']);
    expect(doctor).toMatchObject({ code: 64, output: expect.stringMatching(words) });
  });

  test('a DNS server that does not answer is told with what was asked of it', async () => {
    const { dns, file } = await pairWith(zoneOf);
    const place = dns.place;
    dns.close();
    open.splice(1);
    expect(await parkspec(['run', file, '--yes'])).toMatchObject({
      code: 64,
      output: expect.stringMatching(
        new RegExp(
          `sip:pbx\\.example cannot be looked up: NAPTR pbx\\.example: ${place} does not listen\n.*hint: is the DNS`,
        ),
      ),
    });
  });

  test('the plan of a run says what is looked up, and where', async () => {
    const { dns, file } = await pairWith(zoneOf);
    const { output } = await parkspec(['run', file, '--dry-run']);
    expect(output).toContain(`sip:pbx.example, looked up at ${dns.place}`);
    expect(dns.asked).toEqual([]);
  });
});

test('a DNS server that dies in the middle of a run is trouble of the bench', async () => {
  const { dns, file } = await pairWith(zoneOf);
  const run = start(file, '--yes', '--cells', 'DR-S1');
  await seen(run, 'DR-S1', ({ phase, state }) => phase === 'outage' && state === 'reached');
  dns.close();
  open.splice(1);
  const { output } = await run.ended;
  expect(verdict(run, 'DR-S1')).toBe('error');
  expect(output).toMatch(/sip:pbx\.example cannot be looked up: .* does not listen/);
});
