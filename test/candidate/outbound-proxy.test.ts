import { describe, expect, test } from '@jest/globals';
import { outboundProxy } from '../../src/candidate/outbound-proxy.ts';

const pool = { host: '127.0.0.1', port: 5062 };

describe('the outbound proxy of a pool', () => {
  test.each([
    ['sip:10.0.0.1:5070;lr', '<sip:10.0.0.1:5070;lr>', '10.0.0.1:5070'],
    ['sip:10.0.0.1;transport=tcp;lr', '<sip:10.0.0.1;transport=tcp;lr>', '10.0.0.1:5060'],
    ['sip:10.0.0.1;transport=TCP', '<sip:10.0.0.1;transport=TCP;lr>', '10.0.0.1:5060'],
    ['sip:${sip.host}:${sip.port};lr', '<sip:127.0.0.1:5062;lr>', '127.0.0.1:5062'],
  ])('%s', (uri, route, place) => {
    const proxy = outboundProxy({ outboundProxy: uri }, pool);
    expect([proxy?.route, `${proxy?.host}:${proxy?.port}`]).toEqual([route, place]);
  });

  test.each([
    'edge.example',
    'sip:edge.example',
    'sip:10.0.0.256',
    'sip:10.0.0',
    'sip:10.0.0.1:0',
    'sip:10.0.0.1:70000',
    'sips:10.0.0.1',
    'sip:10.0.0.1;transport=sctp',
    'sip:10.0.0.1;lr>, <sip:10.0.0.2',
    'sip:alice@10.0.0.1',
  ])('is none for %s', (uri) => {
    expect(outboundProxy({ outboundProxy: uri }, pool)).toBeUndefined();
  });

  test('is none where the file names none', () => {
    expect(outboundProxy({}, pool)).toBeUndefined();
  });
});
