/**
 * The jest environment of specs. Jest loads it outside of its sandbox, where modules are loaded once a worker: the bench
 * and the SIP kernel run here at full speed, and the sandbox holds nothing but the tests that ask for verdicts.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment';
import type { Circus } from '@jest/types';
import { createJestEnvironment } from 'allure-jest/factory';
import type { RuntimeMessage } from 'allure-js-commons/sdk';
import { TestEnvironment } from 'jest-environment-node';
import { cellFolder, readPlan } from '../run/run-folder.ts';
import type { CheckResult } from '../run/attempts.ts';
import { type CellOutcome, settleCheck } from '../run/ledger.ts';
import { earlierOutcomes, outcomeIn, refuseChanged } from '../run/cell-outcome.ts';
import type { RunPlan } from '../run/run-plan.ts';
import { unjudged } from '../judge/check-verdict.ts';
import type { CheckVerdict } from '../judge/verdict.ts';
import { ALLURE_RESULTS } from '../report/allure.ts';
import { leavingRoom } from '../report/allure-room.ts';
import { addressNames, eventLine } from '../report/event-line.ts';
import { accountOf, openAccount } from '../report/failure/failure-account.ts';
import { failureOf } from '../report/failure/violation.ts';
import { networkFact } from '../report/words.ts';
import { renderLadder } from '../report/ladder/text-ladder.ts';
import { remarksOf } from '../report/remarks.ts';
import { requirementsLine } from '../report/requirements.ts';
import type { Cell } from '../suite/cell.ts';
import type { Suite } from '../suite/suite.ts';
import { ALLURE_STATUS, type AllureResult, cellMessages, checkMessages, LINK_TEMPLATES } from './allure-cell.ts';
import { ConformanceAssertionError, NoVerdictError } from './check-error.ts';
import { endOfCell } from './engine-link.ts';
import { checkSpan } from './steps.ts';
import { RUN_VARIABLE } from './environment-variables.ts';

/** The longest timer of Node, in ms. */
const NEVER = 2 ** 31 - 1;

interface Judged {
  readonly cell: Cell;
  readonly outcome: CellOutcome;
  readonly folder: string;
  /** That which counts, from 1. */
  readonly attempt: number;
}

const AllureEnvironment = createJestEnvironment(TestEnvironment);

// Jest takes an environment by its default export.
export default class ParkspecEnvironment extends AllureEnvironment {
  // Made by Allure's environment, whose types do not show them.
  declare readonly runtime: {
    writer: object;
    updateTest(uuid: string, update: (result: AllureResult) => void): void;
  };
  declare readonly runContext: { readonly executables: readonly string[] };
  declare handleTestEvent: (event: Circus.Event, state: Circus.State) => void | Promise<void>;
  declare readonly handleAllureRuntimeMessage: (message: RuntimeMessage) => void;

  readonly #run: string;
  readonly #plan: RunPlan;
  readonly #root: string;
  readonly #reported = new Map<string, CheckResult>();
  #judged: Judged | undefined;
  #reporting: string | undefined;

  constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
    const run = process.env[RUN_VARIABLE];
    if (run === undefined) {
      throw new Error(`${RUN_VARIABLE} is not set: the jest configuration of specs needs parkspec's testSequencer`);
    }
    const plan = readPlan(run);
    super(withAllureOptions(config, run, plan), context);
    this.runtime.writer = leavingRoom(this.runtime.writer, run, ALLURE_RESULTS);
    this.#run = run;
    this.#plan = plan;
    this.#root = config.projectConfig.rootDir;
    const inherited = this.handleTestEvent;
    this.handleTestEvent = (event, state) => {
      if (event.name === 'test_start') this.#reporting = undefined;
      if (event.name === 'test_done') this.#correctAllure();
      return inherited.call(this, event, state);
    };
  }

  override async setup(): Promise<void> {
    await super.setup();
    this.global['parkspec'] = {
      // The engine sees to it that each cell ends, and may let it wait for a calmer machine.
      timeout: NEVER,
      run: (cell: Cell) => this.#runCell(cell),
      report: (check: string) => this.#report(check),
    };
  }

  /** Never rejects: what went wrong becomes the verdict of each check. */
  async #runCell(cell: Cell): Promise<void> {
    const planned = this.#plan.cells.find((one) => one.cell.id === cell.id);
    const attempt = planned === undefined ? 1 : await endOfCell(cell.id);
    const folder = cellFolder(this.#run, cell.id, attempt);
    if (planned === undefined || JSON.stringify(planned.cell) !== JSON.stringify(cell)) {
      mkdirSync(folder, { recursive: true });
      this.#judged = { cell, folder, attempt, outcome: refuseChanged(folder, cell) };
      return;
    }
    const outcome = outcomeIn(folder, cell, this.#plan);
    this.#judged = { cell, folder, attempt, outcome };
    if (outcome.verdict === undefined) return;
    const history = readFileSync(join(folder, 'history.jsonl'), 'utf8');
    const messages = cellMessages(cell, outcome.events, renderLadder(outcome.events), history);
    for (const message of messages) this.handleAllureRuntimeMessage(message);
  }

  /** Throws for every verdict but pass and not-applicable. */
  #report(id: string): void {
    if (this.#judged === undefined) throw new Error(`${id} was asked for before its cell was run`);
    const { cell, outcome, folder, attempt } = this.#judged;
    const check = verdictOf(id, outcome);
    this.#reporting = id;
    const attempts = [...earlierOutcomes(this.#run, cell.id, attempt), outcome];
    const settled = settleCheck(this.#plan, id, attempts);
    const suite = suiteIn(this.#plan, cell.id);
    this.#reported.set(id, settled);
    const judged = { cell, events: outcome.events, checks: outcome.verdict?.checks ?? [] };
    const failure = check.verdict === 'fail' ? failureOf(this.#plan, judged, check) : undefined;
    const messages = suite === undefined ? [] : checkMessages(suite, cell, outcome.events, check, settled, failure);
    for (const message of messages) this.handleAllureRuntimeMessage(message);
    const nameOf = addressNames(outcome.events);
    const context = {
      cell,
      account: failure === undefined ? openAccount(cell, check) : accountOf(failure),
      root: this.#root,
      history: relative(process.cwd(), join(folder, 'history.jsonl')),
      evidence: outcome.events
        .filter((event) => check.evidence.includes(event.n))
        .map((event) => `#${event.n} ${event.t.toFixed(1)} ms  ${eventLine(event, nameOf)}`),
    };
    if (check.verdict === 'fail') throw new ConformanceAssertionError(check, context);
    if (check.verdict === 'error' || check.verdict === 'inconclusive') throw new NoVerdictError(check, context);
  }

  /** Gives Allure's result our verdict and the time at which the check was really done. */
  #correctAllure(): void {
    const uuid = this.runContext.executables.at(-1);
    const check = this.#reporting === undefined ? undefined : this.#reported.get(this.#reporting);
    if (uuid === undefined || check === undefined) return;
    const span = checkSpan(this.#judged?.outcome.events ?? [], check.id);
    this.runtime.updateTest(uuid, (result) => {
      result.status = ALLURE_STATUS[check.verdict];
      // A check that failed at an earlier attempt is not let off by the test of this one, which has nothing to say of it.
      if (check.flaky) result.statusDetails = { message: [...remarksOf(check), check.reason].join('\n') };
      if (span === undefined) return;
      result.start = Math.round(span.start);
      result.stop = Math.round(span.stop);
    });
  }
}

function verdictOf(id: string, outcome: CellOutcome): CheckVerdict {
  const found = outcome.verdict?.checks.find((check) => check.id === id);
  if (found !== undefined) return found;
  return unjudged(id, 'no-verdict', { problem: outcome.problem ?? 'the judge did not name this check' });
}

function suiteIn({ cells, suites }: RunPlan, cell: string): Suite | undefined {
  const id = cells.find((one) => one.cell.id === cell)?.suite;
  return suites.find(({ suite }) => suite.id === id)?.suite;
}

function withAllureOptions(config: JestEnvironmentConfig, run: string, plan: RunPlan): JestEnvironmentConfig {
  const { candidate } = plan;
  const options = {
    ...config.projectConfig.testEnvironmentOptions,
    resultsDir: join(run, ALLURE_RESULTS),
    links: LINK_TEMPLATES,
    environmentInfo: {
      candidate: `${candidate.name} ${candidate.version}`,
      runtime: candidate.runtime,
      dialect: candidate.dialect.name,
      phones: plan.phones,
      outage: plan.outage ?? 'as the candidate file says',
      network: networkFact(plan.network),
      requirements: plan.suites.map(requirementsLine).join('; '),
      parkspec: plan.parkspec,
      node: plan.node,
      run: plan.id,
    },
  };
  return { ...config, projectConfig: { ...config.projectConfig, testEnvironmentOptions: options } };
}
