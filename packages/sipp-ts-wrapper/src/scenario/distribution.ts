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
