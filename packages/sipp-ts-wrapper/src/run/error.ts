/** What went wrong with a running SIPp, for programs; the message is for people. */
export type SippTrouble =
  /** There is no such program where the executor starts it. */
  | 'not-installed'
  /** SIPp ended, or did not bind its socket, before it could be used. */
  | 'not-started'
  /** What was waited for did not come within the given time. */
  | 'deadline'
  /** The caller asked for what SIPp cannot take. */
  | 'refused'
  /** SIPp gave this call up. */
  | 'aborted'
  /** The call was released, or the phone stopped, by the caller. */
  | 'released'
  /** The control connection or the process is gone. */
  | 'lost';

/** An error with a cause that programs can tell apart and a hint for people. */
export class SippError extends Error {
  override readonly name = 'SippError';
  readonly kind: SippTrouble;
  /** What to do about it. */
  readonly hint: string | undefined;
  /** What SIPp itself said: standard error, error file. */
  readonly evidence: string | undefined;

  constructor(kind: SippTrouble, what: string, more: { hint?: string; evidence?: string; cause?: unknown } = {}) {
    const hint = more.hint === undefined ? '' : ` ${more.hint}`;
    const evidence = more.evidence === undefined || more.evidence === '' ? '' : `\n${more.evidence}`;
    super(`${what}${hint}${evidence}`, more.cause === undefined ? undefined : { cause: more.cause });
    this.kind = kind;
    this.hint = more.hint;
    this.evidence = more.evidence;
  }
}
