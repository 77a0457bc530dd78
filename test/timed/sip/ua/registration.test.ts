import { afterEach, expect, test } from '@jest/globals';
import { cseq } from '../../../../src/sip/fields/cseq.ts';
import { header } from '../../../../src/sip/message/headers.ts';
import { reply } from '../../../../src/sip/ua/send-response.ts';
import { agent, closeAll, peer, type Peer, statusOf } from './agents.ts';

afterEach(closeAll);

async function registrar(): Promise<Peer> {
  const server = await peer();
  server.onRequest = (incoming) => void reply(incoming, 200);
  return server;
}

function numbers({ requests }: Peer): Array<[string | undefined, number | undefined]> {
  return requests.map(({ request }) => [header(request, 'Call-ID'), cseq(request)?.seq]);
}

test('REGISTER binds the contact to the address of record', async () => {
  const alice = await agent('alice');
  const server = await registrar();
  const outcome = await alice.ua.register({ registrarUri: 'sip:park.example', next: server.address, expires: 300 });
  expect(statusOf(outcome)).toBe(200);
  const { request } = server.requests[0]!;
  expect(request.uri).toBe('sip:park.example');
  expect(header(request, 'To')).toBe('<sip:alice@park.example>');
  expect(header(request, 'Contact')).toBe(`<${alice.ua.contact}>`);
  expect(header(request, 'Expires')).toBe('300');
});

test('REGISTERs to one registrar share a Call-ID and count up; another registrar has its own', async () => {
  const alice = await agent('alice');
  const [one, two] = [await registrar(), await registrar()];
  for (const server of [one, one, two, one]) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await alice.ua.register({ registrarUri: 'sip:park.example', next: server.address, expires: 300 });
  }
  const [first] = numbers(one);
  expect(numbers(one).map(([callId]) => callId)).toEqual([first?.[0], first?.[0], first?.[0]]);
  expect(numbers(one).map(([, seq]) => seq)).toEqual([1, 2, 3]);
  expect(numbers(two).map(([, seq]) => seq)).toEqual([1]);
  expect(numbers(two)[0]?.[0]).not.toBe(first?.[0]);
});

test('a Call-ID that is asked for is used, and kept', async () => {
  const alice = await agent('alice');
  const server = await registrar();
  const options = { registrarUri: 'sip:park.example', next: server.address, expires: 300 };
  await alice.ua.register({ ...options, callId: 'reg-1' });
  await alice.ua.register(options);
  expect(numbers(server)).toEqual([
    ['reg-1', 1],
    ['reg-1', 2],
  ]);
});

test('two REGISTERs at once have different numbers', async () => {
  const alice = await agent('alice');
  const server = await registrar();
  const options = { registrarUri: 'sip:park.example', next: server.address, expires: 300 };
  await Promise.all([alice.ua.register(options), alice.ua.register(options)]);
  expect(numbers(server).map(([, seq]) => seq)).toEqual([1, 2]);
});
