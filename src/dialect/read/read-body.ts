/** A park by a request with a body of the candidate's own: which it was, and what says that the call is parked. */
import { orbitInBody } from '../../candidate/dialect/body-template.ts';
import type { Dialect } from '../../candidate/dialect/dialect-table.ts';
import type { Action } from '../../judge/evidence/actions.ts';
import { answered, type Reply } from '../../judge/evidence/observed-reply.ts';
import type { Seen } from '../../judge/evidence/seen-messages.ts';
import { WORDS } from '../../judge/sentences/field-words.ts';
import { bodyOf } from '../../sip/body.ts';
import type { SipRequest } from '../../sip/message/message.ts';
import { decodeText } from '../../sip/message/octets.ts';
import type { FinalWord, Known } from '../reading.ts';
import { byeAfter } from './read-bye.ts';
import { nextOf } from './read-next.ts';
import { type AskedBySip, type AskedToPark, answerWord, askedByInvite, askedByRefer } from './read-park-requests.ts';
import { toldByMessage } from './read-told-orbit.ts';

export function askedByBody(dialect: Dialect, action: Action, known: Known): AskedToPark {
  const asked = requestOf(dialect, action, known);
  const { request } = asked;
  if (request === undefined) return asked;
  const message = toldByMessage(dialect.told, action, known.messages);
  const orbit = message?.orbit ?? asked.orbit;
  const place = message === undefined ? {} : { orbitSeen: message.seen.n };
  const { proof } = dialect.park;
  if (proof.includes('message')) {
    const word = message && { seen: message.seen, parked: true, words: message.seen.method };
    return { ...asked, ...toldBy(asked.reply, word), orbit, ...place };
  }
  if (!proof.includes('bye')) return { ...asked, orbit, ...place };
  return { ...asked, ...toldBy(asked.reply, byeAfter(known, action, request)), orbit, ...place };
}

/** The answer to the request is no more than that: the word is still to come. */
function toldBy(answer: Reply, word: FinalWord | undefined): Pick<AskedToPark, 'reply' | 'told'> {
  if (word !== undefined) {
    const { seen, words } = word;
    return { told: word, reply: { kind: 'accepted', n: seen.n, t: seen.t, words } };
  }
  if (answer.kind !== 'accepted') return { told: undefined, reply: answer };
  const { n, words } = answer;
  return { told: undefined, reply: { kind: 'evaded', n, words: WORDS.withoutWord(words), pending: true } };
}

function requestOf(dialect: Dialect, action: Action, known: Known): AskedBySip {
  const { park } = dialect;
  const orbitIn = (request: Seen | undefined): string | undefined =>
    request && park.body && orbitInBody(textOf(request, park.body.type), park.body.template);
  switch (park.body?.method) {
    case 'REFER': {
      const byNotify = park.proof.includes('notify');
      const asked = askedByRefer(
        { ...dialect, park: { ...park, proof: [byNotify ? 'notify' : 'answer'] } },
        action,
        known,
      );
      return { ...asked, orbit: orbitIn(asked.request) ?? asked.orbit };
    }
    case 'INVITE': {
      const asked = askedByInvite(action, known);
      return { ...asked, orbit: orbitIn(asked.request) ?? asked.orbit };
    }
    case 'INFO':
    case undefined: {
      const info = infoOf(action, known);
      const final = info && known.messages.final(info);
      const reply = answered(info, final, action, info && known.messages.unreadableTo(info));
      const told = final && answerWord(final, reply.kind === 'accepted');
      return { request: info, reply, told, orbit: orbitIn(info), departures: [] };
    }
  }
}

function infoOf(action: Action, known: Known): Seen<SipRequest> | undefined {
  const { by, callId = '', asked } = action;
  const until = nextOf(known, action, ['park']);
  if (by === undefined) return undefined;
  return known.messages.requests(by, callId, 'INFO', 'out').findLast(({ n }) => n > asked.n && n < until);
}

function textOf({ message }: Seen, type: string): string {
  const [media = type] = type.toLowerCase().split(';', 1);
  return decodeText(bodyOf(message, media) ?? new Uint8Array());
}
