import { describe, expect, test } from '@jest/globals';
import { headerValues } from '../../../src/sip/message/headers.ts';
import { responseAddress, withOwnVia, withReceived } from '../../../src/sip/transaction/top-via.ts';
import type { Address } from '../../../src/sip/transport/transport.ts';
import { requestOf } from './rig.ts';

const source: Address = { transport: 'udp', host: '127.0.0.1', port: 6000 };

describe('our Via', () => {
  test('goes on top of those that are there', () => {
    const request = withOwnVia(
      requestOf('INVITE', 'SIP/2.0/UDP a, SIP/2.0/UDP b'),
      { ...source, transport: 'tcp' },
      'z9hG4bKn',
    );
    expect(headerValues(request, 'Via')).toEqual([
      'SIP/2.0/TCP 127.0.0.1:6000;branch=z9hG4bKn;rport;alias',
      'SIP/2.0/UDP a',
      'SIP/2.0/UDP b',
    ]);
  });
});

test('our Via asks for no connection to be used again where there is none', () => {
  expect(headerValues(withOwnVia(requestOf('INVITE', 'SIP/2.0/UDP a'), source, 'z9hG4bKn'), 'Via')[0]).toBe(
    'SIP/2.0/UDP 127.0.0.1:6000;branch=z9hG4bKn;rport',
  );
});

describe('where a request came from', () => {
  test.each([
    ['127.0.0.1:5070;branch=z9hG4bK1', '127.0.0.1:5070;branch=z9hG4bK1', 5070],
    ['127.0.0.1;branch=z9hG4bK1', '127.0.0.1;branch=z9hG4bK1', 5060],
    ['alice.example:5070;branch=z9hG4bK1', 'alice.example:5070;branch=z9hG4bK1;received=127.0.0.1', 5070],
    ['127.0.0.1:5070;rport;branch=z9hG4bK1', '127.0.0.1:5070;rport=6000;branch=z9hG4bK1;received=127.0.0.1', 6000],
    ['10.0.0.1:5070;received=9.9.9.9', '10.0.0.1:5070;received=127.0.0.1', 5070],
  ])('is noted in "%s", and answers go there', (sent, noted, port) => {
    const request = withReceived(requestOf('OPTIONS', `SIP/2.0/UDP ${sent}, SIP/2.0/UDP other`), source);
    expect(headerValues(request, 'Via')).toEqual([`SIP/2.0/UDP ${noted}`, 'SIP/2.0/UDP other']);
    expect(responseAddress(request, source)).toEqual({ ...source, port });
  });

  test('is not where answers go that a maddr asks for elsewhere (18.2.2)', () => {
    const request = requestOf('OPTIONS', 'SIP/2.0/UDP 127.0.0.1:5070;maddr=127.0.0.2');
    expect(responseAddress(request, source)).toEqual({ transport: 'udp', host: '127.0.0.2', port: 5070 });
  });

  test('over TCP gives way to sent-by when a new connection has to be made', () => {
    const tcp: Address = { ...source, transport: 'tcp' };
    const request = withReceived(requestOf('OPTIONS', 'SIP/2.0/TCP 127.0.0.1:5070;rport'), tcp);
    expect(responseAddress(request, tcp)).toEqual({ ...tcp, port: 5070 });
  });

  test.each([
    ['tcp', 5060],
    ['tls', 5061],
  ] as const)('over %s is port %i where none is named', (transport, port) => {
    const from: Address = { ...source, transport };
    const request = requestOf('OPTIONS', `SIP/2.0/${transport.toUpperCase()} 127.0.0.1`);
    expect(responseAddress(request, from)).toEqual({ ...from, port });
  });
});
