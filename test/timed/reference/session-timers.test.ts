import { afterEach, expect, test } from '@jest/globals';
import {
  closeBed,
  earOf,
  openPair,
  parkedCall,
  type Phone,
  phone,
  phonesAt,
  register,
  statusOf,
  until,
} from './bed.ts';

afterEach(closeBed);

const isRefresh = (line: string): boolean => line.startsWith('UPDATE ');

/** What the phone said to the INVITE that parked it, and a field of that answer. */
function granted({ texts }: Phone): string | undefined {
  const answer = texts.find((text) => text.startsWith('SIP/2.0 200') && /^Session-Expires/m.test(text));
  return /^Session-Expires: (.*)\r$/m.exec(answer ?? '')?.[1];
}

test('the pool asks for no timer where it is not told to, and leaves those of users to them', async () => {
  const { primary } = await openPair();
  const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
  await parkedCall(alice, bob, primary);
  expect(alice.texts.some((text) => /^Session-Expires/m.test(text))).toBe(false);
});

test('the pool refreshes parked calls, and their music plays on', async () => {
  const { primary } = await openPair({ primary: { sessionExpires: 1 } });
  const { bob } = await phonesAt(primary, 'bob');
  const alice = await phone('alice', { minSessionExpires: 1 });
  await register(alice, primary);
  const ear = await earOf(alice, 1_750);
  const { leg } = await parkedCall(alice, bob, primary);
  expect(granted(alice)).toBe('1;refresher=uac');
  await until(() => alice.heard.filter(isRefresh).length === 2);
  expect(leg.state).toBe('confirmed');
  expect(await ear.listen('music', 3, 20_000)).toBe(true);
});

test('the pool takes the interval that the phone of a parkee wants at least', async () => {
  const { primary } = await openPair({ primary: { sessionExpires: 30 } });
  const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
  const { orbit } = await parkedCall(alice, bob, primary);
  expect(orbit).toBe('100');
  expect(granted(alice)).toBe('90;refresher=uac');
  expect(alice.texts.filter((text) => text.startsWith('SIP/2.0 422'))).toHaveLength(1);
});

test('the pool takes refreshes of a parkee, and lets go of the call when none come', async () => {
  const { primary } = await openPair({ primary: { sessionExpires: 1 } });
  const { bob } = await phonesAt(primary, 'bob');
  const alice = await phone('alice', { minSessionExpires: 1 });
  await register(alice, primary);
  const { leg } = await parkedCall(alice, bob, primary);
  const headers = [['Supported', 'timer'] as const, ['Session-Expires', '1;refresher=uac'] as const];
  expect(statusOf(await leg.request('UPDATE', { headers }))).toBe(200);
  leg.abort();
  await until(() => alice.heard.some((line) => line.startsWith('BYE ')));
  expect(primary.status().parked).toEqual([]);
});
