/** What the rules of the phones say against each other. */
import type { Diagnostic } from '../suite/diagnostic.ts';
import type { YamlDocument } from '../suite/yaml.ts';
import type { CandidateSource } from './candidate-schema.ts';

/** What phones do that have one line: they go from one pool to the other. */
const OF_ONE_LINE = ['move', 'return', 'invite'] as const;

export function checkPhones(
  { phones = {} }: Pick<Partial<CandidateSource>, 'phones'>,
  document: YamlDocument,
): readonly Diagnostic[] {
  if (phones.register !== 'both') return [];
  return OF_ONE_LINE.filter((key) => phones[key] !== undefined).map((key) => {
    const message = `phones with a line at each pool have no \`${key}\`: they go nowhere, and are registered at both`;
    return document.diagnose(['phones', key], 'key', message, `leave \`${key}\` or \`register\` out`);
  });
}
