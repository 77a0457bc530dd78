import { afterEach, describe, expect, test } from '@jest/globals';
import { fromTag } from '../../../../src/sip/fields/tags.ts';
import { header } from '../../../../src/sip/message/headers.ts';
import type { IncomingSubscribe, Notifier, OutgoingSubscription } from '../../../../src/sip/ua/user-agent.ts';
import { reply } from '../../../../src/sip/ua/send-response.ts';
import { agent, type Agent, closeAll, inside, methodsOf, outside, peer, statusOf, until } from './agents.ts';

afterEach(closeAll);

const document = { contentType: 'application/dialog-info+xml', body: '<dialog-info/>' };

function watch(carol: Agent, park: { readonly address: Agent['address'] }, expires: number): OutgoingSubscription {
  return carol.ua.subscribe({
    uri: 'sip:101@park.example',
    next: park.address,
    callId: `watch-${expires}`,
    event: 'dialog',
    expires,
    accept: 'application/dialog-info+xml',
  });
}

function notifying(park: Agent, state: 'active' | 'terminated' = 'active'): Notifier[] {
  const notifiers: Notifier[] = [];
  park.ua.onSubscribe = (subscribe) => {
    const notifier = subscribe.accept();
    notifiers.push(notifier);
    void notifier.notify({ ...document, state });
  };
  return notifiers;
}

describe('a poll', () => {
  test.each(['active', 'terminated'] as const)(
    'gets one NOTIFY that ends it, though the state is %s',
    async (state) => {
      const carol = await agent('carol');
      const park = await agent('park');
      const notifiers = notifying(park, state);
      const poll = watch(carol, park, 0);
      expect(poll.callId).toBe('watch-0');
      const notify = await poll.first;
      expect(new TextDecoder().decode(notify?.body)).toBe('<dialog-info/>');
      expect(header(notify!, 'Content-Type')).toBe('application/dialog-info+xml');
      const reason = state === 'active' ? 'timeout' : 'noresource';
      expect(header(notify!, 'Subscription-State')).toBe(`terminated;reason=${reason}`);
      expect(statusOf(await poll.accepted)).toBe(200);
      expect(notifiers[0]?.closed).toBe(true);
      expect(statusOf(await notifiers[0]!.notify({ ...document, state: 'active' }))).toBe('transport');
    },
  );

  test('names the orbit, the event and the time it wants', async () => {
    const carol = await agent('carol');
    const park = await agent('park');
    const coming = new Promise<IncomingSubscribe>((resolve) => {
      park.ua.onSubscribe = resolve;
    });
    const poll = watch(carol, park, 0);
    const subscribe = await coming;
    expect(subscribe).toMatchObject({ event: 'dialog', expires: 0, source: carol.address });
    expect(subscribe.request.uri).toBe('sip:101@park.example');
    subscribe.reject(404);
    expect(statusOf(await poll.accepted)).toBe(404);
    expect(await poll.first).toBeUndefined();
  });

  test('that is accepted and never notified ends after timer N', async () => {
    const carol = await agent('carol', { t1: 5 });
    const park = await peer();
    park.onRequest = (incoming) => void reply(incoming, 200);
    const poll = watch(carol, park, 0);
    expect(statusOf(await poll.accepted)).toBe(200);
    expect(await poll.first).toBeUndefined();
  });
});

test.each([
  ['the one with a body', ['<dialog-info/>', ''], '<dialog-info/>'],
  ['the last one where none has a body', ['', ''], ''],
])('what a notifier tells that begins with an empty NOTIFY is %s', async (_, bodies, expected) => {
  const carol = await agent('carol');
  const park = await peer();
  park.onRequest = (incoming) => void reply(incoming, 200, { tag: 'park' });
  const poll = watch(carol, park, 0);
  await poll.accepted;
  const localTag = fromTag(park.requests[0]!.request) ?? '';
  const states = ['active;expires=1', 'active;expires=1', 'terminated;reason=timeout'];
  const told: string[] = [];
  poll.onNotify = (request) => told.push(new TextDecoder().decode(request.body));
  for (const [n, body] of ['', ...bodies].entries()) {
    const headers = [
      ['Event', 'dialog'],
      ['Subscription-State', states[n] ?? ''],
      ['Contact', `<sip:park@127.0.0.1:${park.address.port}>`],
      ['Content-Type', 'application/dialog-info+xml'],
    ] as const;
    const notify = inside({ callId: poll.callId, localTag, remoteTag: 'park' }, 'NOTIFY', n + 1, { headers, body });
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect(statusOf(await park.endpoint.request(notify, carol.address).final)).toBe(200);
  }
  expect(new TextDecoder().decode((await poll.told)?.body)).toBe(expected);
  expect(told).toEqual(['', ...bodies]);
});

describe('a subscription', () => {
  test('lasts as long as it was granted and ends with a NOTIFY', async () => {
    const carol = await agent('carol');
    const park = await agent('park');
    const notifiers: Notifier[] = [];
    park.ua.onSubscribe = (subscribe) => {
      notifiers.push(subscribe.accept(1));
      void notifiers[0]!.notify({ ...document, state: 'active' });
    };
    const subscription = watch(carol, park, 3600);
    const states: Array<string | undefined> = [];
    subscription.onNotify = (request) => states.push(header(request, 'Subscription-State'));
    const outcome = await subscription.accepted;
    expect(outcome.kind === 'response' && header(outcome.response, 'Expires')).toBe('1');
    await until(() => states.length === 2);
    expect(states).toEqual(['active;expires=1', 'terminated;reason=timeout']);
    expect(notifiers[0]?.closed).toBe(true);
  });

  test('can be refreshed, and ended with Expires 0', async () => {
    const carol = await agent('carol');
    const park = await agent('park');
    const notifiers = notifying(park);
    const subscription = watch(carol, park, 60);
    const states: Array<string | undefined> = [];
    subscription.onNotify = (request) => states.push(header(request, 'Subscription-State')?.replace(/\d+/, 'n'));
    await subscription.first;
    const asked: number[] = [];
    notifiers[0]!.onRefresh = (expires) => {
      asked.push(expires);
      void notifiers[0]!.notify({ ...document, state: 'active' });
    };
    expect(statusOf(await subscription.refresh(90))).toBe(200);
    await until(() => states.length === 2);
    expect(statusOf(await subscription.refresh(0))).toBe(200);
    await until(() => states.length === 3);
    expect(asked).toEqual([90, 0]);
    expect(states).toEqual(['active;expires=n', 'active;expires=n', 'terminated;reason=timeout']);
    expect(statusOf(await subscription.refresh(60))).toBe(481);
  });

  test('repeats its last state on a refresh when nobody cares', async () => {
    const carol = await agent('carol');
    const park = await agent('park');
    notifying(park);
    const subscription = watch(carol, park, 60);
    const bodies: string[] = [];
    subscription.onNotify = (request) => bodies.push(new TextDecoder().decode(request.body));
    await subscription.first;
    await subscription.refresh(60);
    await until(() => bodies.length === 2);
    expect(bodies).toEqual(['<dialog-info/>', '<dialog-info/>']);
  });

  test('ends at the notifier when the subscriber has abandoned it', async () => {
    const carol = await agent('carol');
    const park = await agent('park');
    const notifiers = notifying(park);
    const subscription = watch(carol, park, 60);
    await subscription.first;
    subscription.abandon();
    expect(statusOf(await notifiers[0]!.notify({ ...document, state: 'active' }))).toBe(481);
    expect(notifiers[0]!.closed).toBe(true);
  });

  test('follows the notifier to its new Contact', async () => {
    const carol = await agent('carol');
    const [park, elsewhere] = [await peer(), await peer()];
    park.onRequest = (incoming) => void reply(incoming, 200, { tag: 'park' });
    elsewhere.onRequest = (incoming) => void reply(incoming, 200);
    const subscription = watch(carol, park, 60);
    await subscription.accepted;
    const localTag = fromTag(park.requests[0]!.request) ?? '';
    for (const [seq, at] of [
      [1, park],
      [2, elsewhere],
    ] as const) {
      const headers = [
        ['Event', 'dialog'],
        ['Subscription-State', 'active;expires=60'],
        ['Contact', `<sip:park@127.0.0.1:${at.address.port}>`],
      ] as const;
      const notify = inside({ callId: subscription.callId, localTag, remoteTag: 'park' }, 'NOTIFY', seq, { headers });
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(statusOf(await park.endpoint.request(notify, carol.address).final)).toBe(200);
    }
    expect(statusOf(await subscription.refresh(60))).toBe(200);
    expect(methodsOf(elsewhere.requests)).toEqual(['SUBSCRIBE']);
  });

  test('cannot be refreshed before its dialog is there', async () => {
    const carol = await agent('carol');
    const park = await peer();
    park.onRequest = () => {};
    const subscription = watch(carol, park, 60);
    expect(statusOf(await subscription.refresh(60))).toBe('transport');
    subscription.abandon();
    expect(statusOf(await subscription.accepted)).toBe('timeout');
  });
});

test('a SUBSCRIBE for longer than a timer can last is kept', async () => {
  const carol = await agent('carol');
  const park = await agent('park');
  const notifiers = notifying(park);
  const subscription = watch(carol, park, 4_294_967_295);
  const states: Array<string | undefined> = [];
  subscription.onNotify = (request) => states.push(header(request, 'Subscription-State'));
  await subscription.first;
  await notifiers[0]!.notify({ ...document, state: 'active' });
  expect(states).toEqual(['active;expires=4294967295', 'active;expires=4294967295']);
});

test('a SUBSCRIBE without Event is refused with 489', async () => {
  const carol = await peer();
  const park = await agent('park');
  notifying(park);
  expect(statusOf(await carol.endpoint.request(outside('SUBSCRIBE', { peer: carol }), park.address).final)).toBe(489);
});

test('a SUBSCRIBE with an absurd Expires gets the usual time', async () => {
  const carol = await peer();
  const park = await agent('park');
  const asked: number[] = [];
  park.ua.onSubscribe = (subscribe) => {
    asked.push(subscribe.expires);
    subscribe.reject(403);
  };
  const headers = [
    ['Event', 'dialog'],
    ['Expires', 'soon'],
  ] as const;
  const outcome = await carol.endpoint.request(outside('SUBSCRIBE', { peer: carol, headers }), park.address).final;
  expect(statusOf(outcome)).toBe(403);
  expect(asked).toEqual([3600]);
});
