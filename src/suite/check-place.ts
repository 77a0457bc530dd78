import { aboutSchema } from './cell-schema.ts';
import type { Diagnostic } from './diagnostic.ts';
import { didYouMean } from './did-you-mean.ts';
import { valueAt } from './explain-issues.ts';
import type { Suite } from './suite.ts';
import type { YamlDocument } from './yaml.ts';

/** The row and the column that a cell names must be those of its suite. */
export function checkPlace(document: YamlDocument, suite: Suite | undefined): readonly Diagnostic[] {
  const state = aboutSchema.shape.state.safeParse(valueAt(document.value, ['state'])).data;
  const phase = aboutSchema.shape.phase.safeParse(valueAt(document.value, ['phase'])).data;
  // A word that is none is complained of where it is read.
  if (suite === undefined || state === undefined) return [];
  const { rows = [], columns = [] } = suite.table ?? {};
  if (state === suite.below?.state) return [];
  if (!rows.some((row) => row.state === state)) {
    const states = [...rows.map((row) => row.state), ...(suite.below === undefined ? [] : [suite.below.state])];
    const message = `the suite \`${suite.id}\` has no state \`${state}\``;
    return [document.diagnose(['state'], 'value', message, hintFor(state, states))];
  }
  const phases = columns.map((column) => column.phase);
  if (phase === undefined || phases.includes(phase)) return [];
  const message = `phase \`${phase}\` is no column of the suite \`${suite.id}\``;
  return [document.diagnose(['phase'], 'value', message, hintFor(phase, phases))];
}

function hintFor(word: string, known: readonly string[]): string {
  const meant = didYouMean(word, known);
  return meant === undefined ? `it has ${known.join(', ')}` : `did you mean \`${meant}\`?`;
}
