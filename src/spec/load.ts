import {
  type Act,
  type Cell,
  type Expectation,
  PARTIES,
  type Party,
  PHASES,
  type Phase,
  type PhaseSteps,
  type Step,
} from './cell.ts';
import { checkCalls, type PlacedPhase } from './check-calls.ts';
import { checkNames } from './check-names.ts';
import { checkPhaseOrder, checkPhasesReached, type NamedPhase } from './check-phases.ts';
import { checkState } from './check-state.ts';
import { type Diagnostic, sortDiagnostics } from './diagnostic.ts';
import { explainIssues, valueAt } from './issues.ts';
import { type PlacedStep, readStep } from './read-step.ts';
import { rawCellSchema } from './schema.ts';
import { readYaml, type YamlDocument } from './yaml.ts';

export type CellReading = { readonly cell: Cell } | { readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads a spec. Never throws: either the file is a cell that can be run, or everything that is wrong with it comes back
 * at once, in the order of the file.
 */
export function loadCell(source: string, file: string): CellReading {
  const document = readYaml(source, file);
  if ('diagnostics' in document) return document;
  const header = rawCellSchema.safeParse(document.value);
  const scenario = readScenario(document, header.data?.cell ?? '');
  const diagnostics = [
    ...(header.success ? [] : explainIssues(header.error.issues, rawCellSchema, document, [])),
    ...scenario.diagnostics,
    ...checkScenario(scenario, document),
    ...(header.success ? checkHeader(header.data, scenario, document) : []),
  ];
  if (!header.success || diagnostics.length > 0) return { diagnostics: sortDiagnostics(diagnostics) };
  const { cell: id, title, state, phase, requirement, source: origin, demands = [] } = header.data;
  const steps = fillGaps(scenario.phases);
  const parties = partiesOf(steps.flatMap((part) => part.steps));
  const at = document.positionOf(['cell'], 'key');
  return { cell: { id, title, state, phase, requirement, source: origin, demands, at, scenario: steps, parties } };
}

interface Scenario {
  readonly named: readonly NamedPhase[];
  readonly phases: readonly PlacedPhase[];
  readonly diagnostics: readonly Diagnostic[];
  /** Names of calls in steps that could not be read. */
  readonly unsure: ReadonlySet<string>;
  /** Some step could not be read and does not even name its call. */
  readonly lost: boolean;
}

function readScenario(document: YamlDocument, cellId: string): Scenario {
  const named: NamedPhase[] = [];
  const phases: PlacedPhase[] = [];
  const diagnostics: Diagnostic[] = [];
  const unsure = new Set<string>();
  let lost = false;
  itemsOf(valueAt(document.value, ['scenario'])).forEach((part, index) => {
    for (const phase of phasesIn(part)) {
      const steps: PlacedStep[] = [];
      itemsOf(valueAt(part, [phase])).forEach((raw, position) => {
        const reading = readStep(raw, document, ['scenario', index, phase, position], cellId);
        if ('step' in reading) {
          steps.push(reading);
          return;
        }
        diagnostics.push(...reading.diagnostics);
        const names = callNamesIn(raw);
        if (names.length === 0) lost = true;
        for (const name of names) unsure.add(name);
      });
      named.push({ phase, index });
      phases.push({ phase, steps });
    }
  });
  return { named, phases, diagnostics, unsure, lost };
}

function checkScenario(scenario: Scenario, document: YamlDocument): readonly Diagnostic[] {
  const steps = scenario.phases.flatMap((part) => part.steps);
  const order = checkPhaseOrder(scenario.named, document);
  // What happens to the calls means nothing while the order of the phases, or a step without a name, is in doubt.
  const calls =
    order.length > 0 || scenario.lost ? [] : checkCalls(scenario.phases, scenario.unsure, document).diagnostics;
  return [...order, ...checkNames(steps, document), ...calls];
}

function checkHeader(
  header: { readonly state: Cell['state']; readonly phase: Phase; readonly demands?: readonly Phase[] | undefined },
  scenario: Scenario,
  document: YamlDocument,
): readonly Diagnostic[] {
  if (scenario.diagnostics.length > 0) return [];
  const { state, phase, demands = [] } = header;
  const withChecks = scenario.phases.filter((part) => part.steps.some(({ step }) => step.kind === 'check'));
  if (withChecks.length === 0) {
    return [
      document.diagnose(
        ['scenario'],
        'key',
        'the cell checks nothing',
        'add a step such as `- { check: still-connected, call: A, is: connected }`',
      ),
    ];
  }
  const calls = checkCalls(scenario.phases, scenario.unsure, document);
  const sound = calls.diagnostics.length === 0;
  return [
    ...checkPhasesReached({ phase, demands }, scenario.named, new Set(withChecks.map((part) => part.phase)), document),
    ...(sound ? checkState(state, phase, calls.atPhase.get(phase), document) : []),
  ];
}

/** Phases in between that the file does not name are walked with nothing to do. */
function fillGaps(phases: readonly PlacedPhase[]): readonly PhaseSteps[] {
  const last = Math.max(...phases.map(({ phase }) => PHASES.indexOf(phase)));
  return PHASES.slice(0, last + 1).map((phase) => ({
    phase,
    steps: phases.filter((part) => part.phase === phase).flatMap((part) => part.steps.map(({ step }) => step)),
  }));
}

function partiesOf(steps: readonly Step[]): readonly Party[] {
  const named = new Set(steps.flatMap((step) => partiesIn(step.kind === 'act' ? step : step.expect)));
  return PARTIES.filter((party) => named.has(party));
}

function partiesIn(step: Act | Expectation): readonly Party[] {
  if (step.kind === 'announces') return [step.by];
  if (!('deed' in step)) return [];
  const { deed } = step;
  return 'to' in deed ? [deed.by, deed.to] : [deed.by];
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function phasesIn(part: unknown): readonly Phase[] {
  return PHASES.filter((phase) => valueAt(part, [phase]) !== undefined);
}

/** Whatever a step that could not be read calls its call, wherever it says so. */
function callNamesIn(raw: unknown): readonly string[] {
  if (typeof raw !== 'object' || raw === null) return [];
  return Object.entries(raw).flatMap(([key, value]) => {
    if ((key === 'call' || key === 'as') && typeof value === 'string') return [value];
    return callNamesIn(value);
  });
}
