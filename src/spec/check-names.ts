import type { Diagnostic } from './diagnostic.ts';
import type { PlacedStep } from './read-step.ts';
import type { YamlDocument } from './yaml.ts';

/** Each check of a cell has an id of its own: reports, baselines and the ledger know it by that alone. */
export function checkNames(steps: readonly PlacedStep[], document: YamlDocument): readonly Diagnostic[] {
  const firstLine = new Map<string, number>();
  const found: Diagnostic[] = [];
  for (const { step, fields } of steps) {
    if (step.kind !== 'check') continue;
    const first = firstLine.get(step.id);
    if (first === undefined) {
      firstLine.set(step.id, step.at.line);
      continue;
    }
    const message = `the check id \`${step.id}\` is used twice`;
    found.push(
      document.diagnose(
        [...fields, 'check'],
        'value',
        message,
        `line ${first} has it already: give this one another name`,
      ),
    );
  }
  return found;
}
