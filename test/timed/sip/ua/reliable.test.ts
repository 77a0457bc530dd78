import { afterEach, describe, expect, test } from '@jest/globals';
import { dialogFromUac } from '../../../../src/sip/dialog/dialog.ts';
import type { IncomingRequest } from '../../../../src/sip/endpoint.ts';
import { cseq } from '../../../../src/sip/fields/cseq.ts';
import { formatRAck, rackOf, reliableNumber } from '../../../../src/sip/fields/rack.ts';
import { buildRequest, buildResponse } from '../../../../src/sip/message/build.ts';
import { header, headerValues } from '../../../../src/sip/message/headers.ts';
import type { SipResponse } from '../../../../src/sip/message/message.ts';
import { audioOf } from '../../../../src/sip/sdp.ts';
import { reply } from '../../../../src/sip/ua/send-response.ts';
import { sdpBody } from '../../../../src/sip/ua/sdp-body.ts';
import {
  agent,
  answerTo,
  closeAll,
  established,
  inside,
  methodsOf,
  nextInvite,
  offer,
  outside,
  peer,
  type Peer,
  statusOf,
  until,
} from './agents.ts';

afterEach(closeAll);

describe('RSeq and RAck', () => {
  const provisional = (status: number, rseq: string, require = '100rel'): SipResponse =>
    buildResponse(buildRequest({ method: 'INVITE', uri: 'sip:a', headers: [] }), status, undefined, {
      headers: [
        ['Require', require],
        ['RSeq', rseq],
      ],
    });

  test.each([
    [183, '1', '100rel', 1],
    [180, ' 4294967295', 'x, 100REL', 2 ** 32 - 1],
    [180, '0', '100rel', undefined],
    [180, '4294967296', '100rel', undefined],
    [180, 'one', '100rel', undefined],
    [180, '1', 'replaces', undefined],
    [100, '1', '100rel', undefined],
    [200, '1', '100rel', undefined],
  ])('of a %i with RSeq %s that requires %s: %s', (status, rseq, require, number) => {
    expect(reliableNumber(provisional(status, rseq, require))).toBe(number);
  });

  test.each([
    ['7 1 INVITE', { rseq: 7, cseq: { seq: 1, method: 'INVITE' } }],
    ['7  1\tINVITE', { rseq: 7, cseq: { seq: 1, method: 'INVITE' } }],
    ['0 1 INVITE', undefined],
    ['7 INVITE', undefined],
    ['', undefined],
  ])('RAck: %s is read', (text, rack) => {
    expect(rackOf(buildRequest({ method: 'PRACK', uri: 'sip:a', headers: [['RAck', text]] }))).toEqual(rack);
  });

  test('RAck is written as it is read', () => {
    expect(formatRAck({ rseq: 7, cseq: { seq: 1, method: 'INVITE' } })).toBe('7 1 INVITE');
  });
});

describe('a call whose callee wants its provisional answers acknowledged', () => {
  const contactOf = (of: Peer) => ['Contact', `<sip:peer@127.0.0.1:${of.address.port}>`] as const;
  const say = (of: Peer, invite: IncomingRequest, rseq: number): void => {
    const { headers, body } = sdpBody(answerTo(offer()));
    const reliable = [
      ['Require', '100rel'],
      ['RSeq', String(rseq)],
    ] as const;
    reply(invite, 183, { tag: 'callee', headers: [contactOf(of), ...reliable, ...headers], body });
  };

  test('sends one PRACK for each, in their order, and goes on counting', async () => {
    const alice = await agent('alice');
    const bob = await peer();
    let asked: IncomingRequest | undefined;
    bob.onRequest = (incoming) => {
      const { method } = incoming.request;
      if (method === 'INVITE') asked = incoming;
      else if (method !== 'ACK') reply(incoming, 200);
    };
    const invite = alice.ua.invite({ uri: 'sip:bob@park.example', next: bob.address, sdp: offer() });
    await until(() => asked !== undefined);
    expect(headerValues(asked!.request, 'Supported')).toContain('100rel');
    const rackings = (): Array<string | undefined> =>
      bob.requests.filter(({ request }) => request.method === 'PRACK').map(({ request }) => header(request, 'RAck'));
    say(bob, asked!, 5);
    await until(() => rackings().length === 1);
    for (const rseq of [5, 7, 6]) say(bob, asked!, rseq);
    await until(() => rackings().length === 2);
    say(bob, asked!, 7);
    await until(() => rackings().length === 3);
    expect(rackings()).toEqual(['5 1 INVITE', '6 1 INVITE', '7 1 INVITE']);
    reply(asked!, 200, { tag: 'callee', headers: [contactOf(bob)] });
    const session = await established(invite.result);
    expect(audioOf(session.remoteSdp!)?.port).toBe(5000);
    expect(statusOf(await session.bye())).toBe(200);
    expect(methodsOf(bob.requests)).toEqual(['INVITE', 'PRACK', 'PRACK', 'PRACK', 'ACK', 'BYE']);
    expect(bob.requests.map(({ request }) => cseq(request)?.seq)).toEqual([1, 2, 3, 4, 1, 5]);
  });

  test('sends none for a provisional answer that does not ask for it', async () => {
    const alice = await agent('alice');
    const bob = await peer();
    bob.onRequest = (incoming) => {
      if (incoming.request.method !== 'INVITE') return void reply(incoming, 200);
      reply(incoming, 180, { tag: 'callee', headers: [contactOf(bob), ['RSeq', '1']] });
      reply(incoming, 486, { tag: 'callee' });
    };
    await alice.ua.invite({ uri: 'sip:bob@park.example', next: bob.address, sdp: offer() }).result;
    // What was sent before this request has arrived before it.
    await alice.ua.request({ method: 'OPTIONS', uri: 'sip:peer@park.example', next: bob.address });
    expect(methodsOf(bob.requests)).toEqual(['INVITE', 'OPTIONS']);
  });
});

describe('a call whose caller requires reliable provisional answers', () => {
  async function ringing(t1 = 500) {
    const alice = await peer();
    const bob = await agent('bob', { t1 });
    const coming = nextInvite(bob);
    const request = outside('INVITE', { peer: alice, sdp: offer(), headers: [['Require', '100rel']] });
    const transaction = alice.endpoint.request(request, bob.address);
    const provisional: SipResponse[] = [];
    transaction.onProvisional = (response) => provisional.push(response);
    const invite = await coming;
    invite.ring();
    await until(() => provisional.some(({ status }) => status === 180));
    const [first] = provisional.filter(({ status }) => status === 180);
    const { callId, localTag, remoteTag } = dialogFromUac(transaction.request, first!);
    const id = { callId, localTag: remoteTag, remoteTag: localTag };
    const prack = async (seq: number, rack: string): Promise<number | string> => {
      const acknowledging = inside(id, 'PRACK', seq, { headers: [['RAck', rack]] });
      return statusOf(await alice.endpoint.request(acknowledging, bob.address).final);
    };
    return { alice, bob, invite, transaction, provisional, rseq: reliableNumber(first!) ?? 0, id, prack };
  }

  test('rings again until the PRACK comes', async () => {
    const { invite, transaction, provisional, rseq, prack } = await ringing(10);
    const rings = () => provisional.filter(({ status }) => status === 180);
    await until(() => rings().length >= 3);
    expect(new Set(rings().map(reliableNumber))).toEqual(new Set([rseq]));
    expect(await prack(2, `${rseq + 1} 1 INVITE`)).toBe(481);
    expect(await prack(3, `${rseq} 2 INVITE`)).toBe(481);
    expect(await prack(4, `${rseq} 1 INVITE`)).toBe(200);
    expect(await prack(5, `${rseq} 1 INVITE`)).toBe(481);
    invite.accept({ sdp: answerTo(offer()) });
    expect(statusOf(await transaction.final)).toBe(200);
  });

  test('may be answered before the PRACK comes', async () => {
    const { alice, bob, invite, transaction, rseq, id, prack } = await ringing();
    const session = invite.accept({ sdp: answerTo(offer()) });
    expect(statusOf(await transaction.final)).toBe(200);
    alice.endpoint.sendAck(inside(id, 'ACK', 1), bob.address);
    expect(await prack(2, `${rseq} 1 INVITE`)).toBe(200);
    expect(session.state).toBe('confirmed');
  });

  test('is given up when no PRACK comes', async () => {
    const { transaction, invite } = await ringing(1);
    expect(statusOf(await transaction.final)).toBe(504);
    expect(invite.pending).toBe(false);
  });

  test('is refused as any other, and no PRACK is taken any more', async () => {
    const { invite, transaction, rseq, prack } = await ringing();
    invite.reject(486);
    expect(statusOf(await transaction.final)).toBe(486);
    expect(await prack(2, `${rseq} 1 INVITE`)).toBe(481);
  });
});
