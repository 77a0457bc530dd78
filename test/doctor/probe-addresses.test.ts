import { expect, test } from '@jest/globals';
import { probeAddresses } from '../../src/doctor/probe-addresses.ts';

function network(name: string, subnet: string, labels?: Record<string, string>) {
  return { Name: name, IPAM: { Config: [{ Subnet: subnet }] }, Labels: labels };
}

test('networks and routes within the address space are counted, and strangers named', () => {
  const networks = [
    network('bridge', '172.17.0.0/16'),
    network('theirs', '198.18.0.0/26'),
    network('ours', '198.18.1.0/27', { 'org.parkspec': '0.1.0' }),
    { Name: 'host', IPAM: { Config: null } },
  ];
  const routes = [
    { base: 0xc612_0100, prefix: 27 },
    { base: 0xc612_0200, prefix: 27 },
    { base: 0x0a00_0000, prefix: 8 },
  ];
  expect(probeAddresses(networks, '198.18.0.0/22', routes)).toEqual({
    ok: true,
    space: '198.18.0.0/22',
    all: 32,
    free: 32 - 2 - 1 - 1,
    inTheWay: ['network theirs (198.18.0.0/26)', 'the route to 198.18.2.0/27'],
  });
});

test('what is no address space is told with a hint', () => {
  expect(probeAddresses([], '10.0.0.1/16', [])).toMatchObject({
    ok: false,
    why: expect.stringContaining('10.0.0.1/16'),
    hint: expect.stringContaining('10.99.0.0'),
  });
});
