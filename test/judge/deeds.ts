/** The deeds of a hand-written history, as conforming phones and pools do them; options break one thing at a time. */
import type { Party, PoolName } from '../../src/suite/cell.ts';
import { ParkHistory } from './parking.ts';
import { type Of, referNotify, type Side, tagOf } from './recording.ts';
import { contactOf, request, response, sdp } from './sip-text.ts';

export class DeedHistory extends ParkHistory {
  call(
    call: string,
    by: Party,
    to: Party,
    options: Of & { status?: number | 'none'; deaf?: Party; b2bua?: boolean; after?: number; givenUp?: boolean } = {},
  ): this {
    const { status = 200, deaf, b2bua = false, after = 0, givenUp = false } = options;
    const callId = this.newCallId(`${call}.call`);
    const theirs = b2bua ? this.strangeCallId() : callId;
    if (b2bua) this.anchored.add(call);
    const deed = this.asked({ verb: 'call', by, to, call, callId, pool: this.home, within: 2000, of: options.of });
    const [fromTag, toTag] = [tagOf(by, callId), tagOf(b2bua ? this.home : to, callId)];
    const [theirFrom, theirTo] = b2bua ? [tagOf(this.home, theirs), tagOf(to, theirs)] : [fromTag, toTag];
    const parts = { method: 'INVITE', uri: `sip:${to}@park.example`, from: by, fromTag, to, seq: 1 };
    const body = { type: 'application/sdp', body: sdp() };
    const invite = request({ ...parts, ...body, callId, contact: contactOf(by) });
    this.deliver(by, this.home, invite);
    this.wait(after);
    if (status !== 200) {
      if (status !== 'none') this.deliver(this.home, by, response(invite, status, { toTag: 'pool' }));
      deed.end(status === 'none' ? 'no answer' : `answered ${status}`);
      return this;
    }
    const onward = { ...parts, ...body, callId: theirs, fromTag: theirFrom, contact: contactOf(this.home) };
    const arriving = b2bua ? request(onward) : invite;
    this.deliver(this.home, to, arriving);
    this.deliver(to, this.home, response(arriving, 200, { toTag: theirTo, contact: contactOf(to), ...body }));
    const target = b2bua ? contactOf(this.home) : contactOf(to);
    this.deliver(this.home, by, response(invite, 200, { toTag, contact: target, ...body }));
    this.ack(by, b2bua ? this.home : to, { ...parts, callId, toTag });
    this.sides.set(call, [
      { party: by, callId, localTag: fromTag, remoteTag: toTag, peer: b2bua ? this.home : to },
      { party: to, callId: theirs, localTag: theirTo, remoteTag: theirFrom, peer: b2bua ? this.home : by },
    ]);
    if (givenUp) {
      this.inDialog(this.side(call, by), 'BYE', {}, 200);
      deed.end('no answer');
      return this;
    }
    if (deaf !== by) this.hear(by, callId, to);
    if (deaf !== to) this.hear(to, theirs, by);
    deed.end();
    return this.listen(call, by, to, options);
  }

  /** @param options.talksOn  the other side was not told, and is still heard */
  hold(
    call: string,
    by: Party,
    options: Of & { status?: number | 'none'; quiet?: boolean; talksOn?: boolean } = {},
  ): this {
    const { status = 200, quiet = status === 200, talksOn = !quiet } = options;
    return this.#reinvite('hold', call, by, { ...options, status }, () => {
      const other = this.other(call, by);
      if (quiet) this.unhear(other.party, other.callId, by);
      if (!talksOn) this.unhear(by, this.side(call, by).callId, other.party);
    });
  }

  resume(call: string, by: Party, options: Of & { status?: number | 'none' } = {}): this {
    const { status = 200 } = options;
    return this.#reinvite('resume', call, by, { ...options, status }, () => {
      const other = this.other(call, by);
      if (status !== 200) return;
      this.hear(other.party, other.callId, by);
      this.hear(by, this.side(call, by).callId, other.party);
    });
  }

  #reinvite(
    verb: 'hold' | 'resume',
    call: string,
    by: Party,
    options: Of & { status: number | 'none' },
    effect: () => void,
  ): this {
    const side = this.side(call, by);
    const deed = this.asked({ verb, by, call, callId: side.callId, of: options.of });
    const body = sdp(verb === 'hold' ? 'sendonly' : 'sendrecv');
    const answer = { contact: contactOf(side.peer), type: 'application/sdp', body: sdp() };
    this.inDialog(side, 'INVITE', { type: 'application/sdp', body }, options.status, answer);
    effect();
    deed.end(options.status === 200 ? undefined : `answered ${options.status}`);
    return this;
  }

  transfer(
    call: string,
    by: Party,
    to: Party,
    options: Of & { answer?: number | 'none'; final?: string; deaf?: Party; freed?: boolean; replaces?: Side } = {},
  ): this {
    const { answer = 200, final = 'SIP/2.0 200 OK', deaf, freed = final.includes(' 200 ') } = options;
    const mine = this.side(call, by);
    const theirs = this.other(call, by);
    const deed = this.asked({ verb: 'transfer', by, to, call, callId: mine.callId, within: 2000, of: options.of });
    this.inDialog(mine, 'REFER', { headers: [`Refer-To: <sip:${to}@park.example>`] }, answer, {
      contact: contactOf(theirs.party),
    });
    if (answer === 'none' || answer >= 300) {
      deed.end('refused');
      return this;
    }
    this.inDialog(theirs, 'NOTIFY', referNotify('SIP/2.0 100 Trying'), 200);
    if (final.includes(' 200 ')) this.joinTarget(call, theirs, to, deaf, options.replaces);
    if (final !== 'none') this.inDialog(theirs, 'NOTIFY', referNotify(final), 200);
    if (freed) {
      this.inDialog(mine, 'BYE', {}, 200);
      this.unhear(mine.party, mine.callId);
      this.unhear(theirs.party, theirs.callId);
    }
    deed.end(final.includes(' 200 ') ? undefined : 'refused');
    if (!freed) return this;
    const left = (this.sides.get(call) ?? []).filter((side) => side !== mine && side !== theirs);
    this.sides.set(call, left);
    return this.listen(call, theirs.party, to, options);
  }

  /** The transferee calls the target, as the REFER told it. */
  joinTarget(call: string, theirs: Side, to: Party, deaf?: Party, replaces?: Side): void {
    const by = theirs.party;
    const callId = this.strangeCallId();
    const [fromTag, toTag] = [tagOf(by, callId), tagOf(to, callId)];
    const parts = { uri: `sip:${to}@park.example`, from: by, fromTag, to, callId, seq: 1, contact: contactOf(by) };
    const named =
      replaces === undefined
        ? []
        : [`Replaces: ${replaces.callId};to-tag=${replaces.localTag};from-tag=${replaces.remoteTag}`];
    const invite = request({ ...parts, method: 'INVITE', headers: named, type: 'application/sdp', body: sdp() });
    this.deliver(by, this.home, invite);
    this.deliver(this.home, to, invite);
    const answer = response(invite, 200, { toTag, contact: contactOf(to), type: 'application/sdp', body: sdp() });
    this.deliver(to, this.home, answer);
    this.deliver(this.home, by, answer);
    this.ack(by, to, { ...parts, toTag });
    this.sides
      .get(call)
      ?.push(
        { party: by, callId, localTag: fromTag, remoteTag: toTag, peer: to },
        { party: to, callId, localTag: toTag, remoteTag: fromTag, peer: by },
      );
    if (deaf !== by) this.hear(by, callId, to);
    if (deaf !== to) this.hear(to, callId, by);
  }

  hangup(call: string, by: Party, options: Of & { status?: number | 'none' } = {}): this {
    const { status = 200 } = options;
    const side = this.side(call, by);
    const deed = this.asked({ verb: 'hangup', by, call, callId: side.callId, of: options.of });
    this.inDialog(side, 'BYE', {}, status);
    if (this.isAnchored(call)) this.endOthers(call, side);
    for (const each of this.sides.get(call) ?? []) this.unhear(each.party, each.callId);
    this.sides.delete(call);
    this.orbits.forEach((shown, key) => shown.callId === side.callId && this.orbits.delete(key));
    deed.end();
    return this;
  }

  register(
    by: Party,
    options: Of & {
      pool?: PoolName;
      status?: number | 'none';
      contact?: string;
      state?: string;
      expires?: string;
      /** Further headers of the answer. */
      headers?: readonly string[];
      redirect?: PoolName;
    } = {},
  ): this {
    const { pool = this.home, status = 200, contact = contactOf(by), state, expires, redirect } = options;
    const deed = this.asked({ verb: 'register', by, pool: this.home, within: 2000, of: options.of });
    const callId = this.newCallId(`${by}.register`);
    const parts = { method: 'REGISTER', uri: 'sip:park.example', from: by, fromTag: `${by}-r`, to: by, callId };
    const mine = { ...parts, contact: contactOf(by) };
    if (redirect !== undefined)
      this.ask(by, redirect, { ...mine, seq: 1 }, 302, { contact: contactOf(pool), toTag: 'r' });
    const headers = [
      ...(state === undefined ? [] : [`Presence-State: ${state}`]),
      ...(expires === undefined ? [] : [`Expires: ${expires}`]),
      ...(options.headers ?? []),
    ];
    const bound = contact === 'none' ? {} : { contact };
    this.ask(by, pool, { ...mine, seq: 2 }, status, { headers, ...(status === 200 ? bound : {}), toTag: 'r' });
    if (status === 'none' && !this.up.includes(pool)) this.wait(2000);
    deed.end(status === 200 ? undefined : `answered ${status}`);
    return this;
  }
}
