/** How much of a processor `work` takes, in ms: what else the machine does costs time, and no processor of ours. */
export function processorTime(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
