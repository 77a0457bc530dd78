import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { header } from '../../../../src/sip/message/headers.ts';
import { newCallId } from '../../../../src/sip/token.ts';
import { at, Bench, connect, passed, until } from '../bench.ts';

describe('a transfer between native phones', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await Bench.open();
  });
  afterEach(async () => {
    await bench.close();
  });

  test('blind: the transferee calls the target through its home pool and the transferor leaves', async () => {
    const [alice, bob, dave] = await Promise.all([
      bench.registered('alice'),
      bench.registered('bob'),
      bench.registered('dave'),
    ]);
    const call = await connect(alice, bob);
    const result = await call.callee.transfer({ referTo: 'sip:dave@park.example', within: 2000 });
    expect(result).toMatchObject({ kind: 'accepted', status: 200, final: { status: 200 } });
    expect(await call.caller.ended({ within: 2000 })).toBe(true);
    expect(call.callee.live).toBe(false);
    const [moved] = alice.phone.legs();
    const [joined] = dave.phone.legs();
    expect(moved).toMatchObject({ origin: 'dialled', callId: joined?.callId });
    expect(await moved?.listen('dave', 3, { within: 20_000 })).toBe(true);
    expect(await joined?.listen('alice', 3, { within: 20_000 })).toBe(true);
    const invite = bench.primary.requests.find(({ method }) => method === 'INVITE');
    expect(invite?.uri).toBe('sip:dave@park.example');
    expect(invite && header(invite, 'Referred-By')).toBe('<sip:bob@park.example>');
    const notifies = bob.sip.filter(({ text }) => text.startsWith('NOTIFY'));
    expect(notifies.map(({ text }) => /SIP\/2\.0 (\d+)/.exec(text.slice(text.indexOf('\r\n\r\n')))?.[1])).toEqual([
      '100',
      '200',
    ]);
  });

  test('blind to a target that declines: the sipfrag says 486 and the call goes on', async () => {
    const [alice, bob, dave] = await Promise.all([
      bench.registered('alice'),
      bench.registered('bob'),
      bench.registered('dave'),
    ]);
    dave.phone.whenCalled = 'decline';
    const call = await connect(alice, bob);
    const result = await call.callee.transfer({ referTo: 'sip:dave@park.example', within: 2000 });
    expect(result).toMatchObject({ kind: 'accepted', final: { status: 486 } });
    expect(call.callee.live).toBe(true);
    expect(await call.caller.listen('bob', 3, { within: 20_000 })).toBe(true);
  });

  test.each([
    ['by the contact of the target', (contact: string) => contact],
    ['by the address of record of the target', () => 'sip:dave@park.example'],
  ])('attended, %s: the consultation is taken over and both old legs end', async (_, referTo) => {
    const [alice, bob, dave] = await Promise.all([
      bench.registered('alice'),
      bench.registered('bob'),
      bench.registered('dave'),
    ]);
    const call = await connect(alice, bob);
    const consultation = await connect(bob, dave);
    const result = await call.callee.transfer({
      referTo: referTo(dave.phone.contact),
      consult: consultation.caller,
      within: 2000,
    });
    expect(result).toMatchObject({ kind: 'accepted', final: { status: 200 } });
    expect(await call.caller.ended({ within: 2000 })).toBe(true);
    expect(await consultation.caller.ended({ within: 2000 })).toBe(true);
    expect(bob.phone.legs()).toEqual([]);
    expect(dave.phone.legs()).toMatchObject([{ origin: 'replacement' }]);
    const [moved] = alice.phone.legs();
    expect(await moved?.listen('dave', 3, { within: 20_000 })).toBe(true);
    expect(await dave.phone.legs()[0]?.listen('alice', 3, { within: 20_000 })).toBe(true);
  });

  test('attended to a dialog that is gone: the target refuses and the call goes on', async () => {
    const [alice, bob, dave] = await Promise.all([
      bench.registered('alice'),
      bench.registered('bob'),
      bench.registered('dave'),
    ]);
    const call = await connect(alice, bob);
    const consultation = await connect(bob, dave);
    await consultation.callee.hangUp({ within: 2000 });
    const options = { referTo: dave.phone.contact, consult: consultation.caller, within: 2000 };
    expect(await call.callee.transfer(options)).toMatchObject({ kind: 'accepted', final: { status: 603 } });
    expect(call.caller.live).toBe(true);
  });

  test('never follows a REFER outside a call', async () => {
    const [alice, bob] = await Promise.all([bench.phone('alice'), bench.phone('bob')]);
    const result = await bob.phone.refer({
      callId: newCallId('test'),
      ...at(alice),
      referTo: bob.phone.contact,
      referredBy: bob.phone.aor,
      within: 2000,
    });
    expect(result).toMatchObject({ kind: 'answered', status: 603 });
    expect(passed(alice)).toEqual(['in REFER', 'out 603 REFER']);
  });

  test('to no reachable address is declined', async () => {
    const [alice, bob] = await Promise.all([bench.phone('alice'), bench.phone('bob')]);
    const call = await connect(alice, bob);
    const result = await call.callee.transfer({ referTo: 'sip:dave@park.example', within: 2000 });
    expect(result).toMatchObject({ kind: 'answered', status: 603 });
    await until(() => call.caller.live, 'the call is still up');
  });
});
