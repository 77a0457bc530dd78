/** The part of a history in which one check, or one act of the situation, was played. */
import type { VoiceName } from '../history/event.ts';
import type { Party, Phase, Verb } from '../suite/cell.ts';
import type { Action } from './evidence/actions.ts';
import type { Facts } from './facts.ts';
import { type Range, within } from './evidence/hearing.ts';
import type { Leg } from './evidence/legs.ts';
import { answered, type Reply } from './evidence/observed-reply.ts';

export interface Scene {
  readonly facts: Facts;
  readonly phase: Phase;
  readonly range: Range;
  /** When it began, in ms. */
  readonly t: number;
  /** The last look at who hears whom; an act has none, there it is enough to have heard each other once. */
  readonly lastLook: Range | undefined;
  readonly actions: readonly Action[];
}

/** The action that frames a check; undefined when it was never staged. */
export function frameOf(facts: Facts, id: string): Action | undefined {
  return facts.actions.find(({ verb, asked }) => verb === 'check' && asked.check === id);
}

export function sceneOfCheck(facts: Facts, frame: Action, phase: Phase): Scene {
  const actions = facts.actions.filter(({ of }) => of === frame.id);
  const lastDeed = Math.max(frame.asked.n, ...actions.flatMap(({ asked, ended }) => [asked.n, ended?.n ?? asked.n]));
  const lastLook = { from: lastDeed + 1, to: frame.range.to };
  return { facts, phase, actions, lastLook, range: frame.range, t: frame.asked.t };
}

/** The scene of an act: its deed and what was waited for after it, up to whatever was staged next. */
export function sceneOfAct(facts: Facts, action: Action, phase: Phase): Scene {
  const sceneEnd = facts.events.find((event) => event.n > action.asked.n && endsScene(event, action.id))?.n;
  const proofs = facts.actions.filter(
    ({ of, verb, asked }) =>
      of === undefined &&
      PROOFS.has(verb) &&
      asked.n > action.asked.n &&
      asked.n < (sceneEnd ?? Number.POSITIVE_INFINITY),
  );
  const range = { from: action.asked.n, to: Math.max(...[action, ...proofs].map((each) => each.range.to)) };
  return { facts, phase, range, t: action.asked.t, lastLook: undefined, actions: [action] };
}

const PROOFS: ReadonlySet<Action['verb']> = new Set(['listen', 'watch', 'lookup']);

function endsScene(event: Facts['events'][number], id: string): boolean {
  if (event.kind === 'phase') return true;
  return event.kind === 'action' && event.state === 'asked' && event.id !== id && !PROOFS.has(event.verb);
}

/** The deed of a scene. */
export function deedIn(scene: Scene, verb: Verb, by: Party): Action | undefined {
  return scene.actions.find((action) => action.verb === verb && action.by === by);
}

/** The event that proves that a leg hears a voice, now or, in an act, at all. */
export function hears(scene: Scene, leg: Leg, voice: VoiceName): number | undefined {
  const listener = { tap: leg.tap, leg: leg.callId, voice };
  const { hearing } = scene.facts;
  if (scene.lastLook === undefined) return hearing.first(listener, scene.range)?.fromN;
  return hearing.sample(listener, scene.lastLook)?.n;
}

/** What a leg hears in place of a voice that it should hear, at the end of the scene or, in an act, at any time. */
export function heardOn(scene: Scene, leg: Leg, missing: VoiceName): string {
  const { range, lastLook, facts } = scene;
  const at = lastLook === undefined ? range : { from: range.to, to: range.to };
  const voices = facts.hearing.voices(leg.tap, at, leg.callId).filter((voice) => voice !== missing);
  return voices.length === 0 ? 'nothing' : voices.join(' and ');
}

/** The event of a request, or of the beginning where none was sent. */
export type Sent = { readonly n: number; readonly t: number };

/** How the last first INVITE was answered that a party sent in a scene, and when it was sent. */
export function callReply({ facts, range, actions, t }: Scene, by: Party): { reply: Reply; sent: Sent } {
  const tried = facts.dialogs.invitations.findLast(
    ({ tap, role, invite }) => tap === by && role === 'uac' && within(invite.n, range),
  )?.invite;
  const final = tried === undefined ? undefined : facts.messages.final(tried);
  const action = actions.find((each) => each.verb === 'call' && each.by === by);
  return { reply: answered(tried, final, action), sent: tried ?? { n: range.from, t } };
}
