/** How large a message may be before it is refused. All but `headers` in octets. */
export interface Limits {
  /** The whole message; a datagram cannot be larger than the default. */
  readonly message: number;
  /** Start line and header fields together. */
  readonly head: number;
  /** Number of header fields. */
  readonly headers: number;
}

export const DEFAULT_LIMITS: Limits = { message: 65_535, head: 32_768, headers: 256 };

export function withDefaults(limits: Partial<Limits> | undefined): Limits {
  return limits === undefined ? DEFAULT_LIMITS : { ...DEFAULT_LIMITS, ...limits };
}
