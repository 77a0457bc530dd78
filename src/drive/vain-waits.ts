/**
 * Waits that a check ended without what it waited for. Where the harness or the pools were late meanwhile, the check waits
 * for as much longer: then nobody can say that the candidate had too little time.
 */
import type { HistoryEvent } from '../history/event.ts';
import { lateTime, MOST_DELAY } from '../history/late-time.ts';
import type { Recorder } from '../history/recorder.ts';
import { act, done } from './act.ts';
import type { LoadMeter } from './load-meter.ts';
import type { Stage } from './stage.ts';

/** With more delay than this, in ms, a cell says nothing anyhow, however long it waits. */
const HOPELESS = 4_000;
/** Delays of the wait itself that are not recorded before it ends, in ms. */
const SLACK = 50;
/** So often a wait that was late itself is made longer. */
const TURNS = 5;

export class VainWaits {
  /** Ids of checks in which something was waited for in vain. */
  readonly #checks = new Set<string>();
  #late = 0;

  constructor(recorder: Pick<Recorder, 'listen'>) {
    recorder.listen((event) => this.#see(event));
  }

  /** How much longer a check has to wait, in ms, with the delays that were recorded since its phase was entered. */
  owedBy(check: string): number {
    const isOwed = this.#checks.has(check) && this.#late > MOST_DELAY && this.#late <= HOPELESS;
    return isOwed ? this.#late + MOST_DELAY + SLACK : 0;
  }

  #see(event: HistoryEvent): void {
    if (event.kind === 'phase' && event.state === 'entering') this.#late = 0;
    else if (event.kind === 'load') this.#late += lateTime(event);
    else if (event.kind === 'action' && event.of !== undefined && isInVain(event)) this.#checks.add(event.of);
  }
}

function isInVain(event: HistoryEvent & { readonly kind: 'action' }): boolean {
  return event.state === 'failed' && (event.failure === 'silent' || event.failure === 'not-seen');
}

export async function waitLonger(stage: Stage, check: string, load: LoadMeter): Promise<void> {
  const begun = performance.now();
  for (let turn = 0; turn < TURNS; turn += 1) {
    // How late it was so far tells how much longer to wait.
    stage.recorder.append({ kind: 'load', ...load.read() });
    const within = stage.vainWaits.owedBy(check) - (performance.now() - begun);
    if (within <= 0) return;
    // oxlint-disable-next-line no-await-in-loop -- only at its end it shows whether this wait was late as well
    await act(stage, { verb: 'watch', within, of: check }, async () => {
      await stage.recorder.next(() => false, within, stage.signal);
      return done;
    });
  }
}
