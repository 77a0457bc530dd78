/** The part of a history that belongs to one check, or to one act of the situation. */
import type { HistoryEvent, VoiceName } from '../history/event.ts';
import type { Party, Phase, Verb } from '../suite/cell.ts';
import type { Action } from './evidence/actions.ts';
import type { Facts } from './facts.ts';
import { firstIndex } from './evidence/fold.ts';
import { type Range, within } from './evidence/hearing.ts';
import type { Leg } from './evidence/legs.ts';
import { replyTo, type Reply } from './evidence/observed-reply.ts';

export interface Excerpt {
  readonly facts: Facts;
  readonly phase: Phase;
  readonly range: Range;
  /** When it began, in ms. */
  readonly t: number;
  /** The last look at the voices that are heard. An act has none: there it is enough that they were heard once. */
  readonly lastLook: Range | undefined;
  readonly actions: readonly Action[];
}

/** The action of a check, which lasts for all of it; undefined when it was never tried. */
export function actionOfCheck(facts: Facts, id: string): Action | undefined {
  return facts.actionLog.actionOfCheck(id);
}

export function excerptOfCheck(facts: Facts, action: Action, phase: Phase): Excerpt {
  const actions = facts.actionLog.partsOf(action.id);
  const lastDeed = Math.max(action.asked.n, ...actions.flatMap(({ asked, ended }) => [asked.n, ended?.n ?? asked.n]));
  const lastLook = { from: lastDeed + 1, to: action.range.to };
  return { facts, phase, actions, lastLook, range: action.range, t: action.asked.t };
}

/** The excerpt of an act: its deed and the waits after it, up to the next act, check or phase. */
export function excerptOfAct(facts: Facts, action: Action, phase: Phase): Excerpt {
  const { events, actions } = facts;
  const excerptEnd = firstAfter(events, action.asked.n, (event) => endsExcerpt(event, action.id))?.n;
  const next = firstIndex(actions, ({ asked }) => asked.n > action.asked.n);
  const end = firstIndex(actions, ({ asked }) => asked.n >= (excerptEnd ?? Number.POSITIVE_INFINITY));
  const proofs = actions.slice(next, end).filter(({ of, verb }) => of === undefined && PROOFS.has(verb));
  const range = { from: action.asked.n, to: Math.max(...[action, ...proofs].map((each) => each.range.to)) };
  return { facts, phase, range, t: action.asked.t, lastLook: undefined, actions: [action] };
}

/** The first event after a number that passes a test. */
function firstAfter(
  events: Facts['events'],
  n: number,
  test: (event: HistoryEvent) => boolean,
): HistoryEvent | undefined {
  for (let index = firstIndex(events, (event) => event.n > n); index < events.length; index += 1) {
    const event = events[index];
    if (event !== undefined && test(event)) return event;
  }
  return undefined;
}

const PROOFS: ReadonlySet<Action['verb']> = new Set(['listen', 'watch', 'lookup']);

function endsExcerpt(event: Facts['events'][number], id: string): boolean {
  if (event.kind === 'phase') return true;
  return event.kind === 'action' && event.state === 'asked' && event.id !== id && !PROOFS.has(event.verb);
}

/** The deed of a excerpt. */
export function deedIn(excerpt: Excerpt, verb: Verb, by: Party): Action | undefined {
  return excerpt.actions.find((action) => action.verb === verb && action.by === by);
}

/** The event that proves that a leg hears a voice, now or, in an act, at all. */
export function hears(excerpt: Excerpt, leg: Leg, voice: VoiceName): number | undefined {
  const listener = { tap: leg.tap, leg: leg.callId, voice };
  const { hearing } = excerpt.facts;
  if (excerpt.lastLook === undefined) return hearing.first(listener, excerpt.range)?.fromN;
  return hearing.sample(listener, excerpt.lastLook)?.n;
}

/** The voices that a leg hears in place of a missing one, at the end of the excerpt or, in an act, at any time. */
export function heardOn(excerpt: Excerpt, leg: Leg, missing: VoiceName): string {
  const { range, lastLook, facts } = excerpt;
  const at = lastLook === undefined ? range : { from: range.to, to: range.to };
  const voices = facts.hearing.voices(leg.tap, at, leg.callId).filter((voice) => voice !== missing);
  return voices.length === 0 ? 'nothing' : voices.join(' and ');
}

/** The event of a request, or of the beginning where none was sent. */
export type Sent = { readonly n: number; readonly t: number };

/** How the last first INVITE was answered that a party sent in a excerpt, and when it was sent. */
export function callReply({ facts, range, actions, t }: Excerpt, by: Party): { reply: Reply; sent: Sent } {
  const tried = facts.dialogs.invitationsAt(by, 'uac').findLast(({ invite }) => within(invite.n, range))?.invite;
  const action = actions.find((each) => each.verb === 'call' && each.by === by);
  return { reply: replyTo(facts.messages, tried, action), sent: tried ?? { n: range.from, t } };
}
