import { type Distribution, PARAMETERS } from '../distribution.ts';
import type { Fields } from './fields.ts';

const KINDS = Object.keys(PARAMETERS);

/** What SIPp once took in place of `distribution`: an attribute of that name, whatever its value. */
const OLD_STYLE = ['normal', 'exponential', 'lognormal', 'weibull', 'pareto', 'gamma'] as const;

/** The distribution that an element names, if it names one. */
export function distributionFrom(fields: Fields): Distribution | undefined {
  const kind = kindOf(fields);
  if (kind === undefined) return undefined;
  if (!isKind(kind))
    return fields.failAt('distribution', `There is no distribution "${kind}"`, `There are ${KINDS.join(', ')}.`);
  const parameters = Object.entries(PARAMETERS[kind]).map(([key, name]) => [key, fields.neededNumber(name)] as const);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- PARAMETERS has all numbers of each kind
  return { kind, ...Object.fromEntries(parameters) } as Distribution;
}

function kindOf(fields: Fields): string | undefined {
  const named = fields.text('distribution');
  if (named !== undefined) return named;
  const old = OLD_STYLE.find((name) => fields.has(name));
  if (old !== undefined) fields.text(old);
  return old ?? (fields.has('min') || fields.has('max') ? 'uniform' : undefined);
}

function isKind(kind: string): kind is Distribution['kind'] {
  return KINDS.includes(kind);
}
