import { afterEach, expect, test } from '@jest/globals';
import { conforming } from '../../../src/reference/behaviour.ts';
import type { Companion } from '../../../src/reference/companion.ts';
import { answer } from '../../../src/reference/answer.ts';
import { closeBed, openPair, parkedCall, phonesAt, statusOf, tell, until } from './bed.ts';

afterEach(closeBed);

const pairWith = (companion: Companion) => openPair({}, { ...conforming, companion: () => companion });

test('something beside a pool hears of calls that are parked, before the parker does, and of those that leave', async () => {
  const heard: string[] = [];
  const { primary } = await pairWith({
    async parked(call) {
      await Promise.resolve();
      heard.push(`parked ${call.orbit} by ${call.parker}`);
    },
    left: (call, end) => void heard.push(`${call.orbit} ${end}`),
  });
  const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
  const { leg } = await parkedCall(alice, bob, primary);
  expect(heard).toEqual(['parked 100 by bob']);
  await leg.bye();
  await until(() => heard.length === 2);
  expect(heard[1]).toBe('100 left');
});

test('something beside a pool hears of its modes, takes requests for itself, and has routes of its own', async () => {
  const heard: string[] = [];
  const { backup, primary } = await pairWith({
    entered: (mode) => void heard.push(mode),
    takes(incoming) {
      if (incoming.request.method !== 'OPTIONS') return false;
      answer(incoming, 299);
      return true;
    },
    routes: { 'POST /echo': (body) => ({ status: 200, body: { body } }) },
  });
  const { alice } = await phonesAt(primary, 'alice');
  const asked = await alice.ua.request({ method: 'OPTIONS', uri: 'sip:park@park.example', next: primary.sip });
  expect(statusOf(asked)).toBe(299);
  const echo = await fetch(`http://127.0.0.1:${primary.http}/echo`, { method: 'POST', body: 'hello' });
  expect(await echo.json()).toEqual({ body: 'hello' });
  await tell(backup, '/failover');
  expect(heard).toContain('failover-resiliency');
});
