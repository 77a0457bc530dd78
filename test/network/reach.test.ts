import { describe, expect, test } from '@jest/globals';
import { isInRange, parseAddressRange } from '../../src/address-range.ts';
import { Reach } from '../../src/network/reach.ts';

describe('a range of addresses', () => {
  test.each([
    ['127.0.0.1', ['127.0.0.1'], ['127.0.0.2', '127.0.0.0', '128.0.0.1']],
    ['127.0.0.0/8', ['127.0.0.1', '127.255.255.254'], ['127.0.0.0', '127.255.255.255', '126.255.255.255']],
    ['198.18.0.32/27', ['198.18.0.33', '198.18.0.62'], ['198.18.0.31', '198.18.0.32', '198.18.0.63', '198.18.0.64']],
    ['10.0.0.2/31', ['10.0.0.2', '10.0.0.3'], ['10.0.0.1', '10.0.0.4']],
    ['10.0.0.2/32', ['10.0.0.2'], ['10.0.0.3']],
  ])('%s', (text, inside, outside) => {
    const range = parseAddressRange(text);
    if (range === undefined) throw new Error('no range');
    expect(inside.filter((host) => !isInRange(range, host))).toEqual([]);
    expect(outside.filter((host) => isInRange(range, host))).toEqual([]);
    for (const host of [
      '',
      'localhost',
      '::1',
      '::ffff:127.0.0.1',
      '127.1',
      '0x7f.0.0.1',
      '2130706433',
      '127.0.0.01',
    ]) {
      expect(isInRange(range, host)).toBe(false);
    }
  });

  test.each([
    ['nobody', '0.0.0.0'],
    ['this network', '0.1.2.3'],
    ['all', '0.0.0.0/0'],
    ['a group', '224.0.0.251'],
    ['groups', '224.0.0.0/8'],
    ['half of all', '128.0.0.0/1'],
    ['the broadcast', '255.255.255.255'],
    ['too large a range', '126.0.0.0/7'],
    ['a range that begins within itself', '10.0.0.1/24'],
    ['a prefix that is too long', '10.0.0.1/33'],
    ['a name', 'relay.example'],
    ['IPv6 in brackets', '[::1]'],
    ['nobody of IPv6', '::'],
    ['a group of IPv6', 'ff02::1'],
    ['an address of a link', 'fe80::1'],
    ['an address with a zone', 'fe80::1%eth0'],
    ['half of IPv6', '8000::/1'],
    ['a range of IPv6 that begins within itself', '2001:db8::1/64'],
    ['a port', '127.0.0.1:5060'],
    ['nothing', ''],
    ['two', '127.0.0.1, 127.0.0.2'],
  ])('is not %s', (_, text) => {
    expect(parseAddressRange(text)).toBeUndefined();
  });
});

test('a range of IPv6 has all addresses of its prefix, and none of IPv4', () => {
  const range = parseAddressRange('2001:db8:0:8::/64');
  if (range === undefined) throw new Error('no range');
  const asked = ['2001:db8:0:8::', '2001:DB8:0:8:ffff:ffff:ffff:ffff', '2001:db8:0:7::1', '2001:db8:0:9::', '10.0.0.1'];
  expect(asked.filter((host) => isInRange(range, host))).toEqual(asked.slice(0, 2));
});

test('a reach holds what it was given, and no more', () => {
  const reach = new Reach(['127.0.0.1', '198.18.0.32/27']);
  const asked = ['127.0.0.1', '198.18.0.40', '127.0.0.2', '198.18.0.63', '224.0.0.1', '255.255.255.255', 'localhost'];
  expect(asked.filter(reach.admits)).toEqual(['127.0.0.1', '198.18.0.40']);
  expect(['127.0.0.1', '10.0.0.1'].filter(new Reach([]).admits)).toEqual([]);
});
