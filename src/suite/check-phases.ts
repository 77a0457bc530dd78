import { type Cell, PHASES, type Phase } from './cell.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { YamlDocument } from './yaml.ts';

/** A phase as the file names it: the `index`th item of its scenario. */
export interface NamedPhase {
  readonly phase: Phase;
  readonly index: number;
}

/** The phases of a file must start at `normal` and go on in the order of a run, each once. */
export function checkPhaseOrder(named: readonly NamedPhase[], document: YamlDocument): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const complain = ({ phase, index }: NamedPhase, message: string, hint: string): void => {
    found.push(document.diagnose(['scenario', index, phase], 'key', message, hint));
  };
  const seen: NamedPhase[] = [];
  for (const entry of named) {
    const latest = seen.at(-1);
    if (latest === undefined && entry.phase !== 'normal') {
      complain(entry, `the first phase must be \`normal\`, not \`${entry.phase}\``, 'begin with `- normal:`');
    } else if (seen.some(({ phase }) => phase === entry.phase)) {
      complain(entry, `phase \`${entry.phase}\` stands here twice`, 'put its steps together');
    } else if (latest !== undefined && PHASES.indexOf(entry.phase) < PHASES.indexOf(latest.phase)) {
      complain(
        entry,
        `phase \`${entry.phase}\` cannot come after \`${latest.phase}\``,
        `the order is ${PHASES.join(', ')}`,
      );
      continue;
    }
    seen.push(entry);
  }
  return found;
}

/** The phase that the cell is about, and those that it demands, must be in its scenario; the former with a check. */
export function checkPhasesReached(
  header: Pick<Cell, 'phase' | 'demands'>,
  named: readonly NamedPhase[],
  checksIn: ReadonlySet<Phase>,
  document: YamlDocument,
): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  if (!checksIn.has(header.phase)) {
    const hint = `the cell is about \`${header.phase}\`: check something there, or change \`phase\``;
    found.push(document.diagnose(['phase'], 'value', `no check in phase \`${header.phase}\``, hint));
  }
  const last = Math.max(-1, ...named.map(({ phase }) => PHASES.indexOf(phase)));
  header.demands.forEach((phase, index) => {
    if (PHASES.indexOf(phase) <= last) return;
    const hint = 'add the phase to the scenario, or do not demand it';
    found.push(document.diagnose(['demands', index], 'value', `the scenario ends before \`${phase}\``, hint));
  });
  return found;
}
