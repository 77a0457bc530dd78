/** Asking the engine: what it refuses, and what it does not answer, becomes a HarnessError. */
import { HarnessError, messageOf } from '../../harness-error.ts';

/** Longest that the engine may take over anything but images, in ms; generous, since it does one thing after the other. */
const PATIENCE = 60_000;

/** Answers of the engine that mean that there was nothing to do. */
export const UNCHANGED = 304;
export const MISSING = 404;
export const CONFLICT = 409;

/** `what` completes "the engine did not …"; `fine` are the statuses that are as good as done. */
export function asked<T>(what: string, ask: () => Promise<T>): Promise<T>;
export function asked(what: string, ask: () => Promise<unknown>, fine: readonly number[]): Promise<void>;
export async function asked<T>(
  what: string,
  ask: () => Promise<T>,
  fine: readonly number[] = [],
): Promise<T | undefined> {
  try {
    return await inTime(ask());
  } catch (cause) {
    if (fine.includes(Number(Object(cause).statusCode))) return undefined;
    throw new HarnessError('engine', `the engine did not ${what}: ${messageOf(cause)}`, {
      hint: 'is it still there (`docker version`), and is the machine overloaded? its own log may tell more',
      cause,
    });
  }
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it has not answered within ${PATIENCE / 1000} s`)), PATIENCE);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
