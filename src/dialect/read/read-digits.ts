/** A park by keys that were pressed: which they were, and the BYE or the answer that says what came of them. */
import type { Dialect } from '../../candidate/dialect/dialect-table.ts';
import { orbitInText } from '../uri-template.ts';
import type { Action } from '../../judge/evidence/actions.ts';
import type { Leg } from '../../judge/evidence/legs.ts';
import { answered, type Reply } from '../../judge/evidence/observed-reply.ts';
import { isSuccess, type Seen } from '../../judge/evidence/seen-messages.ts';
import { bodyOf } from '../../sip/body.ts';
import type { SipRequest } from '../../sip/message/message.ts';
import { decodeText } from '../../sip/message/octets.ts';
import type { FinalWord, Known, ParkOrder } from '../reading.ts';
import { byeAfter } from './read-bye.ts';
import { nextOf } from './read-next.ts';
import { type AskedToPark, answerWord } from './read-park-requests.ts';

export function askedByDigits({ park }: Dialect, action: Action, known: Known): AskedToPark {
  const { by, callId = '', asked } = action;
  const until = nextOf(known, action, ['park']);
  const leg = known.dialogs.withCallId(callId).findLast(({ tap, accept }) => tap === by && accept.n < asked.n);
  const infos = by === undefined || leg === undefined ? [] : infosIn(known, leg, asked.n, until);
  const event = known.digits.findLast(({ n, tap, leg: id }) => tap === by && id === callId && n > asked.n && n < until);
  const info = infos.at(-1)?.info;
  // Where one way has failed the other was taken.
  const inAudio = event !== undefined && (info === undefined || info.n < event.n);
  const keys = inAudio ? event.digits : infos.map(({ key }) => key).join('');
  const request = inAudio && leg !== undefined ? orderOf(event, leg) : info;
  const word = wordOf(park, known, action, { info: inAudio ? undefined : info, request });
  const orbit = orbitInText(keys, park.digits?.send ?? '', known.candidate.domain);
  return {
    request,
    departures: [],
    orbit,
    told: word,
    reply: replyOf(known, action, { info, inAudio, request, word }),
  };
}

function orderOf({ n, t, tap }: Pick<ParkOrder, 'n' | 't' | 'tap'>, { callId, invite }: Leg): ParkOrder {
  return { n, t, tap, callId, remote: invite.remote };
}

interface Key {
  readonly info: Seen<SipRequest>;
  readonly key: string;
}

/** INFOs with a key, in the order in which they were sent. */
function infosIn({ messages }: Known, { tap, callId }: Leg, from: number, until: number): readonly Key[] {
  return messages.requests(tap, callId, 'INFO', 'out').flatMap((info) => {
    const body = info.n > from && info.n < until ? bodyOf(info.message, 'application/dtmf-relay') : undefined;
    const key = body === undefined ? undefined : /^Signal=\s*([0-9*#A-D])/im.exec(decodeText(body))?.[1];
    return key === undefined ? [] : [{ info, key }];
  });
}

interface Pressed {
  readonly info: Seen<SipRequest> | undefined;
  readonly request: ParkOrder | undefined;
}

/** The BYE in the parker's leg, or the answer to the last INFO. */
function wordOf(
  { proof }: Dialect['park'],
  known: Known,
  action: Action,
  { info, request }: Pressed,
): FinalWord | undefined {
  if (!proof.includes('answer')) return request && byeAfter(known, action, request);
  const answer = info && known.messages.final(info);
  return answer && answerWord(answer, isSuccess(answer));
}

function replyOf(
  { messages }: Known,
  action: Action,
  asked: {
    readonly info: Seen<SipRequest> | undefined;
    readonly inAudio: boolean;
    readonly request: ParkOrder | undefined;
    readonly word: FinalWord | undefined;
  },
): Reply {
  const { info, inAudio, request, word } = asked;
  if (word?.parked === true) return { kind: 'accepted', n: word.seen.n, t: word.seen.t, words: word.words };
  if (inAudio && request !== undefined) return { kind: 'unheeded', n: request.n, t: request.t };
  const reply = answered(info, info && messages.final(info), action, info && messages.unreadableTo(info));
  // The INFO was taken, and that is all.
  return reply.kind === 'accepted' && info !== undefined ? { kind: 'unheeded', n: info.n, t: info.t } : reply;
}
