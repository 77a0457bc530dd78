/** A server that carries out parks which it has refused, in each way of asking for one in a call of two parties. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { behaviourWith, defectOf } from '../../../src/reference/defects/catalogue.ts';
import type { ReferenceDialect } from '../../../src/reference/settings.ts';
import { encodeText } from '../../../src/sip/message/octets.ts';
import type { Session } from '../../../src/sip/ua/user-agent.ts';
import { closeBed, dial, dialInVain, offer, openPair, type Phone, phonesAt, register, tell, until } from './bed.ts';

afterEach(closeBed);

interface Asking {
  readonly bob: Phone;
  readonly bobs: Session;
  readonly pool: Awaited<ReturnType<typeof openPair>>['backup'];
}

async function inform({ bobs }: Asking, type: string, text: string): Promise<number | undefined> {
  const outcome = await bobs.request('INFO', { headers: [['Content-Type', type]], body: encodeText(text) });
  return outcome.kind === 'response' ? outcome.response.status : undefined;
}

async function pressKeys(asking: Asking): Promise<number | undefined> {
  // oxlint-disable-next-line no-await-in-loop -- keys have an order
  for (const key of '*0520') await inform(asking, 'application/dtmf', key);
  return inform(asking, 'application/dtmf', '0');
}

async function dialCode({ bob, bobs, pool }: Asking): Promise<number | undefined> {
  await bobs.reinvite(offer(bob.audio, 'sendonly'));
  return (await dialInVain(bob, '*68200', pool))?.status;
}

async function order({ bobs, pool }: Asking): Promise<number | undefined> {
  const { callId, localTag, remoteTag } = bobs;
  const query = `call=${callId}&local=${localTag}&remote=${remoteTag}`;
  return (await fetch(`http://127.0.0.1:${pool.http}/park?${query}`, { method: 'POST' })).status;
}

async function refer({ bobs }: Asking): Promise<number | undefined> {
  const outcome = await bobs.refer({ referTo: '<sip:200@park.example>' }).accepted;
  return outcome.kind === 'response' ? outcome.response.status : undefined;
}

const WAYS: ReadonlyArray<readonly [string, ReferenceDialect, (asking: Asking) => Promise<number | undefined>]> = [
  ['a transfer', 'slot', refer],
  ['a code', 'feature-code', dialCode],
  ['keys', 'dtmf', pressKeys],
  ['an INFO', 'body', (asking) => inform(asking, 'application/json', '{"request":{"reqid":1,"command":"callpark"}}')],
  ['an order', 'slot', order],
];

/** A call from alice to bob, through a backup that is in resiliency mode and has a defect. */
async function withDefect(id: string, dialect: ReferenceDialect) {
  const both = { calls: 'b2bua', retrieve: 'join', dialect } as const;
  const { backup } = await openPair(
    { both, ...(dialect === 'dtmf' && { floating: '127.0.0.2' }) },
    behaviourWith({ defect: defectOf(id), variation: undefined }),
  );
  await tell(backup, '/failover');
  const { alice, bob } = await phonesAt(backup, 'alice', 'bob');
  await Promise.all([alice, bob].map((each) => register(each, backup)));
  const alices = await dial(alice, 'bob', backup);
  return { pool: backup, alices, bob, bobs: bob.sessions[0]! };
}

describe.each(WAYS)('a park that is asked for by %s in resiliency mode', (_name, dialect, ask) => {
  test('is refused, and carried out by a server that does so', async () => {
    const asking = await withDefect('parks-what-it-refused', dialect);
    expect(await ask(asking)).toBe(503);
    await until(() => asking.pool.status().parked.join() === '200');
    expect(asking.alices.state).toBe('confirmed');
  });

  test('is refused for good by a server that keeps it locked', async () => {
    const asking = await withDefect('refused-parks-lock-the-parkee', dialect);
    expect(await ask(asking)).toBe(503);
    await tell(asking.pool, '/failover/complete');
    expect(await ask(asking)).toBeGreaterThanOrEqual(409);
    expect([asking.pool.status().parked, asking.bobs.state]).toEqual([[], 'confirmed']);
  });
});
