/** A B2BUA in a hand-written history: each party has a dialog with it, from the beginning to the end, and nobody is replaced. */
import type { VoiceName } from '../../src/history/event.ts';
import type { Party, PoolName } from '../../src/suite/cell.ts';
import { DialogHistory } from './dialogs.ts';
import { type Of, type Side, tagOf } from './recording.ts';
import { contactOf, request, response, sdp } from './sip-text.ts';

export interface KeepOptions {
  readonly pool: PoolName;
  readonly orbit: string;
  readonly music: VoiceName | 'none';
  /** The end that sends the BYE in the parker's dialog; `none` when it is left up. */
  readonly parkerEndedBy: 'pool' | 'parker' | 'none';
}

export interface DialOptions extends Of {
  readonly status?: number | 'none';
  /** The party that does not hear the other. */
  readonly deaf?: Party;
  /** What the retriever hears instead of the parkee. */
  readonly hears?: VoiceName | 'none';
  /** Retriever and parkee are joined. */
  readonly joined?: boolean;
  /** The parkee goes on hearing music. */
  readonly stillPlayed?: boolean;
}

export class B2buaHistory extends DialogHistory {
  isAnchored(call: string): boolean {
    return this.anchored.has(call);
  }

  /** The pool lets the parker go, and plays music in the dialog that it has with the parkee. */
  keep(call: string, parker: Side, parkee: Side, { pool, orbit, music, parkerEndedBy }: KeepOptions): void {
    if (parkerEndedBy === 'pool') this.fromPeer(parker, 'BYE');
    if (parkerEndedBy === 'parker') this.inDialog(parker, 'BYE');
    if (parkerEndedBy !== 'none') {
      this.unhear(parker.party, parker.callId);
      this.sides.set(
        call,
        (this.sides.get(call) ?? []).filter((each) => each !== parker),
      );
    }
    this.unhear(parkee.party, parkee.callId);
    if (music !== 'none') this.hear(parkee.party, parkee.callId, music);
    const { callId, localTag, remoteTag } = parkee;
    const shown = { callId, localTag: remoteTag, remoteTag: localTag, parkee: parkee.party };
    this.orbits.set(`${pool} ${orbit}`, { orbit, pool, ...shown });
  }

  /** The retriever dials the orbit; the pool answers by itself and passes the audio on. */
  retrieveByDial(
    call: string,
    by: Party,
    at: { pool: PoolName; orbit: string; parkee: Side },
    options: DialOptions,
  ): void {
    const { status = 200, deaf, joined = status === 200, hears, stillPlayed = !joined } = options;
    const { pool, orbit, parkee } = at;
    const callId = this.newCallId(`${call}.retrieve`);
    const deed = this.asked({ verb: 'retrieve', by, call, callId, within: 2000, orbit, pool, of: options.of });
    const [fromTag, toTag] = [tagOf(by, callId), tagOf(pool, callId)];
    const parts = {
      uri: `sip:${orbit}@park.example`,
      from: by,
      fromTag,
      to: orbit,
      callId,
      seq: 1,
      contact: contactOf(by),
    };
    const body = { type: 'application/sdp', body: sdp() };
    const invite = request({ ...parts, ...body, method: 'INVITE' });
    this.deliver(by, pool, invite);
    if (status !== 'none') {
      const answer = status === 200 ? { ...body, contact: contactOf(pool, orbit) } : {};
      this.deliver(pool, by, response(invite, status, { ...answer, toTag }));
    }
    if (status !== 200) return deed.end(status === 'none' ? 'no answer' : `answered ${status}`);
    this.ack(by, pool, { ...parts, toTag });
    deed.end();
    this.sides.get(call)?.push({ party: by, callId, localTag: fromTag, remoteTag: toTag, peer: pool });
    if (joined) this.orbits.delete(`${pool} ${orbit}`);
    if (!stillPlayed) this.unhear(parkee.party, parkee.callId);
    if (joined && deaf !== parkee.party) this.hear(parkee.party, parkee.callId, by);
    const voice = hears ?? (joined ? parkee.party : 'none');
    if (voice !== 'none' && deaf !== by) this.hear(by, callId, voice);
  }

  /** The pool ends what is left of a call when one of its parties has hung up. */
  endOthers(call: string, gone: Side): void {
    for (const side of this.sides.get(call) ?? []) if (side !== gone) this.fromPeer(side, 'BYE');
  }
}
