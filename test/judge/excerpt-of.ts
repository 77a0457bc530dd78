import { openFacts, Unfolding } from '../../src/judge/facts.ts';
import { actionOfCheck, type Excerpt, excerptOfCheck } from '../../src/judge/excerpt.ts';
import type { HistoryBuilder } from './history-builder.ts';

/** What is judged in the check of that name. */
export function excerptOf(told: HistoryBuilder, name: string): Excerpt {
  const [run] = told.events;
  if (run?.kind !== 'run') throw new Error('a history begins with its run');
  const whole = openFacts(run, told.events);
  const action = actionOfCheck(whole, `${told.cell.id}/${name}`);
  if (action === undefined) throw new Error(`${name} was not tried`);
  return excerptOfCheck(new Unfolding(whole).upTo(action.range.to), action, 'normal');
}
