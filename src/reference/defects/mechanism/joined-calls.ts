import type { JoinedCall } from '../../joined-call.ts';
import type { JoinedCallCopy } from '../../joined-call-copy.ts';
import type { PoolName } from '../../mode.ts';
import type { ParkService } from '../../park-service.ts';
import type { PoolContext } from '../../pool-context.ts';
import type { Moment } from './call-watch.ts';

/**
 * The calls that the backup stands in the middle of at a moment. Those of the primary may come to it a little later: then it
 * is told of them as they come. `act` hears of each once, with the pool where it came about.
 */
export class JoinedCalls {
  readonly #at: Moment;
  readonly #act: (call: JoinedCall, service: ParkService, of: PoolName) => void;
  readonly #takenOver = new Set<string>();
  readonly #told = new Set<string>();
  #service: ParkService | undefined;
  #due: boolean;

  constructor(at: Moment, act: (call: JoinedCall, service: ParkService, of: PoolName) => void) {
    this.#at = at;
    this.#act = act;
    this.#due = at === 'peer-lost';
  }

  /** Of the pool, when it is there. */
  watch(service: ParkService): void {
    if (service.pool.settings.pool === 'backup') this.#service = service;
  }

  entered(moment: Moment): void {
    this.#due = moment === this.#at;
    this.#tell();
  }

  /** For `goesOnWith`. */
  taken(calls: readonly JoinedCallCopy[], { settings }: PoolContext): readonly JoinedCallCopy[] {
    if (settings.pool === 'primary') return calls;
    for (const { id } of calls) this.#takenOver.add(id);
    setImmediate(() => this.#tell());
    return calls;
  }

  #tell(): void {
    if (!this.#due || this.#service === undefined) return;
    for (const call of this.#service.joined) {
      if (this.#told.has(call.id)) continue;
      this.#told.add(call.id);
      this.#act(call, this.#service, this.#takenOver.has(call.id) ? 'primary' : 'backup');
    }
  }
}
