import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { PollResult } from '../../../../src/phone/phone.ts';
import { formatDialogInfo } from '../../../../src/sip/dialog-info.ts';
import { openEndpoint, type Endpoint } from '../../../../src/sip/endpoint.ts';
import { newCallId } from '../../../../src/sip/token.ts';
import { type Notifier, UserAgent } from '../../../../src/sip/ua/user-agent.ts';
import { Bench, type TestPhone } from '../bench.ts';

const contentType = 'application/dialog-info+xml';
const uri = 'sip:701@park.example';

/** Shows one orbit, and refuses whom it has to tell once only. */
interface Lights {
  readonly endpoint: Endpoint;
  /** Of the subscriptions, in their order. */
  readonly notifiers: Notifier[];
  occupied: boolean;
  body(): string;
}

let bench: Bench;
let lights: Lights;
let alice: TestPhone;
beforeEach(async () => {
  bench = await Bench.open();
  alice = await bench.phone('alice');
  lights = await openLights();
});
afterEach(() => bench.close());

async function openLights(): Promise<Lights> {
  const endpoint = await openEndpoint({ transport: 'udp' });
  const agent = new UserAgent({ endpoint, aor: uri, contactUser: '701' });
  let version = 0;
  const shown: Lights = {
    endpoint,
    notifiers: [],
    occupied: false,
    body() {
      version += 1;
      const dialogs = shown.occupied ? [{ id: '701', state: 'confirmed' } as const] : [];
      return formatDialogInfo({ version, state: 'full', entity: uri, dialogs });
    },
  };
  const tell = (notifier: Notifier): void => void notifier.notify({ contentType, body: shown.body(), state: 'active' });
  agent.onSubscribe = (subscribe) => {
    if (subscribe.expires === 0) return subscribe.reject(400);
    const notifier = subscribe.accept();
    shown.notifiers.push(notifier);
    notifier.onRefresh = () => tell(notifier);
    return tell(notifier);
  };
  endpoint.onRequest = (incoming) => void agent.receive(incoming);
  bench.also(async () => {
    await agent.close();
    await endpoint.close();
  });
  return shown;
}

function look(callId: string): Promise<PollResult> {
  const to = { callId, uri, next: lights.endpoint.address, within: 1_000 };
  return alice.phone.poll({ ...to, event: 'dialog', accept: contentType, held: true });
}

function heldCallId(): string | undefined {
  return alice.phone.heldCallId({ uri, next: lights.endpoint.address });
}

test('a state that is held is told again by the same subscription', async () => {
  const [first, second] = [newCallId('one'), newCallId('two')];
  expect(await look(first)).toMatchObject({ kind: 'notified', body: expect.not.stringContaining('confirmed') });
  lights.occupied = true;
  expect(await look(second)).toMatchObject({ kind: 'notified', body: expect.stringContaining('confirmed') });
  expect([heldCallId(), lights.notifiers.length]).toEqual([first, 1]);
});

test('each pool is asked by a subscription of its own, though both are at the address of an edge', async () => {
  const [first, second] = [newCallId('one'), newCallId('two')];
  const to = { uri, next: lights.endpoint.address, within: 1_000, event: 'dialog', accept: contentType, held: true };
  for (const [callId, pool] of [
    [first, 'primary'],
    [second, 'backup'],
  ] as const) {
    expect(await alice.phone.poll({ ...to, callId, pool })).toMatchObject({ kind: 'notified' });
    expect(alice.phone.heldCallId({ ...to, pool })).toBe(callId);
  }
  expect(lights.notifiers.length).toBe(2);
});

test('a subscription that the pool has forgotten is made anew', async () => {
  const [first, second] = [newCallId('one'), newCallId('two')];
  await look(first);
  const [notifier] = lights.notifiers;
  await notifier?.notify({ contentType, body: lights.body(), state: 'terminated', reason: 'deactivated' });
  expect(await look(second)).toMatchObject({ kind: 'notified' });
  expect([heldCallId(), lights.notifiers.length]).toEqual([second, 2]);
});

test('a change of the state is told while nobody asks', async () => {
  await look(newCallId('one'));
  const turned = alice.phone.turned((told, body) => told === uri && body.includes('confirmed'), { within: 1_000 });
  lights.occupied = true;
  void lights.notifiers[0]?.notify({ contentType, body: lights.body(), state: 'active' });
  expect(await turned).toBe(uri);
});

test('a phone that leaves ends what it holds', async () => {
  await look(newCallId('one'));
  await alice.phone.close({ within: 1_000 });
  expect(lights.notifiers.map(({ closed }) => closed)).toEqual([true]);
});
