import type { Party } from '../../suite/cell.ts';
import { legOf } from '../facts.ts';
import { type Finding, inconclusive } from '../finding.ts';
import { isLive } from '../evidence/legs.ts';
import type { Excerpt } from '../excerpt.ts';

/**
 * Whether a party is heard after an attempt says nothing about the attempt when it was not heard before it either: then
 * a failure becomes inconclusive, unless the call has ended since. The checks of that moment say why the call was silent.
 *
 * @param n the event with which the attempt began.
 */
export function unlessSilentBefore(
  { facts, range }: Excerpt,
  call: string,
  pair: readonly [Party, Party],
  n: number,
  finding: Finding,
): Finding {
  if (finding.verdict !== 'fail') return finding;
  const [first, second] = pair;
  const legs = pair.map((party) => legOf(facts, party, call, n));
  if (legs.some((leg) => leg === undefined || !isLive(leg, range.to))) return finding;
  for (const [leg, listener, voice] of [
    [legs[0], first, second],
    [legs[1], second, first],
  ] as const) {
    if (leg === undefined || facts.hearing.voices(listener, { from: n, to: n }, leg.callId).includes(voice)) continue;
    const { figures, evidence } = finding;
    return inconclusive('silent-before', { listener, speaker: voice, call, because: finding }, { figures, evidence });
  }
  return finding;
}
