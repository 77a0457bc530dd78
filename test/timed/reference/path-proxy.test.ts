import { afterEach, expect, test } from '@jest/globals';
import { type Behaviour, conforming } from '../../../src/reference/behaviour.ts';
import { type ProxyRules, pathProxy } from '../../../src/reference/defects/mechanism/path-proxy.ts';
import { header } from '../../../src/sip/message/headers.ts';
import type { SipRequest } from '../../../src/sip/message/message.ts';
import { closeBed, connect, dial, dialInVain, openPair, phonesAt, statusOf } from './bed.ts';

afterEach(closeBed);

function behaving(rules: ProxyRules): Behaviour {
  return { ...conforming, companion: ({ pool }) => pathProxy(pool, rules) };
}

test('A proxy that refuses a call answers it itself', async () => {
  const { primary } = await openPair({}, behaving({ refuses: () => 488 }));
  const { alice } = await phonesAt(primary, 'alice', 'bob');
  expect(await dialInVain(alice, 'bob', primary)).toMatchObject({ status: 488 });
});

test('A proxy that stays in the path of a call sees what its parties ask of each other, and may refuse it', async () => {
  const { primary } = await openPair(
    {},
    behaving({ staysIn: () => true, inside: ({ method }) => (method === 'INVITE' ? 503 : 'pass') }),
  );
  const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
  const [alices, bobs] = await connect(alice, bob, primary);
  expect(statusOf(await alices.reinvite())).toBe(503);
  expect(statusOf(await bobs.reinvite())).toBe(503);
  expect(statusOf(await bobs.bye())).toBe(200);
  expect(alices.state).toBe('ended');
});

test('A B2BUA stays one for the calls that the rules leave alone', async () => {
  const rules = { appliesTo: (invite: SipRequest) => header(invite, 'Subject') !== undefined, refuses: () => 488 };
  const { primary } = await openPair({ both: { calls: 'b2bua', retrieve: 'join' } }, behaving(rules));
  const { alice } = await phonesAt(primary, 'alice', 'bob');
  const { remoteTarget } = await dial(alice, 'bob', primary);
  expect(remoteTarget).toContain(`:${primary.sip.port}`);
});
