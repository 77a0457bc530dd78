/** Median, extremes and 99th percentile of a list of figures, in one line. */
export function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): string => {
    const value = sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
    return value === undefined ? '-' : value.toFixed(2);
  };
  return `median ${at(0.5)}  min ${at(0)}  p99 ${at(0.99)}  max ${at(1)}  (n=${values.length})`;
}
