import { describe, expect, test } from '@jest/globals';
import { buildRequest } from '../../src/sip/message/build.ts';
import { nextHop } from '../../src/sip/route.ts';

const request = (uri: string, ...routes: string[]) =>
  buildRequest({ method: 'BYE', uri, headers: routes.map((route) => ['Route', route] as const) });

const pool = { transport: 'udp', host: '127.0.0.1', port: 5999 } as const;

describe('a request goes', () => {
  test.each([
    ['to its URI', request('sip:bob@127.0.0.2:5062'), 'udp:127.0.0.2:5062'],
    ['to port 5060 when there is none', request('sip:127.0.0.2'), 'udp:127.0.0.2:5060'],
    ['over TCP when the URI says so', request('sip:bob@127.0.0.2:5062;transport=TCP'), 'tcp:127.0.0.2:5062'],
    ['over TLS when the URI says so', request('sip:bob@127.0.0.2:5062;transport=tls'), 'tls:127.0.0.2:5062'],
    ['to port 5061 over TLS when there is none', request('sip:127.0.0.2;transport=tls'), 'tls:127.0.0.2:5061'],
    ['over TLS for a SIPS URI', request('sips:127.0.0.2'), 'tls:127.0.0.2:5061'],
    ['over TLS for a SIPS URI with a transport', request('sips:127.0.0.2:1;transport=tcp'), 'tls:127.0.0.2:1'],
    ['to the fallback for a SIPS URI over UDP', request('sips:127.0.0.2;transport=udp'), 'udp:127.0.0.1:5999'],
    ['to maddr', request('sip:bob@park.example:5062;maddr=127.0.0.3'), 'udp:127.0.0.3:5062'],
    [
      'to its first loose route',
      request('sip:bob@127.0.0.2', '<sip:127.0.0.4:1;lr>, <sip:127.0.0.5;lr>'),
      'udp:127.0.0.4:1',
    ],
    ['past a strict route, which its URI has been', request('sip:127.0.0.2:7', '<sip:127.0.0.4:1>'), 'udp:127.0.0.2:7'],
    ['to the fallback for an address of the other family', request('sip:bob@[::1]:5062'), 'udp:127.0.0.1:5999'],
    ['to the fallback for a name', request('sip:bob@park.example'), 'udp:127.0.0.1:5999'],
    [
      'to the fallback for a route with a name',
      request('sip:bob@127.0.0.2', '<sip:pool.example;lr>'),
      'udp:127.0.0.1:5999',
    ],
    ['to the fallback for what we do not speak', request('sip:bob@127.0.0.2;transport=sctp'), 'udp:127.0.0.1:5999'],
  ])('%s', (_where, message, expected) => {
    const { transport, host, port } = nextHop(message, pool);
    expect(`${transport}:${host}:${port}`).toBe(expected);
  });

  test('nowhere when it has a name and there is no fallback', () => {
    expect(() => nextHop(request('sip:bob@park.example'))).toThrow('leads to no numeric address');
  });
});
