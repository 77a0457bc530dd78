import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { leasePorts } from '../../../../src/runtime/process/ports.ts';

test('a leased pair of ports can be bound for UDP and TCP while the lease lasts', async () => {
  const lease = await leasePorts();
  const udp = createSocket('udp4').bind(lease.sip, '127.0.0.1');
  const tcp = createServer().listen(lease.sip, '127.0.0.1');
  const http = createServer().listen(lease.http, '127.0.0.1');
  await Promise.all([once(udp, 'listening'), once(tcp, 'listening'), once(http, 'listening')]);
  expect([udp.address().port, lease.http]).toEqual([lease.sip, lease.sip + 1]);
  udp.close();
  tcp.close();
  http.close();
  await lease.release();
});

test('the same ports are not leased twice at a time, though nobody listens on them', async () => {
  // Both leases are drawn to the same place first; the second must go on to another.
  const first = await leasePorts(() => 0.5);
  const draws = [0.5, 0.25];
  const second = await leasePorts(() => draws.shift() ?? 0.75);
  expect(second.sip).not.toBe(first.sip);
  await first.release();
  const third = await leasePorts(() => 0.5);
  expect(third.sip).toBe(first.sip);
  await Promise.all([second.release(), third.release()]);
});

test('a place where something listens is passed over', async () => {
  const first = await leasePorts(() => 0.4);
  await first.release();
  const taken = createServer().listen(first.http, '127.0.0.1');
  await once(taken, 'listening');
  const draws = [0.4, 0.6];
  const second = await leasePorts(() => draws.shift() ?? 0.7);
  expect(second.sip).not.toBe(first.sip);
  await second.release();
  taken.close();
});

test('a machine without a free place is a failure of the bench that says so', async () => {
  const held = await leasePorts(() => 0.3);
  await expect(leasePorts(() => 0.3)).rejects.toMatchObject({ name: 'HarnessError', stage: 'ports' });
  await held.release();
});

test('leased ports lie where the kernel does not take ports from by itself', async () => {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const lease = await leasePorts(() => 0.999999);
  expect(lease.http).toBeLessThan(socket.address().port);
  expect(lease.http).toBeLessThan(32_768);
  socket.close();
  await lease.release();
});
