import type { Diagnostic } from './diagnostic.ts';
import type { YamlDocument } from './yaml.ts';
import type { Path } from './yaml-index.ts';

/** The name of a check as the file gives it. */
export interface NamedCheck {
  readonly name: string;
  readonly path: Path;
}

/** Each check of a cell has a name of its own: reports, baselines and the ledger know it by that alone. */
export function checkNames(checks: readonly NamedCheck[], document: YamlDocument): readonly Diagnostic[] {
  const first = new Map<string, Path>();
  return checks.flatMap(({ name, path }) => {
    const earlier = first.get(name);
    if (earlier === undefined) {
      first.set(name, path);
      return [];
    }
    const hint = `line ${document.positionOf(earlier, 'value').line} has it already: give this one another name`;
    return [document.diagnose(path, 'value', `the check name \`${name}\` is used twice`, hint)];
  });
}
