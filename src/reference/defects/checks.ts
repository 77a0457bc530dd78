/** Ids and sets of ids, with a space between them. Cells come in the order of the table, ids of a cell as written. */
export function checks(texts: TemplateStringsArray, ...sets: ReadonlyArray<readonly string[]>): readonly string[] {
  const text = String.raw({ raw: texts }, ...sets.map((set) => set.join(' '))).trim();
  return text.split(/\s+/).toSorted((one, other) => inOrder(cellOf(one), cellOf(other)));
}

/** By their octets: each start of a pool waits for this, and an order of a language takes long to load. */
function inOrder(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function cellOf(check: string): string {
  return check.split('/', 1)[0] ?? '';
}

export const PARK_REFUSED = checks`DR-12/park-refused DR-13/park-refused DR-S1/park-refused`;

export const PARKABLE = checks`DR-12/parkable DR-13/parkable
  DR-S3/parkable-before DR-S3/parkable-after-failover DR-S3/parkable-after-failback
  DR-S4/first-parkable DR-S4/second-parkable DR-S5/second-parkable`;

/** With two calls at once: the first of them. */
export const FIRST_RETRIEVABLE = checks`DR-12/retrievable DR-13/retrievable DR-23/retrievable
  DR-S3/retrievable-before DR-S3/retrievable-after-failover DR-S3/retrievable-after-failback DR-S4/first-retrievable
  DR-S5/first-retrievable`;
export const RETRIEVABLE = checks`${FIRST_RETRIEVABLE} DR-S4/second-retrievable DR-S5/second-retrievable
  DR-S8/first-retrievable`;

/** Looked up, the orbit is one of the pool that parked the call. */
export const RIGHT_ORBIT = checks`DR-23/still-parked DR-23/still-parked-after DR-S2/orbit-in-range
  DR-S4/first-waits DR-S4/second-waits DR-S4/second-waits-on`;

export const REDIRECTED = checks`DR-S1/caller-redirected DR-S1/callee-redirected DR-S1/resiliency-announced
  DR-S1/park-refused`;

export const SERVED_AFTER_FAILBACK = checks`DR-S3/full-service-after-failback DR-S3/callable-after-failback
  DR-S3/parkable-after-failback DR-S3/orbit-of-primary DR-S3/music-of-primary DR-S3/retrievable-after-failback`;

export const NO_GHOST_IN_FAILOVER = checks`DR-21/no-ghost-during-failover DR-21/no-ghost-after-failover
  DR-22/none-during-failover DR-22/none-after-failover`;
export const NO_GHOST_IN_FAILBACK = checks`DR-21/no-ghost-during-failback DR-21/no-ghost-after-failback
  DR-22/none-during-failback DR-22/none-after-failback`;

/** A call that was retrieved on the primary goes on. */
export const RETRIEVED_ON_PRIMARY = checks`DR-31/still-connected DR-32/still-connected DR-32/connected-after-failover
  DR-33/retrieved-on-primary DR-33/retrieved-on-primary-after`;
