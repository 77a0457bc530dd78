/** Why a message is refused. */
export interface Problem {
  readonly reason: string;
  /** Index into the text of the head. */
  readonly at: number;
  /** What a server answers to such a request. */
  readonly status: number;
}
