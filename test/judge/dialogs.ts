/** Messages inside the dialogs of a hand-written history. */
import type { VoiceName } from '../../src/history/event.ts';
import type { Party, PoolName } from '../../src/suite/cell.ts';
import { Recording, referNotify, type Side, tagOf } from './recording.ts';
import { contactOf, type End, request, type RequestParts, type ResponseParts, sdp } from './sip-text.ts';

export class DialogHistory extends Recording {
  other(call: string, party: Party): Side {
    const mine = this.side(call, party);
    const others = this.sides.get(call)?.filter((each) => each !== mine) ?? [];
    const side = others.findLast(({ callId }) => this.anchored.has(call) || callId === mine.callId);
    if (side === undefined) throw new Error(`nobody is with ${party} in call ${call}`);
    return side;
  }

  ack(from: End, to: End, parts: Omit<RequestParts, 'method'>): void {
    this.deliver(from, to, request({ ...parts, method: 'ACK' }));
  }

  /** A request that a phone sends in a dialog of its own. */
  inDialog(
    side: Side,
    method: string,
    parts: Partial<RequestParts> = {},
    status: number | 'none' = 200,
    answer: ResponseParts = {},
  ): void {
    const { party, callId, localTag, remoteTag, peer } = side;
    const dialog = { from: party, fromTag: localTag, to: peer, toTag: remoteTag, callId };
    const contact = method === 'BYE' ? {} : { contact: contactOf(party) };
    const seq = 10 + this.events.length;
    this.ask(party, peer, { uri: contactOf(peer), ...dialog, ...contact, ...parts, method, seq }, status, answer);
  }

  /** A request that comes in, in a dialog of a phone. */
  fromPeer(
    side: Side,
    method: string,
    parts: Partial<RequestParts> = {},
    status: number | 'none' = 200,
    answer: ResponseParts = {},
  ): void {
    const { party, callId, localTag, remoteTag, peer } = side;
    const dialog = { from: peer, fromTag: remoteTag, to: party, toTag: localTag, callId };
    const seq = 10 + this.events.length;
    this.ask(peer, party, { uri: contactOf(party), ...dialog, ...parts, method, seq }, status, answer);
  }

  /** A pool calls a phone. */
  ring(
    pool: PoolName,
    party: Party,
    callId: string,
    options: {
      status?: number | 'none';
      headers?: readonly string[];
      hears?: VoiceName;
      call?: string;
      acked?: boolean;
    } = {},
  ): number {
    const { status = 486, headers, hears, call } = options;
    const parts = { uri: contactOf(party), from: 'park', fromTag: tagOf(pool, callId), to: party, callId, seq: 1 };
    const toTag = tagOf(party, callId);
    const body = { type: 'application/sdp', body: sdp() };
    const n = this.events.length + 1;
    const answer = status === 200 ? { ...body, contact: contactOf(party) } : {};
    this.ask(pool, party, { ...parts, ...body, method: 'INVITE', contact: contactOf(pool), headers }, status, {
      ...answer,
      toTag,
    });
    if (status !== 200 || options.acked === false) return n;
    this.ack(pool, party, { ...parts, toTag });
    const side = { party, callId, localTag: toTag, remoteTag: tagOf(pool, callId), peer: pool };
    if (call !== undefined) this.sides.get(call)?.push(side);
    if (hears !== undefined) this.hear(party, callId, hears);
    return n;
  }

  /** The pool's INVITE with Replaces at the parkee. */
  answerReplacing(
    pool: PoolName,
    parkee: Side,
    to: Pick<Side, 'callId' | 'localTag' | 'remoteTag'>,
    contact: string,
  ): void {
    const { callId, localTag, remoteTag } = to;
    const headers = [
      'Require: replaces',
      `Replaces: ${parkee.callId};to-tag=${parkee.localTag};from-tag=${parkee.remoteTag}`,
    ];
    const parts = {
      uri: contactOf(parkee.party),
      from: 'park',
      fromTag: remoteTag,
      to: parkee.party,
      callId,
      seq: 1,
      contact,
    };
    const body = { type: 'application/sdp', body: sdp() };
    const answer = { toTag: localTag, contact: contactOf(parkee.party), ...body };
    this.ask(pool, parkee.party, { ...parts, ...body, method: 'INVITE', headers }, 200, answer);
    this.ack(pool, parkee.party, { ...parts, toTag: localTag });
  }

  byeBetween(from: Side, to: Side): void {
    const dialog = {
      from: from.party,
      fromTag: from.localTag,
      to: to.party,
      toTag: from.remoteTag,
      callId: from.callId,
    };
    this.ask(from.party, to.party, { uri: contactOf(to.party), ...dialog, method: 'BYE', seq: 77 });
  }

  byeTo(from: Side, to: End): void {
    const dialog = { from: from.party, fromTag: from.localTag, to, toTag: from.remoteTag, callId: from.callId };
    this.ask(from.party, to, { uri: contactOf(to), ...dialog, method: 'BYE', seq: 77 });
  }

  notify(pool: PoolName, party: Party, callId: string, line: string, seq: number, told: readonly string[] = []): void {
    const parts = {
      uri: contactOf(party),
      from: 'park',
      fromTag: 'park',
      to: party,
      toTag: tagOf(party, callId),
      callId,
      seq,
    };
    this.ask(pool, party, { ...parts, ...referNotify(line, told), method: 'NOTIFY' });
  }
}
