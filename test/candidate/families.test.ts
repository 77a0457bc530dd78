import { expect, test } from '@jest/globals';
import { loadCandidate } from '../../src/candidate/load-candidate.ts';
import { commonFamily } from '../../src/runtime/remote/address-family.ts';

function told(...lines: readonly string[]): readonly string[] {
  const text = ['name: x', 'process: { command: [park] }', ...lines].filter((line) => line !== '').join('\n');
  const reading = loadCandidate(lines[0] === 'runtime: remote' ? text.replace(/^process:.*\n/m, '') : text, 'x.yaml');
  if (!('diagnostics' in reading)) return [];
  return reading.diagnostics.map(({ line, column, message, hint }) => `${line}:${column} ${message}; ${hint}`);
}

const pools = (primary: string, backup: string, more = ''): string =>
  `pools: { primary: { sip: "${primary}", orbits: 1-2${more} }, backup: { sip: "${backup}", orbits: 3-4 } }`;

test('pools that parkspec starts may listen at the loopback address of IPv6, and at no other', () => {
  expect(told('runtime: process', pools('udp:[::1]:auto', 'udp:[::1]:5080'))).toEqual([]);
  expect(told('runtime: process', pools('udp:[2001:db8::1]:auto', 'udp:[2001:db8::1]:auto'))).toEqual([
    expect.stringContaining('parkspec chooses the address of a pool of `runtime: process`'),
    expect.stringContaining('parkspec chooses the address of a pool of `runtime: process`'),
  ]);
  expect(told('runtime: process', pools('udp:[::1]:5080', 'udp:[0::1]:5080'))).toEqual([
    expect.stringContaining('both pools would listen at'),
  ]);
});

test('a pair of both families is refused, with the place in the file', () => {
  const hint = 'phones have one address: give the pools, the edge and the phones addresses of one family';
  expect(told('runtime: process', pools('udp:[::1]:auto', 'udp:auto'))).toEqual([
    `4:75 127.0.0.1 is an IPv4 address, and ::1 of \`pools.primary.sip\` one of IPv6; ${hint}`,
  ]);
  expect(
    told('runtime: remote', pools('udp:[2001:db8::1]', 'udp:[2001:db8::2]'), 'remote: { local: 10.0.0.9 }'),
  ).toEqual([`4:18 10.0.0.9 is an IPv4 address, and 2001:db8::1 of \`pools.primary.sip\` one of IPv6; ${hint}`]);
  const whole = [pools('udp:[2001:db8::1]', 'udp:[2001:db8::2]:5070'), 'remote: { local: "2001:db8::9" }'];
  expect(told('runtime: remote', ...whole, 'addresses: ["2001:db8:1::/64"]')).toEqual([]);
});

test.each(['udp:[::1', 'udp:::1', 'udp:[fe80::1%eth0]', 'udp:[1::2::3]', 'udp:[10.0.0.1]', 'udp:[::1]:0'])(
  '`%s` is no address of a pool',
  (sip) => {
    expect(told('runtime: remote', pools(sip, 'udp:[2001:db8::2]'))).toEqual([
      expect.stringMatching(/^3:27 `sip`: a SIP address is .* udp:\[2001:db8::1\]:5060; /),
    ]);
  },
);

test('a pool that runs already has no port that parkspec chooses', () => {
  expect(told('runtime: remote', pools('udp:[2001:db8::1]:auto', 'udp:[2001:db8::2]'))).toEqual([
    expect.stringContaining('`auto` has a port chosen for a pool that parkspec starts'),
  ]);
});

test('names of both families lead to the first one that every host has, in the order of the system', () => {
  const both = { host: 'both.example', addresses: ['2001:db8::1', '10.0.0.1'] };
  const other = { host: 'other.example', addresses: ['10.0.0.2', '2001:db8::2'] };
  const four = { host: 'four.example', addresses: ['10.0.0.3'] };
  expect(commonFamily([both, other], undefined)).toBe(6);
  expect(commonFamily([other, both], undefined)).toBe(4);
  expect(commonFamily([both, four], undefined)).toBe(4);
  expect(commonFamily([both, other], '10.0.0.9')).toBe(4);
  expect(commonFamily([other, both], '2001:db8::9')).toBe(6);
  expect(commonFamily([both, four], '2001:db8::9')).toBeUndefined();
});
