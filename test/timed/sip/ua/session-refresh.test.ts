/** Session timers of calls (RFC 4028), on the wire. Intervals of 1 s: a refresh is due after 0.5 s, the end after 0.67 s. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { header, headerValues } from '../../../../src/sip/message/headers.ts';
import type { EndReason } from '../../../../src/sip/ua/session.ts';
import type { Session } from '../../../../src/sip/ua/user-agent.ts';
import { answer, reply } from '../../../../src/sip/ua/send-response.ts';
import { sdpBody } from '../../../../src/sip/ua/sdp-body.ts';
import {
  type Agent,
  agent,
  answering,
  answerTo,
  closeAll,
  established,
  inside,
  methodsOf,
  offer,
  outside,
  type Peer,
  peer,
  statusOf,
  until,
  uriOf,
} from './agents.ts';

afterEach(closeAll);

const BRIEF = { minSessionExpires: 1 };
const TIMER = ['Supported', 'timer'] as const;

/** A call that asks for refreshes, by whom; alice has called bob. */
async function timedCall(
  refresher: 'uac' | 'uas' | undefined,
  seconds = 1,
): Promise<{ alice: Agent; bob: Agent; mine: Session; theirs: Session; ends: EndReason[] }> {
  const [alice, bob] = [await agent('alice', BRIEF), await agent('bob', BRIEF)];
  const answered = answering(bob);
  const sessionExpires = { seconds, refresher };
  const call = alice.ua.invite({ uri: uriOf(bob), next: bob.address, sdp: offer(), sessionExpires });
  const mine = await established(call.result);
  const ends: EndReason[] = [];
  for (const session of [mine, answered[0]!]) session.onEnded = (why) => ends.push(why);
  return { alice, bob, mine, theirs: answered[0]!, ends };
}

/** In ms: the refresh of a session of 1 s is due by then, and one that nobody refreshes is over. */
const [DUE, OVER] = [550, 800];

/** There is nothing to wait for where nothing may come. */
function watch(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}

function contactOf({ address }: Peer): string {
  return `<sip:peer@127.0.0.1:${address.port}>`;
}

/** A call of a peer that does as the test says, to bob. */
async function called(
  fields: ReadonlyArray<readonly [string, string]>,
  options: { minSessionExpires?: number } = BRIEF,
): Promise<{ bob: Agent; caller: Peer; theirs: Session; text: string; status: number | string }> {
  const bob = await agent('bob', options);
  const sessions = answering(bob);
  const caller = await peer();
  const transaction = caller.endpoint.request(
    outside('INVITE', { peer: caller, sdp: offer(), headers: fields }),
    bob.address,
  );
  const outcome = await transaction.final;
  const theirs = sessions[0];
  if (theirs !== undefined) caller.endpoint.sendAck(inside(theirs, 'ACK', 1), bob.address);
  return { bob, caller, theirs: theirs!, text: bob.texts.at(-1) ?? '', status: statusOf(outcome) };
}

describe('a refresh', () => {
  test.each(['uac', 'uas', undefined] as const)('comes from the side that was agreed on: %s', async (refresher) => {
    const { alice, bob, ends } = await timedCall(refresher);
    const [active, passive] = refresher === 'uas' ? [bob, alice] : [alice, bob];
    await until(() => passive.wire.filter((line) => line === '> 200 UPDATE').length === 2);
    expect(active.wire.filter((line) => line === '> UPDATE')).toHaveLength(2);
    expect(passive.wire).not.toContain('> UPDATE');
    expect(ends).toEqual([]);
  });

  test('is a re-INVITE that changes nothing where the peer takes no UPDATE', async () => {
    const { caller, theirs } = await called([
      TIMER,
      ['Session-Expires', '1;refresher=uas'],
      ['Allow', 'INVITE, ACK, BYE'],
    ]);
    caller.onRequest = (incoming) => {
      if (incoming.request.method !== 'INVITE') return;
      const { headers, body } = sdpBody(answerTo(offer()));
      const timed = [
        ['Session-Expires', '1;refresher=uac'],
        ['Require', 'timer'],
      ] as const;
      reply(incoming, 200, { headers: [['Contact', contactOf(caller)], ...timed, ...headers], body });
    };
    const before = theirs.localSdp;
    await until(() => methodsOf(caller.requests).includes('ACK'));
    expect(methodsOf(caller.requests)).toEqual(['INVITE', 'ACK']);
    expect(theirs.localSdp).toBe(before);
    expect(header(caller.requests[0]!.request, 'Session-Expires')).toBe('1;refresher=uac');
    expect(theirs.state).toBe('confirmed');
  });

  test('by UPDATE that is refused is tried as a re-INVITE', async () => {
    const { caller, theirs } = await called([
      TIMER,
      ['Session-Expires', '1;refresher=uas'],
      ['Allow', 'INVITE, ACK, BYE, UPDATE'],
    ]);
    caller.onRequest = (incoming) => {
      if (incoming.request.method !== 'ACK') reply(incoming, incoming.request.method === 'BYE' ? 200 : 501);
    };
    await until(() => caller.requests.length === 3);
    expect(methodsOf(caller.requests)).toEqual(['UPDATE', 'INVITE', 'BYE']);
    expect(theirs.state).toBe('ended');
  });

  test('is not sent where a request of ours has refreshed the session meanwhile', async () => {
    const { caller, theirs } = await called([TIMER, ['Session-Expires', '1;refresher=uas'], ['Allow', 'UPDATE']]);
    caller.onRequest = (incoming) => {
      if (incoming.request.method !== 'INVITE') return;
      const { headers, body } = sdpBody(answerTo(offer()));
      const timed = [
        ['Session-Expires', '1;refresher=uac'],
        ['Require', 'timer'],
      ] as const;
      const fields = [['Contact', contactOf(caller)], ...timed, ...headers] as const;
      setTimeout(() => void reply(incoming, 200, { headers: fields, body }), DUE);
    };
    expect(statusOf(await theirs.reinvite())).toBe(200);
    await watch(DUE - 100);
    expect(methodsOf(caller.requests)).toEqual(['INVITE', 'ACK']);
  });

  test.each([
    [481, ['UPDATE'], 'error'],
    [408, ['UPDATE', 'BYE'], 'error'],
  ] as const)('that is answered %p ends the session', async (status, methods, why) => {
    const { caller, theirs } = await called([TIMER, ['Session-Expires', '1;refresher=uas'], ['Allow', 'UPDATE']]);
    const ends: EndReason[] = [];
    theirs.onEnded = (reason) => ends.push(reason);
    caller.onRequest = (incoming) => void reply(incoming, incoming.request.method === 'BYE' ? 200 : status);
    await until(() => ends.length > 0 && caller.requests.length >= methods.length);
    expect(methodsOf(caller.requests)).toEqual(methods);
    expect(ends).toEqual([why]);
  });
});

describe('a session that nobody refreshes', () => {
  test('is ended with a BYE that says why, a third of its interval before it is over', async () => {
    const began = performance.now();
    const { caller, theirs } = await called([TIMER, ['Session-Expires', '1;refresher=uac']]);
    const ends: EndReason[] = [];
    theirs.onEnded = (why) => ends.push(why);
    caller.onRequest = (incoming) => void reply(incoming, 200);
    await until(() => caller.requests.length > 0);
    expect(performance.now() - began).toBeGreaterThan(600);
    expect(methodsOf(caller.requests)).toEqual(['BYE']);
    expect(headerValues(caller.requests[0]!.request, 'Reason')).toEqual(['SIP;cause=408;text="session not refreshed"']);
    expect(ends).toEqual(['expired']);
  });

  test('goes on where the last answer agreed on no timer', async () => {
    const { bob, caller, theirs } = await called([TIMER, ['Session-Expires', '1;refresher=uac']]);
    const update = caller.endpoint.request(inside(theirs, 'UPDATE', 2), bob.address);
    expect(statusOf(await update.final)).toBe(200);
    expect(/^session-expires/im.test(bob.texts.at(-1)!)).toBe(false);
    await watch(OVER);
    expect(theirs.state).toBe('confirmed');
  });

  test('leaves no timer behind when it is hung up', async () => {
    const { alice, mine, ends } = await timedCall('uas');
    await mine.bye();
    await watch(OVER);
    expect(ends.toSorted()).toEqual(['local-bye', 'remote-bye']);
    expect(alice.wire.filter((line) => line === '> BYE')).toHaveLength(1);
  });
});

describe('the 200', () => {
  test('to an UPDATE without an offer grants the interval that it asks for', async () => {
    const { bob, caller, theirs } = await called([TIMER, ['Session-Expires', '90;refresher=uac']]);
    const update = inside(theirs, 'UPDATE', 2, { headers: [TIMER, ['Session-Expires', '120;refresher=uac']] });
    const outcome = await caller.endpoint.request(update, bob.address).final;
    expect(statusOf(outcome)).toBe(200);
    const response = outcome.kind === 'response' ? outcome.response : undefined;
    expect(header(response!, 'Session-Expires')).toBe('120;refresher=uac');
    expect(headerValues(response!, 'Require')).toEqual(['timer']);
    expect(headerValues(response!, 'Supported')).toContain('timer');
  });

  test('to an INVITE grants it, and is not given to one that asks for less than there is', async () => {
    const { text, status } = await called([TIMER, ['Session-Expires', '90']], {});
    expect(status).toBe(200);
    expect(text).toMatch(/^Session-Expires: 90;refresher=uac\r$/m);
    expect(text).toMatch(/^Require: timer\r$/m);
    const refused = await called([TIMER, ['Session-Expires', '89']], {});
    expect(refused.status).toBe(422);
    expect(refused.theirs).toBeUndefined();
    expect(refused.text).toMatch(/^Min-SE: 90\r$/m);
  });

  test('is not given to a re-INVITE or an UPDATE that asks for less than there is', async () => {
    const { bob, caller, theirs } = await called([TIMER, ['Session-Expires', '90']], {});
    for (const [seq, method] of ['UPDATE', 'INVITE'].entries()) {
      const brief = inside(theirs, method, 2 + seq, { headers: [TIMER, ['Session-Expires', '10']], sdp: offer(2) });
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(statusOf(await caller.endpoint.request(brief, bob.address).final)).toBe(422);
    }
    expect(theirs.state).toBe('confirmed');
  });
});

test('an INVITE that is answered 422 is sent again with the interval that is asked for, and so are its refreshes', async () => {
  const [alice, callee] = [await agent('alice'), await peer()];
  callee.onRequest = (incoming) => {
    const { method } = incoming.request;
    if (method === 'ACK') return;
    if (header(incoming.request, 'Min-SE') === undefined)
      return void reply(incoming, 422, { headers: [['Min-SE', '120']] });
    const { headers, body } = sdpBody(answerTo(offer()));
    const timed = [
      ['Session-Expires', '120;refresher=uas'],
      ['Require', 'timer'],
    ] as const;
    incoming.respond(
      answer(incoming.request, 200, {
        headers: [['Contact', contactOf(callee)], ...timed, ...headers],
        body,
        tag: 'p',
      }),
    );
  };
  const mine = await established(
    alice.ua.invite({ uri: 'sip:peer@127.0.0.1', next: callee.address, sdp: offer() }).result,
  );
  const [first, second] = callee.requests.map(({ request }) => request);
  expect(headerValues(first!, 'Supported')).toContain('timer');
  expect(header(first!, 'Session-Expires')).toBeUndefined();
  expect(header(second!, 'Session-Expires')).toBe('120');
  expect(header(second!, 'Call-ID')).toBe(header(first!, 'Call-ID'));
  expect(header(second!, 'CSeq')).toBe('2 INVITE');
  callee.requests.splice(0);
  void mine.reinvite();
  await until(() => callee.requests.some(({ request }) => request.method === 'INVITE'));
  const again = callee.requests.find(({ request }) => request.method === 'INVITE')!.request;
  expect(header(again, 'Session-Expires')).toBe('120;refresher=uas');
  expect(header(again, 'Min-SE')).toBe('120');
});
