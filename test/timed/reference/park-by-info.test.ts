/** Calls are parked by an INFO with a body of the pool's own. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { header } from '../../../src/sip/message/headers.ts';
import { decodeText, encodeText } from '../../../src/sip/message/octets.ts';
import { audioOf } from '../../../src/sip/sdp.ts';
import { reply } from '../../../src/sip/ua/send-response.ts';
import type { Session } from '../../../src/sip/ua/user-agent.ts';
import { closeBed, dial, openPair, phonesAt, register, tell, until } from './bed.ts';

afterEach(closeBed);

/** A call from alice to bob, and the INFOs that bob has got, and whether his leg was up then. */
async function connected() {
  const pair = await openPair({ both: { calls: 'b2bua', retrieve: 'join', dialect: 'body' }, floating: '127.0.0.2' });
  const phones = await phonesAt(pair.primary, 'alice', 'bob', 'carol');
  const alices = await dial(phones.alice, 'bob', pair.primary);
  const bobs = phones.bob.sessions[0]!;
  const told: unknown[] = [];
  bobs.onInfo = (incoming) => {
    told.push([JSON.parse(decodeText(incoming.request.body)), bobs.state]);
    reply(incoming, 200);
  };
  return { pair, pool: pair.primary, ...phones, alices, bobs, told };
}

async function inform(session: Session, body: unknown, type = 'application/json') {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const outcome = await session.request('INFO', { headers: [['Content-Type', type]], body: encodeText(text) });
  if (outcome.kind !== 'response') throw new Error(outcome.kind);
  const { status } = outcome.response;
  return { status, warning: header(outcome.response, 'Warning') };
}

const PARK = { request: { reqid: 7, command: 'callpark' } };
const said = ({ remoteSdp }: Session) => remoteSdp && audioOf(remoteSdp)?.direction;

describe('an INFO that asks for a park', () => {
  test('parks the other party, and another INFO tells the orbit before the leg of the parker ends', async () => {
    const { pool, alices, bobs, carol, told } = await connected();
    expect(await inform(bobs, PARK)).toMatchObject({ status: 200 });
    await until(() => bobs.state === 'ended');
    const response = { reqid: 7, command: 'callpark', result: 'parked', 'park extension': '100' };
    expect(told).toEqual([[{ response }, 'confirmed']]);
    expect([pool.status().parked, said(alices)]).toEqual([['100'], 'sendonly']);
    await dial(carol, '100', pool);
    expect(said(alices)).toBe('sendrecv');
  });

  test('is refused in resiliency mode', async () => {
    const { pair, alice, bob, alices, bobs, told } = await connected();
    await pair.primary.close();
    await until(() => pair.backup.status().peer === 'dead');
    await tell(pair.backup, '/failover');
    await Promise.all([alice, bob].map((each) => register(each, pair.backup)));
    expect(await inform(bobs, PARK)).toMatchObject({
      status: 503,
      warning: expect.stringContaining('resiliency mode'),
    });
    expect([alices.state, bobs.state, told]).toEqual(['confirmed', 'confirmed', []]);
  });

  test('is told that it failed where the parkee refuses, and the call goes on', async () => {
    const { pool, alices, bobs, told } = await connected();
    alices.onOffer = () => undefined;
    expect(await inform(bobs, PARK)).toMatchObject({ status: 200 });
    await until(() => told.length === 1);
    expect(told).toEqual([
      [{ response: { reqid: 7, command: 'callpark', result: 'failed', status: 488 } }, 'confirmed'],
    ]);
    expect([alices.state, bobs.state, pool.status().parked]).toEqual(['confirmed', 'confirmed', []]);
  });
});

test('other INFOs park nothing, and are answered as ever', async () => {
  const { pool, bobs } = await connected();
  expect(await inform(bobs, { request: { reqid: 7, command: 'hold' } })).toMatchObject({ status: 200 });
  expect(await inform(bobs, { request: { command: 'callpark' } })).toMatchObject({ status: 200 });
  expect(await inform(bobs, 'null')).toMatchObject({ status: 200 });
  expect(await inform(bobs, '{')).toMatchObject({ status: 200 });
  expect(await inform(bobs, JSON.stringify(PARK), 'text/plain')).toMatchObject({ status: 200 });
  expect([pool.status().parked, bobs.state]).toEqual([[], 'confirmed']);
});
