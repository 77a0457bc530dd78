import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Admin, openAdmin } from '../../../src/reference/admin-interface.ts';
import { HttpClient } from '../../../src/reference/http-client.ts';

let admin: Admin;
let client: HttpClient;

beforeEach(async () => {
  admin = await openAdmin(
    { host: '127.0.0.1', port: 0 },
    {
      'GET /status': () => ({ status: 200, body: { mode: 'home' } }),
      'POST /asked': (body, query) => ({ status: 200, body: { body, orbit: query.get('orbit') } }),
      'POST /broken': () => Promise.reject(new Error('cannot')),
      'POST /slow': () => new Promise(() => undefined),
    },
  );
  client = new HttpClient({ host: '127.0.0.1', port: admin.port });
});

afterEach(async () => {
  client.close();
  await admin.close();
});

test('A route is found by method and path', async () => {
  const answer = await client.ask('GET', '/status?pretty', 1000);
  expect(answer).toEqual({ kind: 'answer', status: 200, body: '{"mode":"home"}\n' });
});

test('A route is given the body and the query', async () => {
  const answer = await client.ask('POST', '/asked?orbit=1%2F2&x=?', 1000, 'text');
  expect(answer).toEqual({ kind: 'answer', status: 200, body: '{"body":"text","orbit":"1/2"}\n' });
});

test('An unknown route is answered 404 with those that exist, and a broken one 500', async () => {
  expect(await client.ask('GET', '/failover', 1000)).toMatchObject({ kind: 'answer', status: 404 });
  expect(await client.ask('GET', '/constructor', 1000)).toMatchObject({ kind: 'answer', status: 404 });
  expect(await client.ask('POST', '/broken', 1000)).toMatchObject({ kind: 'answer', status: 500 });
});

test('A server that takes too long is silent, and one that is gone is closed', async () => {
  expect(await client.ask('POST', '/slow', 50)).toEqual({ kind: 'silent' });
  await admin.close();
  expect(await client.ask('GET', '/status', 1000)).toEqual({ kind: 'closed' });
});

test('A port that is taken is an error for who opens it', async () => {
  await expect(openAdmin({ host: '127.0.0.1', port: admin.port }, {})).rejects.toThrow('EADDRINUSE');
});
