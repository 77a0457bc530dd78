/** A candidate that tells phones to go on at an address outside of its cell: fixtures/candidates/leads-astray.mjs. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, jest, test } from '@jest/globals';
import { compliance, fixture, history, temporaryFolder, startIn } from './parkspec.ts';

jest.setTimeout(480_000);

/** A machine answers at each address of its loopback network, and no cell has this one. */
const HOST = '127.9.9.9';
const CELLS = ['DR-12', 'DR-23'];

/** Hears all that comes to a port of that address, over UDP and TCP. */
async function listen(): Promise<{ there: string; received: string[]; [Symbol.dispose](): void }> {
  const received: string[] = [];
  const udp = createSocket('udp4');
  udp.on('message', (bytes) => received.push(bytes.toString('latin1').split('\r\n', 1)[0] ?? ''));
  udp.bind(0, HOST);
  await once(udp, 'listening');
  const { port } = udp.address();
  const tcp = createServer((socket) => {
    received.push('a TCP connection');
    socket.destroy();
  });
  tcp.listen(port, HOST);
  await once(tcp, 'listening');
  return {
    there: `${HOST}:${port}`,
    received,
    [Symbol.dispose]: () => {
      udp.close();
      tcp.close();
    },
  };
}

// A run waits far more than it computes: several at a time, each with a listener of its own.
test.concurrent.each([
  ['native', 'contact', /BYE|ACK|REFER|INVITE/],
  ['native', 'maddr', /BYE|ACK|REFER|INVITE/],
  ['native', 'record-route', /BYE|ACK|REFER|INVITE/],
  ['native', 'via', /SIP\/2\.0 /],
  ['native', 'sdp', /audio/],
  ['native', 'refer-to,sipfrag,dialog-info', /INVITE|SUBSCRIBE/],
  ['sipp', 'contact', /BYE|ACK|REFER|INVITE/],
  ['sipp', 'record-route,maddr', /BYE|ACK|REFER|INVITE/],
  ['sipp', 'sdp', /audio/],
  ['sipp', 'refer-to,sipfrag,dialog-info', /INVITE|SUBSCRIBE/],
])('%s phones that are led astray by %s send nothing there, and the verdict says so', async (phones, kinds, what) => {
  using listener = await listen();
  const { there, received } = listener;
  const run = startIn(
    temporaryFolder(),
    [fixture('candidates/leads-astray.yaml'), '--phones', phones, ...CELLS.flatMap((cell) => ['--cells', cell])],
    { env: { ASTRAY: kinds, ASTRAY_TO: there } },
  );
  const { code, output } = await run.ended;
  expect(received).toEqual([]);
  expect(output).not.toMatch(/Error:|at .*\.js:\d+/);
  expect([0, 1]).toContain(code);
  const led = CELLS.flatMap((cell) => history(run, cell)).filter(({ kind }) => kind === 'astray');
  expect(led.map(({ remote, line = 'audio' }) => `${String(remote)} ${String(line)}`).join('\n')).toMatch(what);
  for (const { remote } of led) expect(String(remote)).toBe(`udp:${there}`);
  const checks = compliance(run).cells.flatMap((cell) => cell.checks);
  expect(checks.filter(({ verdict }) => verdict === 'error')).toEqual([]);
  const told = checks.filter(({ verdict, reason }) => verdict === 'fail' && reason.includes(there));
  expect(code === 0 || told.length > 0).toBe(true);
});
