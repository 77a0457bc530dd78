import type { AdminRoutes } from '../../../admin-interface.ts';
import type { KnownCall } from './known-call.ts';

export interface CallReport {
  /** Grows with each change. */
  readonly version: number;
  readonly calls: readonly KnownCall[];
}

/** The calls that a pool knows of, and shares with its peer. */
export class CallList {
  readonly #calls = new Map<string, KnownCall>();
  #version = 0;
  #told = -1;
  #waiting: Array<() => void> = [];

  all(): readonly KnownCall[] {
    return [...this.#calls.values()];
  }

  add(call: KnownCall): void {
    this.#calls.set(call.callId, call);
    this.#bump();
  }

  forget(callId: string | undefined): void {
    if (callId !== undefined && this.#calls.delete(callId)) this.#bump();
  }

  /** Answers as soon as there is something that has not been told: so the peer knows a call in the moment it stands. */
  readonly routes: AdminRoutes = {
    'GET /calls': async () => {
      if (this.#told === this.#version) {
        await new Promise<void>((resolve) => {
          this.#waiting.push(resolve);
        });
      }
      this.#told = this.#version;
      return { status: 200, body: this.#report() };
    },
  };

  #bump(): void {
    this.#version += 1;
    this.#waiting.shift()?.();
  }

  #report(): CallReport {
    return { version: this.#version, calls: this.all() };
  }
}
