import type { FinalOutcome } from '../../sip/endpoint.ts';
import type { Reply } from '../phone.ts';

/** What the promise gives within `ms` milliseconds, else undefined. The promise itself goes on. */
export async function settledWithin<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** A point in time that several steps share. */
export class Deadline {
  readonly #at: number;

  constructor(within: number) {
    this.#at = performance.now() + within;
  }

  /** ms, never negative */
  get left(): number {
    return Math.max(0, this.#at - performance.now());
  }
}

/** No outcome yet is silence too. */
export function replyOf(outcome: FinalOutcome | undefined): Reply {
  switch (outcome?.kind) {
    case 'response':
      return { kind: 'answered', status: outcome.response.status, reason: outcome.response.reason };
    case 'transport':
      return { kind: 'unreachable', why: outcome.why };
    case 'timeout':
    case undefined:
      return { kind: 'silent' };
  }
}

export function isSuccess(reply: Reply): reply is Extract<Reply, { kind: 'answered' }> {
  return reply.kind === 'answered' && reply.status >= 200 && reply.status < 300;
}
