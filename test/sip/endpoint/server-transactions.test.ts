import { expect, test } from '@jest/globals';
import { ServerTransactions } from '../../../src/sip/endpoint/server-transactions.ts';
import type { Limit } from '../../../src/sip/excess.ts';
import { buildRequest, buildResponse } from '../../../src/sip/message/build.ts';
import type { IncomingRequest } from '../../../src/sip/endpoint/api.ts';
import type { SipRequest } from '../../../src/sip/message/message.ts';
import { defaultTimers } from '../../../src/sip/transaction/step.ts';
import { VirtualClock } from '../transaction/virtual-clock.ts';

const peer = { transport: 'udp', host: '127.0.0.1', port: 5070 } as const;

function invite(n: number, branch = n): SipRequest {
  return buildRequest({
    method: 'INVITE',
    uri: 'sip:bob@127.0.0.1',
    headers: [
      ['Via', `SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bK${branch}`],
      ['From', '<sip:alice@park.example>;tag=a'],
      ['To', '<sip:bob@park.example>'],
      ['Call-ID', String(n)],
      ['CSeq', '1 INVITE'],
    ],
  });
}

test('a flood of requests is dropped beyond a bound, and told of; those before it can still be answered and sent again', () => {
  let delivered = 0;
  const exceeded: Limit[] = [];
  let sent = 0;
  const servers = new ServerTransactions(
    {
      clock: new VirtualClock(),
      timers: defaultTimers,
      send: () => (sent += 1),
      reaches: () => true,
      exceeded: (limit) => exceeded.push(limit),
      call: (handler) => handler(),
    },
    (incoming) => {
      delivered += 1;
      if (delivered === 1) incoming.respond(buildResponse(incoming.request, 180, undefined, { toTag: 'x' }));
    },
  );
  for (let n = 0; n < 5_000; n += 1) servers.receive(invite(n), peer);
  expect([delivered, servers.size]).toEqual([2_048, 2_048]);
  expect(exceeded.length).toBe(5_000 - 2_048);
  expect(exceeded[0]).toMatchObject({ most: 2_048, outcome: 'not answered' });
  const before = sent;
  servers.receive(invite(0), peer);
  expect([delivered, sent]).toEqual([2_048, before + 1]);
  servers.close();
});

test('a request is merged while it lives in another transaction, and no longer', () => {
  const clock = new VirtualClock();
  const came: IncomingRequest[] = [];
  const servers = new ServerTransactions(
    {
      clock,
      timers: defaultTimers,
      send: () => {},
      reaches: () => true,
      exceeded: () => {},
      call: (handler) => handler(),
    },
    (incoming) => void came.push(incoming),
  );
  for (const branch of [1, 1, 2, 3]) servers.receive(invite(1, branch), peer);
  servers.receive(invite(2, 4), peer);
  expect(came.map(({ merged }) => merged)).toEqual([false, true, true, false]);
  for (const { request, respond } of came) respond(buildResponse(request, 482, undefined, { toTag: 'x' }));
  clock.advance(64 * defaultTimers.t1);
  expect(servers.size).toBe(0);
  servers.receive(invite(1, 5), peer);
  expect(came.at(-1)?.merged).toBe(false);
  servers.close();
});
