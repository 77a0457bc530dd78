import type { PoolContext } from '../../pool-context.ts';

/** A user that is registered here and is none of those that are concerned. */
export function uninvolvedUser(
  concerned: ReadonlyArray<string | undefined>,
  { bindings }: PoolContext,
): string | undefined {
  return bindings.users(Date.now()).find((user) => !concerned.includes(user));
}
