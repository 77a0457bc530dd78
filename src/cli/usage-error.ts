/** What was typed cannot be meant; the program ends with exit code 64 before anything is started. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
