/** A failure of the bench itself: never the candidate's fault, never a verdict about it. */
export type BenchStage =
  | 'engine'
  | 'image'
  | 'network'
  | 'capture'
  | 'names'
  | 'ports'
  | 'record'
  | 'reaper'
  | 'start'
  | 'stop'
  | 'phone'
  | 'transition'
  | 'drive';

export class HarnessError extends Error {
  override readonly name = 'HarnessError';
  readonly stage: BenchStage;
  /** What to try. */
  readonly hint: string;

  constructor(stage: BenchStage, message: string, options: { readonly hint: string; readonly cause?: unknown }) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.stage = stage;
    this.hint = options.hint;
  }
}

/** The text of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
