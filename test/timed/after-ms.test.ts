import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, expect, test } from '@jest/globals';
import { afterMs } from '../../src/after-ms.ts';

let socket: Socket | undefined;
afterEach(() => {
  socket?.close();
  socket = undefined;
});

/** Holds up the event loop. */
function hold(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test('does not call back before what came meanwhile has been read', async () => {
  socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const told: string[] = [];
  socket.on('message', () => told.push('read'));
  const over = new Promise<void>((resolve) => {
    afterMs(20, () => {
      told.push('over');
      resolve();
    });
  });
  const { port } = socket.address();
  // Behind the reading of a turn of the event loop: the next turn begins with the timers.
  setImmediate(() => {
    socket?.send('x', port, '127.0.0.1', () => undefined);
    hold(60);
  });
  await over;
  expect(told).toEqual(['read', 'over']);
});

test('does not call back when it is cancelled before the time is over', async () => {
  const told: string[] = [];
  afterMs(20, () => told.push('cancelled'))();
  await new Promise<void>((resolve) => afterMs(30, resolve));
  expect(told).toEqual([]);
});

test('does not call back when it is cancelled after that, and before all has been read', async () => {
  const told: string[] = [];
  const cancel = afterMs(20, () => told.push('cancelled'));
  const cancelled = new Promise<void>((resolve) => {
    setTimeout(() => resolve(cancel()), 25);
  });
  // Both are due in the next turn, in this order.
  hold(60);
  await cancelled;
  await new Promise<void>((resolve) => afterMs(10, resolve));
  expect(told).toEqual([]);
});
