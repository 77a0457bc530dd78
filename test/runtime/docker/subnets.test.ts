import { expect, test } from '@jest/globals';
import { assert, double, property } from 'fast-check';
import {
  addressIn,
  CELL_PREFIX,
  cellSubnets,
  DEFAULT_SUBNETS,
  overlaps,
  parseSubnet,
  routedSubnets,
  type Subnet,
  subnetText,
} from '../../../src/runtime/docker/subnets.ts';

function subnet(text: string): Subnet {
  const parsed = parseSubnet(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
}

test.each(['198.18.0.0/15', '10.0.0.0/8', '192.168.1.32/27', '255.255.255.224/27', '0.0.0.0/8'])(
  '%s is read and written alike',
  (text) => {
    expect(subnetText(subnet(text))).toBe(text);
  },
);

test.each(['198.19.0.0/15', '10.0.0.0/7', '10.0.0.0/28', '10.0.0.256/27', '10.0.0.0', '10.0.0/8', 'x/27', '::/27', ''])(
  '%j is no address space for cells',
  (text) => {
    expect(parseSubnet(text)).toBeUndefined();
  },
);

test('addresses of a subnet are counted from its name', () => {
  expect([0, 1, 31].map((n) => addressIn(subnet('198.19.255.224/27'), n))).toEqual([
    '198.19.255.224',
    '198.19.255.225',
    '198.19.255.255',
  ]);
});

test('the usual address space has room for 4096 cells', () => {
  expect([...cellSubnets(subnet(DEFAULT_SUBNETS), [], 0)]).toHaveLength(4096);
});

test('each subnet of a space comes once, wherever one begins', () => {
  assert(
    property(double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (random) => {
      const space = subnet('10.1.0.0/22');
      const all = [...cellSubnets(space, [], random)];
      expect(all).toHaveLength(32);
      expect(new Set(all.map(({ base }) => base)).size).toBe(32);
      expect(all.every((one) => overlaps(one, space) && one.prefix === CELL_PREFIX)).toBe(true);
    }),
  );
});

test('what is taken is left out, and no neighbour of it', () => {
  const taken = [subnet('10.1.0.0/25'), subnet('10.1.1.0/24'), { base: subnet('10.1.2.64/26').base + 70, prefix: 32 }];
  const free = [...cellSubnets(subnet('10.1.0.0/22'), taken, 0)].map(subnetText);
  expect(free).not.toContain('10.1.0.96/27');
  expect(free).toContain('10.1.0.128/27');
  expect(free).not.toContain('10.1.1.224/27');
  expect(free).not.toContain('10.1.2.128/27');
  expect(free).toContain('10.1.2.96/27');
  expect(free).toHaveLength(32 - 4 - 8 - 1);
});

test('two subnets overlap when one is in the other', () => {
  expect(overlaps(subnet('10.0.0.0/8'), subnet('10.9.9.0/24'))).toBe(true);
  expect(overlaps(subnet('10.9.9.0/24'), subnet('10.0.0.0/8'))).toBe(true);
  expect(overlaps(subnet('10.9.9.0/24'), subnet('10.9.8.0/24'))).toBe(false);
});

test('routes of the system are read, but for the default route', () => {
  const table = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU
eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0
docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0
eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0
`;
  expect(routedSubnets(table).map(subnetText)).toEqual(['172.17.0.0/16', '192.0.2.0/24']);
  expect(routedSubnets('')).toEqual([]);
});
