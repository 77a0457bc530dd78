/** The part of a clean aftermath that was looked at: a pass cites it, and claims no more. */
import type { PlannedStep } from '../../suite/planned-steps.ts';
import type { Excerpt } from '../excerpt.ts';
import type { Facts } from '../facts.ts';
import { type Finding, inconclusive, pass, retold } from '../finding.ts';
import { END_WATCHED } from '../../candidate/bounds.ts';
import { tooBriefly } from '../outcome/watched.ts';

/** Where a call was planned, and none ever stood, there was nothing that could be left behind. */
export function somethingStood({ facts, actions }: Excerpt): Finding {
  const { legs } = facts.dialogs;
  if (facts.plan.some(setsUpCall) && !legs.some((leg) => facts.owners.get(leg) !== undefined))
    return inconclusive('no-call-stood', {}, { evidence: setUps(facts) });
  const last = legs.flatMap(({ ended }) => ended ?? []).toSorted((a, b) => b.t - a.t)[0];
  const brief = last && tooBriefly(last, facts.events.at(-1), END_WATCHED);
  if (brief !== undefined) return inconclusive('end-watched-too-briefly', brief, { evidence: [last?.n ?? 0] });
  const ends = legs.flatMap(({ ended }) => ended?.n ?? []);
  const watched = actions.flatMap(({ verb, ended }) => (verb === 'watch' ? (ended?.n ?? []) : []));
  return pass('nothing-wrong', {}, { evidence: [...ends, ...watched] });
}

function setsUpCall({ step, deed }: PlannedStep): boolean {
  return deed?.verb === 'call' && (step.kind === 'act' || step.expect.kind === 'can');
}

function setUps({ actions }: Facts): readonly number[] {
  return actions.flatMap(({ verb, range }) => (verb === 'call' ? [range.to] : []));
}

/** A clean aftermath in one sentence. */
export function nothingLeft({ facts, actions }: Excerpt, clean: Finding): Finding {
  const ids = new Set(actions.map(({ id }) => id));
  const lookups = facts.lookups.filter(({ action }) => ids.has(action.id)).length;
  return retold(clean, 'nothing-left-behind', { dialogs: facts.dialogs.legs.length, lookups });
}
