import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { recv, scenario, send, startSipp } from '../../src/index.ts';
import { request } from '../scenario/refused.ts';

const answer = `
  SIP/2.0 200 OK
  [last_Via:]
  [last_From:]
  [last_To:];tag=[call_number]
  [last_Call-ID:]
  [last_CSeq:]
  Content-Length: 0
`;

test('the first example of the README runs as it says', async () => {
  const options = request();
  const server = await startSipp({
    scenario: scenario('pong', [recv('OPTIONS'), send(answer)]),
    calls: 1,
    timeout: 10_000,
  });
  const { local: remote } = server;

  const ping = scenario('ping', [send(options, { retrans: 500 }), recv(200)]);
  const sipp = await startSipp({ scenario: ping, remote, calls: 1, timeout: 5000 });

  expect(await sipp.finished).toMatchObject({ kind: 'passed', reasons: [] });
  expect(await server.finished).toMatchObject({ kind: 'passed' });
});

test('every file that the README names is there', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const files = [...readme.matchAll(/\]\((test\/[^)]+)\)/g)].map((match) => match[1] ?? '');
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) expect(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')).not.toBe('');
});
