import { openFacts, Unfolding } from '../../src/judge/facts.ts';
import { frameOf, type Scene, sceneOfCheck } from '../../src/judge/scene.ts';
import type { HistoryBuilder } from './history-builder.ts';

/** What is judged in the check of that name. */
export function sceneOf(told: HistoryBuilder, name: string): Scene {
  const [run] = told.events;
  if (run?.kind !== 'run') throw new Error('a history begins with its run');
  const whole = openFacts(run, told.events);
  const frame = frameOf(whole, `${told.cell.id}/${name}`);
  if (frame === undefined) throw new Error(`${name} was not staged`);
  return sceneOfCheck(new Unfolding(whole).upTo(frame.range.to), frame, 'normal');
}
