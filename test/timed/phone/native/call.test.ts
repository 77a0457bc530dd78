import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { newCallId } from '../../../../src/sip/token.ts';
import { at, Bench, by, connect, passed, until } from '../bench.ts';

describe.each(['udp', 'tcp'] as const)('a call between native phones over %s', (transport) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await Bench.open(transport);
  });
  afterEach(async () => {
    await bench.close();
  });

  test('is answered with 180 and 200, and both hear each other', async () => {
    const [alice, bob] = await Promise.all([bench.registered('alice'), bench.registered('bob')]);
    const callId = newCallId('test');
    const result = await alice.phone.dial({ callId, ...by('bob', bench.primary), within: 2000 });
    if (result.kind !== 'connected') throw new Error(result.kind);
    const answered = bob.phone.leg(callId);
    expect(await result.leg.listen('bob', 3, { within: 20_000 })).toBe(true);
    expect(await answered?.listen('alice', 3, { within: 20_000 })).toBe(true);
    expect(result.leg.hearing()).toEqual(['bob']);
    expect(result.leg).toMatchObject({ callId, origin: 'dialled', live: true, remoteTarget: bob.phone.contact });
    expect(answered).toMatchObject({ origin: 'answered', live: true, remoteTarget: alice.phone.contact });
    expect(answered?.dialog).toEqual({
      callId,
      localTag: result.leg.dialog.remoteTag,
      remoteTag: result.leg.dialog.localTag,
    });
    expect(passed(alice, callId)).toEqual(['out INVITE', 'in 180 INVITE', 'in 200 INVITE', 'out ACK']);
    expect(passed(bob, callId)).toEqual(['in INVITE', 'out 180 INVITE', 'out 200 INVITE', 'in ACK']);
  });

  test('ends for both when one hangs up, and what is asked of the leg afterwards is unreachable', async () => {
    const [alice, bob] = await Promise.all([bench.phone('alice'), bench.phone('bob')]);
    const call = await connect(alice, bob);
    expect(await call.caller.hangUp({ within: 2000 })).toEqual({ kind: 'answered', status: 200, reason: 'OK' });
    expect(await call.callee.ended({ within: 2000 })).toBe(true);
    expect([call.caller.live, call.callee.live]).toEqual([false, false]);
    expect([alice.phone.legs(), bob.phone.legs()]).toEqual([[], []]);
    expect(await call.callee.hold({ within: 100 })).toEqual({ kind: 'unreachable', why: 'the leg is over' });
    expect(await call.callee.listen('alice', 1, { within: 5000 })).toBe(false);
    for (const { media } of [alice, bob]) expect(media.map(({ event }) => event)).toEqual(['starts', 'stops']);
  });

  test('is held with sendonly, answered recvonly, goes silent both ways, and is resumed', async () => {
    const [alice, bob] = await Promise.all([bench.phone('alice'), bench.phone('bob')]);
    const call = await connect(alice, bob);
    expect(await call.caller.hold({ within: 2000 })).toMatchObject({ status: 200 });
    expect(await call.callee.listenForEnd('alice', 120, { within: 2000 })).toBe(true);
    expect(await call.caller.listenForEnd('bob', 120, { within: 2000 })).toBe(true);
    expect(bob.sip.some(({ direction, text }) => direction === 'in' && text.includes('a=sendonly'))).toBe(true);
    expect(bob.sip.some(({ direction, text }) => direction === 'out' && text.includes('a=recvonly'))).toBe(true);
    expect(await call.caller.resume({ within: 2000 })).toMatchObject({ status: 200 });
    expect(await call.callee.listen('alice', 3, { within: 20_000 })).toBe(true);
    expect(await call.caller.listen('bob', 3, { within: 20_000 })).toBe(true);
  });

  test('stays on hold when the held side probes it', async () => {
    const [alice, bob] = await Promise.all([bench.phone('alice'), bench.phone('bob')]);
    const call = await connect(alice, bob);
    await call.caller.hold({ within: 2000 });
    await call.callee.listenForEnd('alice', 120, { within: 2000 });
    expect(await call.callee.probe({ within: 2000 })).toMatchObject({ kind: 'answered', status: 200 });
    expect(await call.callee.listen('anything', 1, { within: 100 })).toBe(false);
    expect(await call.caller.listen('anything', 1, { within: 100 })).toBe(false);
  });

  test('survives a probe without a gap', async () => {
    const [alice, bob] = await Promise.all([bench.phone('alice'), bench.phone('bob')]);
    const call = await connect(alice, bob);
    alice.phone.sample();
    expect(await call.caller.probe({ within: 2000 })).toMatchObject({ kind: 'answered', status: 200 });
    await call.caller.listen('bob', 5, { within: 2000 });
    alice.phone.sample();
    const last = alice.media.at(-1);
    expect(last).toMatchObject({ tap: 'alice', leg: call.caller.callId, event: 'sample', voice: 'bob' });
    expect(last?.gapMs).toBeLessThan(200);
    expect(call.caller.live).toBe(true);
  });

  test('is refused with 486 by a phone that declines, and rings until the caller gives up where it is let ring', async () => {
    const [alice, bob] = await Promise.all([bench.phone('alice'), bench.phone('bob')]);
    bob.phone.whenCalled = 'decline';
    expect(await alice.phone.dial({ callId: newCallId('test'), ...at(bob), within: 2000 })).toMatchObject({
      status: 486,
    });
    bob.phone.whenCalled = 'ring';
    const callId = newCallId('test');
    expect(await alice.phone.dial({ callId, ...at(bob), within: 60 })).toEqual({ kind: 'silent' });
    await until(() => passed(bob, callId).includes('out 487 INVITE'), 'bob answers 487');
    expect(bob.phone.legs()).toEqual([]);
  });

  test('takes over another when it carries its Replaces, whatever the whenCalled, and ends that one', async () => {
    const [alice, bob, carol] = await Promise.all([bench.phone('alice'), bench.phone('bob'), bench.phone('carol')]);
    const call = await connect(alice, bob);
    alice.phone.whenCalled = 'decline';
    const { callId, localTag, remoteTag } = call.caller.dialog;
    const result = await carol.phone.dial({
      callId: newCallId('test'),
      ...at(alice),
      replaces: { callId, toTag: localTag, fromTag: remoteTag },
      within: 2000,
    });
    if (result.kind !== 'connected') throw new Error(JSON.stringify(result));
    expect(await call.callee.ended({ within: 2000 })).toBe(true);
    expect(call.caller.live).toBe(false);
    await until(() => passed(alice, callId).includes('in 200 BYE'), 'bob answers the BYE');
    expect(passed(alice, callId).filter((line) => line.includes('BYE'))).toEqual(['out BYE', 'in 200 BYE']);
    expect(alice.phone.legs()).toMatchObject([{ origin: 'replacement', callId: result.leg.callId }]);
    expect(await result.leg.listen('alice', 3, { within: 20_000 })).toBe(true);
  });

  test('cannot take over a dialog that there is not, and leaves the others alone', async () => {
    const [alice, bob, carol] = await Promise.all([bench.phone('alice'), bench.phone('bob'), bench.phone('carol')]);
    const call = await connect(alice, bob);
    const replaces = { callId: call.caller.callId, toTag: 'nobody', fromTag: 'nobody' };
    const result = await carol.phone.dial({ callId: newCallId('test'), ...at(alice), replaces, within: 2000 });
    expect(result).toMatchObject({ kind: 'answered', status: 481 });
    expect(call.callee.live).toBe(true);
    expect(await call.callee.listen('alice', 3, { within: 20_000 })).toBe(true);
  });
});
