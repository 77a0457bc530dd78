/** Median, extremes and 99th percentile of a list of figures, in one line. */
export function spread(values: readonly number[]): string {
  const at = (part: number): string => quantile(values, part)?.toFixed(2) ?? '-';
  return `median ${at(0.5)}  min ${at(0)}  p99 ${at(0.99)}  max ${at(1)}  (n=${values.length})`;
}

/** 0 of an empty list. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5) ?? 0;
}

function quantile(values: readonly number[], part: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
}
