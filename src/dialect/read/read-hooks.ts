/** Orders outside SIP, and what they came to. */
import { orbitInBody } from '../../candidate/dialect/body-template.ts';
import { hookText } from '../../candidate/dialect/check-hooks.ts';
import type { Dialect } from '../../candidate/dialect/dialect-table.ts';
import type { HookEvent } from '../../history/event.ts';
import type { Action } from '../../judge/evidence/actions.ts';
import { failure } from '../../judge/evidence/actions.ts';
import type { Reply } from '../../judge/evidence/observed-reply.ts';
import { WORDS } from '../../judge/sentences/field-words.ts';
import type { FinalWord, HookEnded, Known, ParkOrder } from '../reading.ts';
import { byeAfter } from './read-bye.ts';
import type { AskedToPark } from './read-park-requests.ts';

/** The hook of an action, by what it is for; undefined where it has not ended. */
export function hookOf(
  { hooks }: Pick<Known, 'hooks'>,
  { id }: Action,
  purpose: HookEvent['purpose'],
): HookEnded | undefined {
  return hooks.findLast((each) => each.action === id && each.purpose === purpose);
}

/** The order is asked for when its action is, and its end is the word of the candidate. */
export function askedByHook({ park, orbit: source }: Dialect, action: Action, known: Known): AskedToPark {
  const { by, callId = '', asked } = action;
  const hook = hookOf(known, action, 'park');
  if (by === undefined || hook === undefined) {
    const words = failure(action) ?? WORDS.nothingSent;
    return {
      request: undefined,
      told: undefined,
      orbit: undefined,
      departures: [],
      reply: { kind: 'not-sent', words },
    };
  }
  const request: ParkOrder = { n: asked.n, t: asked.t, tap: by, callId, remote: '' };
  const word = park.proof.includes('bye') ? byeAfter(known, action, request) : wordOf(hook);
  const told = hook.outcome === 'done' ? word : undefined;
  return {
    request,
    told,
    orbit: source === 'chosen' ? chosenIn(park, hook) : undefined,
    departures: [],
    reply: replyOf(hook, told, asked.t),
  };
}

function wordOf({ n, t, words }: HookEnded): FinalWord {
  return { seen: { n, t }, parked: true, words };
}

function replyOf({ n, t, outcome, words }: HookEnded, told: FinalWord | undefined, asked: number): Reply {
  switch (outcome) {
    case 'done':
      if (told === undefined) return { kind: 'evaded', n, words: WORDS.withoutWord(words), pending: true };
      return { kind: 'accepted', n: told.seen.n, t: told.seen.t, words: told.words };
    case 'refused':
      return { kind: 'refused', n, t, words };
    case 'late':
      return { kind: 'unanswered', n, t: asked, words };
    case 'unreachable':
      return { kind: 'unreachable', n, t, words };
  }
}

/** The orbit in the order itself, where the parker chooses it. */
function chosenIn({ hook: order }: Dialect['park'], { what }: HookEnded): string | undefined {
  if (order === undefined) return undefined;
  const said = order.kind === 'http' ? what.slice(what.indexOf('/') + 1) : what;
  return orbitInBody(said, hookText(order));
}
