import { expect, test } from '@jest/globals';
import type { Candidate } from '../../src/candidate/candidate.ts';
import { placeOf, poolPlaces } from '../../src/history/place.ts';
import { SAMPLE } from '../candidate/sample.ts';

const pools = { primary: 'udp:127.0.0.1:5060', backup: 'tcp:127.0.0.1:5070' };

function behind(primary: string | undefined, backup: string | undefined): Candidate {
  const { pools: plain } = SAMPLE;
  return {
    ...SAMPLE,
    pools: {
      primary: { ...plain.primary, ...(primary === undefined ? {} : { outboundProxy: primary }) },
      backup: { ...plain.backup, ...(backup === undefined ? {} : { outboundProxy: backup }) },
    },
  };
}

test('a place is a host and a port, whatever the transport', () => {
  expect(placeOf('udp:127.0.0.1:5060')).toBe(placeOf('tcp:127.0.0.1:5060'));
});

test('a pool is where it listens and where its outbound proxy does', () => {
  expect([...poolPlaces({ pools, candidate: behind('sip:127.0.0.9;lr', undefined) })]).toEqual([
    ['127.0.0.9:5060', 'udp:127.0.0.1:5060'],
    ['127.0.0.1:5060', 'udp:127.0.0.1:5060'],
    ['127.0.0.1:5070', 'tcp:127.0.0.1:5070'],
  ]);
});

test('a pool that is the proxy of the other one is itself all the same', () => {
  const places = poolPlaces({ pools, candidate: behind('sip:127.0.0.1:5070', 'sip:${sip.host}:${sip.port};lr') });
  expect(places.get('127.0.0.1:5070')).toBe('tcp:127.0.0.1:5070');
});

test('a pool that nobody has an address of has none', () => {
  const places = poolPlaces({
    pools: { ...pools, primary: 'none' },
    candidate: behind('sip:${sip.host}:${sip.port}', undefined),
  });
  expect(places.get('127.0.0.1:5070')).toBe('tcp:127.0.0.1:5070');
});
