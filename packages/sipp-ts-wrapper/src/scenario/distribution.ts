/** A random value as SIPp draws one: for a pause in milliseconds, for a `sample` action in no unit. */
export type Distribution =
  | { readonly kind: 'fixed'; readonly value: number }
  | { readonly kind: 'uniform'; readonly min: number; readonly max: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly stdev: number }
  | { readonly kind: 'lognormal'; readonly mean: number; readonly stdev: number }
  | { readonly kind: 'exponential'; readonly mean: number }
  | { readonly kind: 'weibull'; readonly lambda: number; readonly k: number }
  | { readonly kind: 'pareto'; readonly k: number; readonly xm: number }
  | { readonly kind: 'gpareto'; readonly shape: number; readonly scale: number; readonly location: number }
  | { readonly kind: 'gamma'; readonly k: number; readonly theta: number }
  | { readonly kind: 'negbin'; readonly n: number; readonly p: number };

/** The attributes of each distribution, in SIPp's spelling. All but the first two need a SIPp that was built with GSL. */
export const PARAMETERS: { readonly [K in Distribution['kind']]: Readonly<Record<string, string>> } = {
  fixed: { value: 'value' },
  uniform: { min: 'min', max: 'max' },
  normal: { mean: 'mean', stdev: 'stdev' },
  lognormal: { mean: 'mean', stdev: 'stdev' },
  exponential: { mean: 'mean' },
  weibull: { lambda: 'lambda', k: 'k' },
  pareto: { k: 'k', xm: 'x_m' },
  gpareto: { shape: 'shape', scale: 'scale', location: 'location' },
  gamma: { k: 'k', theta: 'theta' },
  negbin: { n: 'n', p: 'p' },
};

/** The numbers of a distribution, by the attribute that SIPp reads each from. */
export function parametersOf(distribution: Distribution): Readonly<Record<string, number>> {
  const names = PARAMETERS[distribution.kind];
  return Object.fromEntries(
    Object.entries(distribution).flatMap(([key, value]) => {
      const name = names[key];
      return name === undefined || typeof value !== 'number' ? [] : [[name, value]];
    }),
  );
}
