/** A cell that grows while it is walked: each step is read as a spec has it, is taken, and is judged by the history so far. */
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCandidate } from '../candidate/load-candidate.ts';
import { Deferred } from '../deferred.ts';
import { noteTrouble } from '../drive/act.ts';
import { runCell } from '../drive/run-cell.ts';
import type { Stage } from '../drive/stage.ts';
import { stageAftermath } from '../drive/stage-aftermath.ts';
import { enterPhase, takeStep, type Walk } from '../drive/walk.ts';
import type { HistoryEvent } from '../history/event.ts';
import { readHistory } from '../history/read-history.ts';
import { judge } from '../judge/judge.ts';
import type { CheckVerdict } from '../judge/verdict.ts';
import type { Makers } from '../runtime/docker/docker-pools.ts';
import { startSurvivor } from '../runtime/docker/survivor.ts';
import type { Runtime } from '../runtime/pools.ts';
import { judgeFolder } from '../run/cell-outcome.ts';
import { type Cell, PARTIES, PHASES, type Phase, type PhaseSteps } from '../suite/cell.ts';
import { type Diagnostic, renderDiagnostics } from '../suite/diagnostic.ts';
import { loadScenario } from '../suite/load-cell.ts';
import type { BenchReport, BenchVerdict } from './bench-api.ts';
import type { Opening } from './bench-messages.ts';

type Surroundings = Parameters<Walk>;

interface RawPhase {
  readonly phase: Phase;
  readonly steps: readonly object[];
}

export class LiveBench {
  readonly #opening: Opening;
  readonly #cell: Cell;
  readonly #ready = new Deferred<Surroundings>();
  readonly #closing = new Deferred<void>();
  readonly #over: Promise<void>;
  #raw: readonly RawPhase[] = [{ phase: 'normal', steps: [] }];
  #scenario: readonly PhaseSteps[] = [{ phase: 'normal', steps: [] }];
  #missed: string | undefined;

  /** Throws for a candidate that cannot be used, with all its mistakes. */
  constructor(opening: Opening, signal: AbortSignal, makers?: Makers) {
    const reading = loadCandidate(opening.source, opening.file);
    if ('diagnostics' in reading) throw new Error(renderDiagnostics(reading.diagnostics));
    this.#opening = opening;
    const scenario = (): readonly PhaseSteps[] => this.#scenario;
    this.#cell = {
      id: opening.name,
      title: 'A test written by hand',
      state: 'by-hand',
      phase: 'normal',
      requirement: 'what the test says',
      source: 'the test',
      demands: [],
      at: { file: opening.file, line: 1, column: 1 },
      get scenario() {
        return scenario();
      },
      parties: PARTIES,
    };
    const isInDocker = reading.candidate.runtime === 'docker';
    // Labels of the engine name it: what is left of a bench that was killed is found by it.
    const run = `bench-${process.pid}-${randomBytes(4).toString('hex')}`;
    const survivor = isInDocker ? startSurvivor() : undefined;
    survivor?.follow(run, join(opening.directory, 'bench.log'));
    this.#over = runCell({
      ...(isInDocker ? { run } : {}),
      cell: this.#cell,
      candidate: reading.candidate,
      directory: opening.directory,
      within: opening.within,
      ...(opening.phones === undefined ? {} : { phones: opening.phones }),
      ...(opening.outage === undefined ? {} : { outage: opening.outage }),
      ...(makers === undefined ? {} : { runtime: runtimeWith(makers) }),
      signal,
      walk: async (...surroundings) => {
        this.#ready.settle(surroundings);
        await this.#closing.promise;
        await stageAftermath(surroundings[0], surroundings[2]);
      },
    }).then(() => survivor?.dismiss());
  }

  /** Rejects with what kept the pools from starting or a phone from registering. */
  async start(): Promise<void> {
    await this.#enter('normal');
  }

  async reach(word: string): Promise<void> {
    const phase = PHASES.find((one) => one === word);
    if (phase === undefined) throw new Error(`there is no phase \`${word}\`: say one of ${PHASES.join(', ')}`);
    const at = PHASES.indexOf(phase);
    const now = this.#raw.length - 1;
    if (at < now) throw new Error(`the bench is in ${PHASES[now]} already, and goes back to no ${phase}`);
    for (const next of PHASES.slice(now + 1, at + 1)) {
      // oxlint-disable-next-line no-await-in-loop -- a phase follows from the one before
      await this.#enter(next);
    }
  }

  /** The verdict of a check; undefined after an act. Rejects for a step that means nothing, and an act that failed. */
  async step(raw: object): Promise<BenchVerdict | undefined> {
    if (this.#missed !== undefined) throw new Error(this.#missed);
    const last = this.#raw.at(-1);
    const grown = this.#raw.map((part) => (part === last ? { ...part, steps: [...part.steps, raw] } : part));
    const reading = loadScenario(textOf(grown), this.#opening.name, this.#cell.id);
    if ('diagnostics' in reading) throw new Error(reading.diagnostics.map(plainly).join('\n'));
    [this.#raw, this.#scenario] = [grown, reading.scenario];
    const step = this.#scenario.at(-1)?.steps.at(-1);
    if (step === undefined) throw new Error('the step is in no phase');
    const before = this.#events().length;
    const [stage, , load] = await this.#surroundings();
    await this.#onStage(stage, takeStep(stage, step, load));
    const events = this.#events();
    if (step.kind === 'check') return told(this.#judged(events).find(({ id }) => id === step.id));
    const failed = events.slice(before).find((event) => event.kind === 'action' && event.state === 'failed');
    if (failed?.kind !== 'action') return undefined;
    throw new Error(
      `${failed.verb}${failed.by === undefined ? '' : ` by ${failed.by}`} failed: ${failed.why ?? failed.failure}`,
    );
  }

  async close(): Promise<BenchReport> {
    this.#closing.settle();
    await this.#over;
    const history = join(this.#opening.directory, 'history.jsonl');
    // Its first event has the cell as it was when the bench began, which asked for nothing.
    const [first = '', ...others] = readFileSync(history, 'utf8').split('\n');
    const run: object = JSON.parse(first);
    writeFileSync(history, [JSON.stringify({ ...run, cell: this.#cell }), ...others].join('\n'), { mode: 0o600 });
    const { verdict, problem } = judgeFolder(this.#opening.directory, { strict: false });
    if (verdict === undefined) throw new Error(`the bench has no verdict: ${problem ?? 'its history is empty'}`);
    return { verdict: verdict.verdict, checks: verdict.checks.map(told), history };
  }

  async #enter(phase: Phase): Promise<void> {
    if (this.#missed !== undefined) throw new Error(this.#missed);
    if (this.#raw.at(-1)?.phase !== phase) {
      this.#raw = [...this.#raw, { phase, steps: [] }];
      this.#scenario = [...this.#scenario, { phase, steps: [] }];
    }
    const [stage, reach, load] = await this.#surroundings();
    const missing = await this.#onStage(stage, enterPhase(stage, phase, reach, load));
    if (missing === undefined) return;
    this.#missed = `the phase ${phase} was not reached: ${missing.why}`;
    throw new Error(this.#missed);
  }

  #surroundings(): Promise<Surroundings> {
    return this.#unlessOver(this.#ready.promise);
  }

  /** A failure of the bench itself is told in the history, so that no check is judged as if there had been none. */
  #onStage<T>(stage: Stage, work: Promise<T>): Promise<T> {
    const noted = work.catch((cause: unknown): never => {
      if (!stage.signal.aborted) noteTrouble(stage, cause);
      throw cause;
    });
    return this.#unlessOver(noted);
  }

  /** A bench that has ended by itself tells why in its history. */
  #unlessOver<T>(work: Promise<T>): Promise<T> {
    const over = this.#over.then((): never => {
      const trouble = this.#events().find((event) => event.kind === 'note' && event.level === 'trouble');
      const end = this.#events().find((event) => event.kind === 'end');
      const why = trouble?.kind === 'note' ? trouble.text : `it ended (${end?.kind === 'end' ? end.why : 'unknown'})`;
      throw new Error(`the bench is over: ${why}`);
    });
    return Promise.race([work, over]);
  }

  #events(): readonly HistoryEvent[] {
    return readHistory(readFileSync(join(this.#opening.directory, 'history.jsonl'), 'utf8')).events;
  }

  #judged(events: readonly HistoryEvent[]): readonly CheckVerdict[] {
    const cell = { ...this.#cell };
    return judge(events.map((event) => (event.kind === 'run' ? { ...event, cell } : event))).checks;
  }
}

function runtimeWith(makers: Makers): Runtime {
  return { prepare: async (...asked) => (await import('../runtime/docker/docker-pools.ts')).prepare(...asked, makers) };
}

/** A step a line, so that a mistake is shown with its step. */
function textOf(phases: readonly RawPhase[]): string {
  const lines = phases.flatMap(({ phase, steps }) => [
    `  - ${phase}:`,
    ...steps.map((step) => `      - ${JSON.stringify(step)}`),
  ]);
  return ['scenario:', ...lines, ''].join('\n');
}

function plainly({ message, hint, text }: Diagnostic): string {
  return `${text.trim().replace(/^- /, '')}: ${message}${hint === undefined ? '' : `; ${hint}`}`;
}

function told(check: CheckVerdict | undefined): BenchVerdict {
  if (check === undefined) throw new Error('the judge did not name the check');
  const { id, verdict, code, reason, figures, evidence } = check;
  return { id, verdict, ...(code === undefined ? {} : { code }), reason, figures, evidence };
}
