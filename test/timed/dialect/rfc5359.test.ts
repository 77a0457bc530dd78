import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { buildDialect } from '../../../src/candidate/dialect/build-dialect.ts';
import { askDialect } from '../../../src/dialect/ask/ask-dialect.ts';
import type { SipAddress } from '../../../src/candidate/sip-address.ts';
import { formatDialogInfo, type DialogEntry } from '../../../src/sip/dialog-info.ts';
import { buildResponse } from '../../../src/sip/message/build.ts';
import { header } from '../../../src/sip/message/headers.ts';
import type { PoolName } from '../../../src/suite/cell.ts';
import type { CallIds } from '../../../src/dialect/dialect.ts';
import { SAMPLE } from '../../candidate/sample.ts';
import { newCallId, newTag } from '../../../src/sip/token.ts';
import { Bench, connect, passed, until, type TestPhone } from '../phone/bench.ts';
import { ScriptedPark } from './scripted-park.ts';

const within = 2000;
const parkUri = 'sip:park@park.example';
const candidate = SAMPLE;
const rfc5359 = askDialect(candidate.dialect);
const pool: PoolName = 'primary';

/** As many Call-IDs as a retrieval may take. */
function callIds(): CallIds {
  return [newCallId('r'), newCallId('r'), newCallId('r'), newCallId('r')];
}

describe('the dialect of RFC 5359', () => {
  let bench: Bench;
  let park: ScriptedPark;
  let next: SipAddress;
  beforeEach(async () => {
    bench = await Bench.open();
    park = await ScriptedPark.open(bench);
    next = park.endpoint.address;
  });
  afterEach(async () => {
    await bench.close();
  });

  /** Alice is called by bob and parked by him. */
  async function parkAlice(): Promise<{ alice: TestPhone; bob: TestPhone }> {
    const [alice, bob] = await Promise.all([bench.phone('alice'), bench.phone('bob')]);
    const call = await connect(alice, bob);
    const result = await rfc5359.park({
      parker: bob.phone,
      leg: call.callee,
      candidate,
      pool,
      next,
      callIds: [newCallId('p')],
      within,
    });
    if (result.kind !== 'parked') throw new Error(result.kind);
    await call.callee.ended({ within });
    return { alice, bob };
  }

  function look(phone: TestPhone) {
    return rfc5359.lookup({
      candidate,
      phone: phone.phone,
      orbit: undefined,
      pool,
      next,
      callIds: [newCallId('l')],
      within,
    });
  }

  test('parks by a REFER outside the call that names the call as the parkee sees it', async () => {
    const [alice, bob] = await Promise.all([bench.phone('alice'), bench.phone('bob')]);
    const { caller, callee } = await connect(alice, bob);
    const callId = newCallId('p');
    const result = await rfc5359.park({
      parker: bob.phone,
      leg: callee,
      candidate,
      pool,
      next,
      callIds: [callId],
      within,
    });
    expect(result).toEqual({
      kind: 'parked',
      orbit: '42',
      dialog: { callId: park.parked?.callId, localTag: park.parked?.localTag, remoteTag: park.parked?.remoteTag },
    });
    const [refer] = park.refers;
    const { localTag, remoteTag } = caller.dialog;
    expect(refer?.request.uri).toBe(parkUri);
    expect(refer && header(refer.request, 'Call-ID')).toBe(callId);
    expect(refer?.referTo).toMatchObject({
      replaces: `${caller.callId};to-tag=${localTag};from-tag=${remoteTag}`,
      require: 'replaces',
    });
    expect(refer?.referTo.raw.split('?')[0]).toBe(alice.phone.contact);
    expect(refer?.referredBy).toBe('<sip:bob@park.example>');
    expect(await callee.ended({ within })).toBe(true);
    expect(caller.live).toBe(false);
    const [leg] = alice.phone.legs();
    expect(leg?.origin).toBe('replacement');
    expect(await leg?.listen('music:primary', 3, { within })).toBe(true);
    expect(passed(bob, caller.callId)).toContain('in BYE');
    expect(passed(alice, caller.callId)).toContain('out BYE');
  });

  test('has a park refused by the answer to the REFER and by the final sipfrag', async () => {
    const [alice, bob] = await Promise.all([bench.phone('alice'), bench.phone('bob')]);
    const { callee } = await connect(alice, bob);
    const request = { parker: bob.phone, leg: callee, candidate, pool, next, within };
    park.agent.onRefer = (refer) => refer.reject(503, 'Resiliency Mode');
    const refused = { kind: 'refused', status: 503, reason: 'Resiliency Mode' };
    expect(await rfc5359.park({ ...request, callIds: [newCallId('p')] })).toEqual(refused);
    park.agent.onRefer = (refer) => refer.accept().notify(503, 'Resiliency Mode');
    expect(await rfc5359.park({ ...request, callIds: [newCallId('p')] })).toEqual(refused);
    expect(callee.live).toBe(true);
  });

  test('does not take an accepted REFER for a parked call', async () => {
    const [alice, bob] = await Promise.all([bench.phone('alice'), bench.phone('bob')]);
    const { callee } = await connect(alice, bob);
    const request = { parker: bob.phone, leg: callee, candidate, pool, next, within: 100 };
    park.agent.onRefer = (refer) => refer.accept(202).trying();
    expect(await rfc5359.park({ ...request, callIds: [newCallId('p')] })).toEqual({ kind: 'silent' });
    park.endpoint.onRequest = () => {};
    expect(await rfc5359.park({ ...request, callIds: [newCallId('p')] })).toEqual({ kind: 'silent' });
  });

  test('is parked without orbit and dialog where the sipfrag names none', async () => {
    const [alice, bob] = await Promise.all([bench.phone('alice'), bench.phone('bob')]);
    const { callee } = await connect(alice, bob);
    park.agent.onRefer = (refer) => refer.accept().notify(200, 'OK');
    const ids: CallIds = [newCallId('p')];
    const request = { parker: bob.phone, leg: callee, candidate, pool, next, callIds: ids, within };
    expect(await rfc5359.park(request)).toEqual({ kind: 'parked' });
  });

  test('looks up the confirmed dialogs and their orbits', async () => {
    const { alice, bob } = await parkAlice();
    const others: DialogEntry[] = [
      { id: 'b', callId: 'early', localTag: '1', remoteTag: '2', state: 'early', remoteTarget: 'sip:x@y' },
      { id: 'c', state: 'confirmed' },
    ];
    park.document = { contentType: 'application/dialog-info+xml', body: park.dialogInfo(others) };
    const { callId, localTag, remoteTag } = park.parked ?? {};
    const found = { orbit: '42', dialog: { callId, localTag, remoteTag, remoteTarget: alice.phone.contact } };
    expect(await look(bob)).toEqual({ kind: 'dialogs', dialogs: [found] });
    expect(passed(bob).filter((line) => line.endsWith('SUBSCRIBE'))).toEqual(['out SUBSCRIBE', 'in 200 SUBSCRIBE']);
  });

  test('follows the redirect of a look-up to another pool, with a Call-ID of its own', async () => {
    const { alice } = await parkAlice();
    const carol = await bench.phone('carol');
    bench.primary.intercept = (incoming) => {
      const { host, port } = park.endpoint.address;
      const headers = [['Contact', `<sip:42@${host}:${port}>`]] as const;
      incoming.respond(buildResponse(incoming.request, 302, undefined, { toTag: newTag(), headers }));
      return true;
    };
    const ids = callIds();
    const found = await rfc5359.lookup({
      candidate,
      phone: carol.phone,
      orbit: '42',
      pool,
      next: bench.primary.endpoint.address,
      callIds: ids,
      within,
    });
    expect(found).toMatchObject({ kind: 'dialogs', dialogs: [{ dialog: { remoteTarget: alice.phone.contact } }] });
    const asked = carol.sip.filter(({ direction, text }) => direction === 'out' && text.startsWith('SUBSCRIBE'));
    expect(asked.map(({ text }) => ids.findIndex((id) => text.includes(id)))).toEqual([0, 1]);
  });

  test('finds no dialog at an empty pool, and none in what is no dialog-info', async () => {
    const bob = await bench.phone('bob');
    expect(await look(bob)).toEqual({ kind: 'dialogs', dialogs: [] });
    park.document = { contentType: 'application/dialog-info+xml', body: '' };
    expect(await look(bob)).toEqual({ kind: 'dialogs', dialogs: [] });
    const bomb = '<!DOCTYPE d [<!ENTITY a "aaaa">]><dialog-info>&a;</dialog-info>';
    for (const body of [
      'nonsense',
      bomb,
      formatDialogInfo({ version: 1, state: 'full', entity: 'x', dialogs: [] }).slice(9),
    ]) {
      park.document = { contentType: 'application/dialog-info+xml', body };
      expect(await look(bob)).toMatchObject({ kind: 'answered', status: 200 });
    }
  });

  test('finds the dialogs in a part of the body, and takes no document of another type for one', async () => {
    const bob = await bench.phone('bob');
    const dialog = { id: '1', callId: 'c', localTag: 'l', remoteTag: 'r', state: 'confirmed' } as const;
    const targets = { localTarget: 'sip:42@park.example', remoteTarget: 'sip:alice@127.0.0.1' };
    const document = formatDialogInfo({ version: 1, state: 'full', entity: 'x', dialogs: [{ ...dialog, ...targets }] });
    const part = `--b\r\nContent-Type: application/dialog-info+xml\r\n\r\n${document}\r\n--b--`;
    park.document = { contentType: 'multipart/mixed;boundary=b', body: part };
    expect(await look(bob)).toMatchObject({ kind: 'dialogs', dialogs: [{ dialog: { callId: 'c' }, orbit: '42' }] });
    expect(passed(bob).filter((line) => line.endsWith('NOTIFY'))).toEqual(['in NOTIFY', 'out 200 NOTIFY']);
    park.document = { contentType: 'text/xml', body: document };
    expect(await look(bob)).toMatchObject({ kind: 'answered', status: 200, reason: 'but no NOTIFY came' });
    expect(passed(bob).at(-1)).toBe('out 415 NOTIFY');
  });

  test('says who does not answer a look-up', async () => {
    const bob = await bench.phone('bob');
    park.agent.onSubscribe = (subscribe) => subscribe.reject(403);
    expect(await look(bob)).toMatchObject({ kind: 'answered', status: 403 });
    park.endpoint.onRequest = () => {};
    const silent = rfc5359.lookup({
      candidate,
      phone: bob.phone,
      orbit: undefined,
      pool,
      next,
      callIds: [newCallId('l')],
      within: 60,
    });
    expect(await silent).toEqual({ kind: 'silent' });
  });

  test.each(['replaces', 'dial'] as const)(
    'retrieves by %s: the parkee hears the retriever and leaves the pool',
    async (how) => {
      const { alice } = await parkAlice();
      const carol = await bench.phone('carol');
      const looked = how === 'replaces' ? await look(carol) : undefined;
      const found = looked?.kind === 'dialogs' ? looked.dialogs[0]?.dialog : undefined;
      const ids = callIds();
      const request = { candidate, phone: carol.phone, orbit: '42', pool, next, callIds: ids, within };
      const result = await rfc5359.retrieve({ ...request, ...(found === undefined ? {} : { found }) });
      if (result.kind !== 'connected') throw new Error(JSON.stringify(result));
      expect(result.leg.callId).toBe(how === 'dial' ? ids[1] : ids[0]);
      expect(await result.leg.listen('alice', 3, { within })).toBe(true);
      const legs = alice.phone.legs();
      expect(legs.map((leg) => leg.callId)).toEqual([result.leg.callId]);
      expect(await legs[0]?.listen('carol', 3, { within })).toBe(true);
      await until(() => park.parked?.state === 'ended', 'the pool is left');
      const asked = how === 'dial' ? 'INVITE sip:42@park.example SIP/2.0' : 'SUBSCRIBE sip:park@park.example SIP/2.0';
      expect(carol.sip[0]?.text.split('\r\n')[0]).toBe(asked);
    },
  );

  test.each([300, 301, 302, 305])('follows a %d, to another pool as to a parkee', async (status) => {
    const { alice } = await parkAlice();
    const carol = await bench.phone('carol');
    const there = park.takeoverUri();
    const elsewhere = `sip:43@${next.host}:${next.port}`;
    park.agent.onInvite = (invite) => {
      const contact = invite.request.uri.startsWith('sip:42@') ? elsewhere : there;
      invite.reject(status, undefined, [['Contact', `<${contact}>`]]);
    };
    const ids = callIds();
    const request = { candidate, phone: carol.phone, orbit: '42', pool, next, callIds: ids, within };
    const result = await rfc5359.retrieve(request);
    if (result.kind !== 'connected') throw new Error(JSON.stringify(result));
    expect(result.leg.callId).toBe(ids[2]);
    expect(await result.leg.listen('alice', 3, { within })).toBe(true);
    expect(alice.phone.legs().map((leg) => leg.callId)).toEqual([result.leg.callId]);
  });

  test('follows three redirects and no more, and none that names no address', async () => {
    const carol = await bench.phone('carol');
    const request = { candidate, phone: carol.phone, orbit: '42', pool, next, callIds: callIds(), within };
    park.agent.onInvite = (invite) => invite.redirect(`<sip:42@${next.host}:${next.port}>`);
    expect(await rfc5359.retrieve(request)).toMatchObject({ kind: 'answered', status: 302 });
    expect(passed(carol).filter((line) => line === 'out INVITE')).toHaveLength(4);
    park.agent.onInvite = (invite) => invite.redirect('<tel:42>');
    expect(await rfc5359.retrieve({ ...request, callIds: callIds() })).toMatchObject({ status: 302 });
    expect(passed(carol).filter((line) => line === 'out INVITE')).toHaveLength(5);
  });

  test('looks a call up before it is taken over, and finds the one of a parkee by its dialog or its contact', () => {
    expect(rfc5359.looksUpFirst).toBe(true);
    expect(askDialect(buildDialect({ retrieve: { by: 'invite' } })).looksUpFirst).toBe(false);
    const ids = { localTag: 'l', remoteTag: 'r' };
    const one = { dialog: { ...ids, callId: 'one', remoteTarget: 'sip:alice@here' }, orbit: '1' };
    const two = { dialog: { ...ids, callId: 'two', remoteTarget: 'sip:bob@here' }, orbit: '2' };
    expect(rfc5359.holding([one, two], { contact: 'sip:elsewhere', callId: 'two' })).toBe(two);
    expect(rfc5359.holding([one, two], { contact: 'sip:alice@here', callId: undefined })).toBe(one);
    expect(rfc5359.holding([one, two], { contact: 'sip:elsewhere', callId: undefined })).toBeUndefined();
  });
});
