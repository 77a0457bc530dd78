import { expect, test } from '@jest/globals';
import { type Endpoint, openEndpoint } from '../../../src/sip/endpoint.ts';
import { UserAgent } from '../../../src/sip/ua/user-agent.ts';

/** An endpoint that answers OPTIONS, and counts them. */
async function counting(port = 0): Promise<{ endpoint: Endpoint; count: () => number }> {
  const endpoint = await openEndpoint({ transport: 'udp', port, shared: true });
  const agent = new UserAgent({ endpoint, aor: 'sip:a@park.example', contactUser: 'a' });
  let count = 0;
  endpoint.onRequest = (incoming) => {
    count += 1;
    agent.receive(incoming);
  };
  return { endpoint, count: () => count };
}

test('requests to a shared address come to the endpoint that was opened last, and to the first again when that has closed', async () => {
  const first = await counting();
  const second = await counting(first.endpoint.address.port);
  const endpoint = await openEndpoint({ transport: 'udp' });
  const asking = new UserAgent({ endpoint, aor: 'sip:b@park.example', contactUser: 'b' });
  const ask = { method: 'OPTIONS', uri: 'sip:a@park.example', next: first.endpoint.address };
  await asking.request(ask);
  expect([first.count(), second.count()]).toEqual([0, 1]);
  await second.endpoint.close();
  await asking.request(ask);
  expect([first.count(), second.count()]).toEqual([1, 1]);
  await asking.close();
  await Promise.all([endpoint.close(), first.endpoint.close()]);
});
