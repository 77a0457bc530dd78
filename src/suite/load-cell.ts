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
import { checkPlace } from './check-place.ts';
import { checkCalls, type PlacedPhase, type UnreadableStep } from './check-calls.ts';
import { checkNames, type NamedCheck } from './check-names.ts';
import { checkPhaseOrder, checkPhasesReached, type NamedPhase } from './check-phases.ts';
import { checkState } from './check-state.ts';
import { type Diagnostic, sortDiagnostics } from './diagnostic.ts';
import { explainIssues, valueAt } from './explain-issues.ts';
import { type PlacedStep, readStep } from './read-step.ts';
import { aboutSchema, rawCellSchema } from './cell-schema.ts';
import type { Suite } from './suite.ts';
import { readYaml, type YamlDocument } from './yaml.ts';

export type CellReading = { readonly cell: Cell } | { readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads a spec. Never throws: either the file is a cell that can be run, or everything that is wrong with it comes back
 * at once, in the order of the file. Without the suite that the cell belongs to nothing is said of its row and column.
 */
export function loadCell(source: string, file: string, suite?: Suite): CellReading {
  const document = readYaml(source, file);
  if ('diagnostics' in document) return document;
  const header = rawCellSchema.safeParse(document.value);
  const scenario = readScenario(document, header.data?.cell ?? '');
  const diagnostics = [
    ...(header.success ? [] : explainIssues(header.error.issues, rawCellSchema, document, [])),
    ...scenario.diagnostics,
    ...checkScenario(scenario, document, suite),
  ];
  if (!header.success || diagnostics.length > 0) return { diagnostics: sortDiagnostics(diagnostics) };
  const { cell: id, title, state, phase, requirement, source: origin, demands = [], fills } = header.data;
  const steps = fillGaps(scenario.phases);
  const parties = partiesOf(steps.flatMap((part) => part.steps));
  const at = document.positionOf(['cell'], 'key');
  const about = { id, title, state, phase, requirement, source: origin, demands, ...(fills && { fills }) };
  return { cell: { ...about, at, scenario: steps, parties } };
}

export type ScenarioReading =
  | { readonly scenario: readonly PhaseSteps[] }
  | { readonly diagnostics: readonly Diagnostic[] };

/** Reads a scenario that no cell stands around yet: its steps, their calls, and the names of its checks. Never throws. */
export function loadScenario(source: string, file: string, cellId: string): ScenarioReading {
  const document = readYaml(source, file);
  if ('diagnostics' in document) return document;
  const { named, phases, checks, diagnostics } = readScenario(document, cellId);
  const found = [
    ...diagnostics,
    ...checkPhaseOrder(named, document),
    ...checkNames(checks, document),
    ...checkCalls(phases, document).diagnostics,
  ];
  return found.length > 0 ? { diagnostics: sortDiagnostics(found) } : { scenario: fillGaps(phases) };
}

interface Scenario {
  readonly named: readonly NamedPhase[];
  readonly phases: readonly PlacedPhase[];
  readonly checks: readonly NamedCheck[];
  readonly diagnostics: readonly Diagnostic[];
}

function readScenario(document: YamlDocument, cellId: string): Scenario {
  const named: NamedPhase[] = [];
  const phases: PlacedPhase[] = [];
  const checks: NamedCheck[] = [];
  const diagnostics: Diagnostic[] = [];
  itemsOf(valueAt(document.value, ['scenario'])).forEach((part, index) => {
    for (const phase of phasesIn(part)) {
      const steps = itemsOf(valueAt(part, [phase])).map((raw, position) => {
        const path = ['scenario', index, phase, position];
        const name = valueAt(raw, ['check']);
        if (typeof name === 'string') checks.push({ name, path: [...path, 'check'] });
        const reading = readStep(raw, document, path, cellId);
        if ('step' in reading) return reading;
        diagnostics.push(...reading.diagnostics);
        return { mentions: callNamesIn(raw) };
      });
      named.push({ phase, index });
      phases.push({ phase, steps });
    }
  });
  return { named, phases, checks, diagnostics };
}

function checkScenario(scenario: Scenario, document: YamlDocument, suite: Suite | undefined): readonly Diagnostic[] {
  const order = checkPhaseOrder(scenario.named, document);
  const found = [
    ...order,
    ...checkPlace(document, suite),
    ...checkNames(scenario.checks, document),
    ...checkAbout(scenario, document),
  ];
  // What happens to the calls means nothing while the order of the phases is in doubt.
  if (order.length > 0) return found;
  const calls = checkCalls(scenario.phases, document);
  const about = aboutSchema.safeParse(document.value);
  if (!about.success) return [...found, ...calls.diagnostics];
  const { state, phase } = about.data;
  const asked = suite?.table?.rows.find((row) => row.state === state)?.call;
  return [...found, ...calls.diagnostics, ...checkState(asked, phase, calls.atPhase.get(phase), document)];
}

/** That the phases which the cell is about are there and checked. */
function checkAbout({ named, phases }: Scenario, document: YamlDocument): readonly Diagnostic[] {
  if (named.length === 0) return [];
  const checked = phases.filter((part) => part.steps.some(mayCheck)).map(({ phase }) => phase);
  if (checked.length === 0) {
    const hint = 'add a step such as `- { check: still-connected, call: A, is: connected }`';
    return [document.diagnose(['scenario'], 'key', 'the cell checks nothing', hint)];
  }
  const about = aboutSchema.safeParse(document.value);
  if (!about.success) return [];
  const { phase, demands = [] } = about.data;
  return checkPhasesReached({ phase, demands }, named, new Set(checked), document);
}

/** What could not be read may have been a check. */
function mayCheck(placed: PlacedStep | UnreadableStep): boolean {
  return 'mentions' in placed || placed.step.kind === 'check';
}

/** Phases in between that the file does not name are walked with nothing to do. */
function fillGaps(phases: readonly PlacedPhase[]): readonly PhaseSteps[] {
  const last = Math.max(...phases.map(({ phase }) => PHASES.indexOf(phase)));
  return PHASES.slice(0, last + 1).map((phase) => ({
    phase,
    steps: phases
      .filter((part) => part.phase === phase)
      .flatMap((part) => part.steps.flatMap((placed) => ('step' in placed ? [placed.step] : []))),
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
